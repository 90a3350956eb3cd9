import path from 'node:path';
import { integratedLoudness, type Lufs, type Stereo } from '../dsp/index.ts';
import { listFolder } from './font-shelf.ts';
import { rainLayers } from './rain.ts';
import { StudioError } from './studio-error.ts';
import { tapeLayers } from './tape-hiss.ts';
import { vinylLayers } from './vinyl.ts';
import { loopOf, readWav } from './wav-effect.ts';

/** An effect ready to be laid under music. */
export interface Effect {
  /** Loops of different lengths that sound together. */
  readonly layers: readonly Stereo[];
  /** Loudness of the layers together. */
  readonly lufs: Lufs;
}

/** Effects kept in memory, of 35 MB at most. */
const MOST_READY = 6;

/** Every studio has the same rain: a song's seed chooses where in the loops it begins. */
const SHELF_SEED = 20_261;

const SYNTHESISED: Readonly<Record<string, (seed: number) => readonly Stereo[]>> = {
  rain: rainLayers,
  vinyl: vinylLayers,
  tape: tapeLayers,
};

/** The effects at hand: synthesised ones, and the WAV files of a folder, which come first where names are equal. */
export class EffectShelf {
  readonly #wavFiles: ReadonlyMap<string, string>;
  readonly #ready = new Map<string, Effect>();

  /** What is wrong with the files that were left out, a line each. */
  readonly problems: readonly string[];

  private constructor(wavFiles: ReadonlyMap<string, string>, problems: readonly string[]) {
    this.#wavFiles = wavFiles;
    this.problems = problems;
  }

  /** Looks through a folder and tries every WAV file in it. Throws a StudioError when the folder can't be read. */
  static async open(folder: string): Promise<EffectShelf> {
    const files = new Map<string, string>();
    const problems: string[] = [];
    for (const name of (await listFolder(folder)).filter((entry) => /\.wav$/i.test(entry)).toSorted()) {
      try {
        await readWav(path.join(folder, name));
        files.set(path.parse(name).name.toLowerCase(), path.join(folder, name));
      } catch (error) {
        problems.push(
          `${name} is no usable WAV and was skipped: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    return new EffectShelf(files, problems);
  }

  /** Names that {@link get} knows. */
  names(): readonly string[] {
    return [...new Set([...Object.keys(SYNTHESISED), ...this.#wavFiles.keys()])];
  }

  /** An effect by name, made on first use; undefined when there is none. Throws a StudioError when its file has gone bad. */
  async get(name: string): Promise<Effect | undefined> {
    const ready = this.#ready.get(name);
    if (ready !== undefined) {
      this.#keep(name, ready);
      return ready;
    }
    const file = this.#wavFiles.get(name);
    const synthesise = Object.hasOwn(SYNTHESISED, name) ? SYNTHESISED[name] : undefined;
    const layers = file !== undefined ? [loopOf(await readWav(file))] : synthesise?.(SHELF_SEED);
    if (layers === undefined) return undefined;
    const effect = { layers, lufs: loudnessOf(layers) };
    if (effect.lufs === -Infinity) throw new StudioError('it is too quiet to be heard');
    this.#keep(name, effect);
    return effect;
  }

  #keep(name: string, effect: Effect): void {
    // The one used longest ago stands first.
    this.#ready.delete(name);
    this.#ready.set(name, effect);
    const [oldest] = this.#ready.keys();
    if (this.#ready.size > MOST_READY && oldest !== undefined) this.#ready.delete(oldest);
  }
}

/** Loudness of unrelated layers together: their powers add. */
function loudnessOf(layers: readonly Stereo[]): Lufs {
  return 10 * Math.log10(layers.reduce((sum, layer) => sum + 10 ** (integratedLoudness(layer) / 10), 0));
}
