/** A play is certain to be written down when it was seen for so long: the journal takes it within milliseconds. */
const CERTAIN_MILLISECONDS = 1_000;

/** Plays that listeners saw on air, on panels and on the page. */
export class SeenPlays {
  /** When each was seen first and last, in milliseconds of the monotonic clock. */
  readonly #seen = new Map<string, { readonly first: number; readonly last: number }>();

  see(playId: string): void {
    const now = performance.now();
    this.#seen.set(playId, { first: this.#seen.get(playId)?.first ?? now, last: now });
  }

  /** Ids of plays that must be stored. */
  certain(): readonly string[] {
    const all = [...this.#seen];
    return all.filter(([, { first, last }]) => last - first >= CERTAIN_MILLISECONDS).map(([playId]) => playId);
  }
}
