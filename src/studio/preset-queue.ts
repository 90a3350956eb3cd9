import type { FontBank } from './font-bank.ts';
import type { Font } from './font-shelf.ts';
import { preparePreset, type FontPreset } from './preset-file.ts';
import { StudioError } from './studio-error.ts';

/**
 * Presets that songs are likely to want, made ready one at a time. The first song with a grand piano would wait seconds for it; and whoever takes a font apart
 * again and again, weeks after the start, leaves holes in the memory each time.
 */
export class PresetQueue {
  readonly #banks = new Map<Font, FontBank>();
  #left: readonly FontPreset[] = [];

  add(presets: readonly FontPreset[]): void {
    this.#left = [...this.#left, ...presets];
  }

  /**
   * Makes the file of the next preset that has none yet. One that can't be made is left to the song that wants it, where a person is told. Resolves to
   * whether there are more.
   */
  async prepareNext(): Promise<boolean> {
    let isMade = false;
    while (!isMade && this.#left.length > 0) {
      const [next, ...rest] = this.#left;
      this.#left = rest;
      if (next !== undefined) isMade = await this.#prepare(next);
    }
    if (this.#left.length === 0) this.#banks.clear();
    return this.#left.length > 0;
  }

  async #prepare(preset: FontPreset): Promise<boolean> {
    try {
      return await preparePreset(preset, this.#banks);
    } catch (error) {
      if (error instanceof StudioError) return true;
      throw error;
    }
  }
}
