import path from 'node:path';
import type { Lufs, Stereo } from '../dsp/index.ts';
import { findEffect, findName } from '../score/index.ts';
import type { Layer } from './effects/layer.ts';
import { SYNTHESISED, steadyLoudness } from './effects/synthesised.ts';
import { listFolder } from './font-shelf.ts';
import { StudioError } from './studio-error.ts';
import { atTempo, beatLoopOf } from './wav/beat-loop.ts';
import { readWav } from './wav/read-wav.ts';
import { loopOf } from './wav/wav-effect.ts';

/** An effect ready to be laid under music. */
export interface Effect {
  /** Loops of different lengths that sound together. */
  readonly layers: readonly Layer[];
  /** Loudness of the layers together. */
  readonly lufs: Lufs;
  /** A beat loop: it begins with the song's first bar and ends with its last. Others may begin anywhere. */
  readonly isInTime: boolean;
}

/** Effects kept in memory take at most this much; all six of ours take less. The one laid last is always kept. */
const MOST_BYTES = 128 * 2 ** 20;

/** Every studio has the same rain: a song's seed chooses where in the loops it begins. */
const SHELF_SEED = 20_261;

/** The effects at hand: synthesised ones, and the WAV files of a folder, which come first where names are equal. */
export class EffectShelf {
  readonly #wavFiles: ReadonlyMap<string, string>;
  readonly #ready = new Map<string, Effect>();

  /** What is wrong with the files that were left out, a line each. */
  readonly problems: readonly string[];

  readonly #mostBytes: number;
  /** Synthesised effects that {@link prepareNext} has not come to yet. */
  readonly #unprepared = Object.keys(SYNTHESISED);

  private constructor(wavFiles: ReadonlyMap<string, string>, problems: readonly string[], mostBytes: number) {
    this.#wavFiles = wavFiles;
    this.#mostBytes = mostBytes;
    this.problems = problems;
  }

  /**
   * Looks through a folder and tries every WAV file in it; what lies in folders of it, such as `jingles/`, is no effect. Ready effects
   * are kept in memory up to `mostBytes`. Throws a StudioError when the folder can't be read.
   */
  static async open(folder: string, mostBytes = MOST_BYTES): Promise<EffectShelf> {
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
    return new EffectShelf(files, problems, mostBytes);
  }

  /** Names that {@link get} knows. */
  names(): readonly string[] {
    return [...new Set([...Object.keys(SYNTHESISED), ...this.#wavFiles.keys()])];
  }

  /** Effects that are in memory: those of beat loops with their tempo. */
  ready(): readonly string[] {
    return [...this.#ready.keys()];
  }

  /** The name that an effect goes by: `Tape Hiss` is `tape` unless a file has that very name. One that is unknown is itself. */
  usualName(asked: string): string {
    return findName(asked, this.names()) ?? findEffect(asked) ?? asked.trim().toLowerCase();
  }

  /**
   * An effect by name, made on first use; undefined when there is none. A beat loop is stretched to the tempo, in beats a minute; without
   * a tempo it is a loop like any other. Throws a StudioError when its file has gone bad or doesn't fit the tempo.
   */
  async get(asked: string, tempo?: number): Promise<Effect | undefined> {
    const name = this.usualName(asked);
    for (const key of [name, keyAt(name, tempo)]) {
      const ready = this.#ready.get(key);
      if (ready !== undefined) return this.#keep(key, ready);
    }
    const file = this.#wavFiles.get(name);
    if (file !== undefined) return this.#fromFile(name, file, tempo);
    const synthesised = Object.hasOwn(SYNTHESISED, name) ? SYNTHESISED[name] : undefined;
    if (synthesised === undefined) return undefined;
    const layers = synthesised.layers(SHELF_SEED);
    return this.#keep(name, { layers, lufs: synthesised.loudness(layers), isInTime: false });
  }

  /**
   * Makes one of the synthesised effects that were not asked for so far: the first song with a cafe would wait for it for seconds. Resolves to whether there
   * are more.
   */
  async prepareNext(): Promise<boolean> {
    const name = this.#unprepared.shift();
    if (name !== undefined && !this.#wavFiles.has(name)) await this.get(name);
    return this.#unprepared.length > 0;
  }

  async #fromFile(name: string, file: string, tempo: number | undefined): Promise<Effect> {
    const wav = await readWav(file);
    const beat = beatLoopOf(name, wav);
    if (tempo === undefined) return this.#keep(keyAt(name, undefined), heard([loopOf(wav)], beat !== undefined));
    if (beat === undefined) return this.#keep(name, heard([loopOf(wav)], false));
    const fitted = atTempo(beat, tempo);
    if (fitted === undefined) {
      throw new StudioError(
        `at ${round(beat.tempo)} beats a minute it is too far from the song's ${round(tempo)} to be stretched`,
      );
    }
    return this.#keep(keyAt(name, tempo), heard([fitted], true));
  }

  #keep(key: string, effect: Effect): Effect {
    // The one used longest ago stands first.
    this.#ready.delete(key);
    this.#ready.set(key, effect);
    let bytes = [...this.#ready.values()].reduce((sum, { layers }) => sum + bytesOf(layers), 0);
    for (const [oldest, { layers }] of this.#ready) {
      if (bytes <= this.#mostBytes || oldest === key) break;
      this.#ready.delete(oldest);
      bytes -= bytesOf(layers);
    }
    return effect;
  }
}

function heard(layers: readonly Layer[], isInTime: boolean): Effect {
  const lufs = steadyLoudness(layers);
  if (lufs === -Infinity) throw new StudioError('it is too quiet to be heard');
  return { layers, lufs, isInTime };
}

function keyAt(name: string, tempo: number | undefined): string {
  return `${name} at ${tempo ?? 'its own tempo'}`;
}

function bytesOf(layers: readonly Stereo[]): number {
  return layers.reduce((sum, { left, right }) => sum + left.byteLength + right.byteLength, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
