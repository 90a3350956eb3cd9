/**
 * Plays each style once while there is nothing else to do; what comes of it is dropped. What a style needs for the first time (its networks, its instruments in the synthesiser,
 * compiled code) is there then before a listener wants it, and memory does not rise for hours with each style that comes on for the first time.
 */
export class Rehearsal {
  #left: readonly string[];
  readonly #play: (style: string) => Promise<void>;

  /** `play` makes a short song in a style. */
  constructor(styles: readonly string[], play: (style: string) => Promise<void>) {
    this.#left = styles;
    this.#play = play;
  }

  /**
   * Plays the next style; resolves to whether there are more. Rejects as `play` does, and goes on with the style after it when called again: what is wrong is told to
   * whoever wants a song in that style.
   */
  async next(): Promise<boolean> {
    const [style, ...rest] = this.#left;
    this.#left = rest;
    if (style !== undefined) await this.#play(style);
    return rest.length > 0;
  }
}
