import { SAMPLE_RATE, fadeEnds, integratedLoudness, type Stereo } from '../dsp/index.ts';
import { nearestNames, ticksToSeconds, type Part, type PartRole, type Score } from '../score/index.ts';
import { layEffects } from './effect-bed.ts';
import type { EffectShelf } from './effect-shelf.ts';
import type { FontShelf } from './font-shelf.ts';
import { defaultInstrument, findInstrument, instrumentNames, type InstrumentMatch } from './instruments.ts';
import { master } from './master.ts';
import { LOFI_DESK } from './mix-settings.ts';
import { Desk, kickFrames } from './mix.ts';
import { notFound } from './not-found.ts';
import type { Instrument } from './preset-file.ts';
import type { RecordOptions, Recording } from './recording.ts';
import { StudioError } from './studio-error.ts';
import type { Synthesizer } from './synthesizer.ts';
import { keyEvents, type KeyEvent } from './timed-notes.ts';

/** The bed alone before the first note, so that the fade-in touches no attack. */
const LEAD_IN_SECONDS = 0.1;

/** What follows the last bar: notes ring out, the room dies away, the bed goes on. */
const TAIL_SECONDS = 2.6;

/** Against a click where a record begins and ends. */
const FADE_SECONDS = 0.04;

/** Records last whole 20 ms packets, which are whole blocks of the synthesiser too. */
const PACKET_FRAMES = 960;

/** A longer record would need more than 2 GB while it is made. */
const LONGEST_SECONDS = 20 * 60;

/** Plays scores and makes records of them, one after another. */
export class Studio {
  readonly #fonts: FontShelf;
  readonly #effects: EffectShelf;
  readonly #synthesizer: Synthesizer;
  /** The record being made: the next one begins when it ends, well or badly. */
  #current: Promise<unknown> = Promise.resolve();

  /** What is wrong with files that were left out, a line each. */
  readonly problems: readonly string[];

  constructor(fonts: FontShelf, effects: EffectShelf, synthesizer: Synthesizer) {
    this.#fonts = fonts;
    this.#effects = effects;
    this.#synthesizer = synthesizer;
    this.problems = [...fonts.problems, ...effects.problems];
  }

  /** Names of instruments and drum kits that can be asked for. */
  instruments(): readonly string[] {
    return instrumentNames(this.#fonts.fonts);
  }

  /** Names of effects that can be asked for. */
  effects(): readonly string[] {
    return this.#effects.names();
  }

  /** What an instrument's name stands for when it plays a part. */
  findInstrument(name: string, role: PartRole): InstrumentMatch {
    return findInstrument(name, role, this.#fonts.fonts);
  }

  /** Effect names most like a given one, for a message about an unknown name. */
  nearestEffects(name: string): readonly string[] {
    return nearestNames(name, this.effects());
  }

  /**
   * Plays, mixes and masters a score. The same score, seed, effects and fonts give the same samples. What is unknown is replaced or
   * left out with a warning. Throws a StudioError when the score is silent or the cache can't be written.
   */
  async record(score: Score, options: RecordOptions): Promise<Recording> {
    const recording = this.#current.then(() => this.#record(score, options));
    this.#current = recording.catch(() => undefined);
    return recording;
  }

  async #record(score: Score, options: RecordOptions): Promise<Recording> {
    const report = (stage: string, done: number): void => options.onProgress?.({ stage, done });
    const warnings: string[] = [];
    const toFrame = (ticks: number): number =>
      Math.round((LEAD_IN_SECONDS + ticksToSeconds(ticks, score.tempo)) * SAMPLE_RATE);
    const frames = Math.ceil((toFrame(score.duration) + TAIL_SECONDS * SAMPLE_RATE) / PACKET_FRAMES) * PACKET_FRAMES;

    if (!(frames <= LONGEST_SECONDS * SAMPLE_RATE)) {
      throw new StudioError(`the score has no playable length: a record lasts at most ${LONGEST_SECONDS / 60} minutes`);
    }

    const desk = new Desk(LOFI_DESK, frames, kickFrames(score.parts, toFrame));
    const stems = new Map<string, Stereo>();
    const instruments: Partial<Record<PartRole, string>> = {};
    for (const [index, part] of score.parts.entries()) {
      report(`playing ${part.role}`, (0.6 * index) / score.parts.length);
      const played = await this.#play(part, keyEvents(part.notes, toFrame), frames, warnings);
      desk.add(part.role, played.audio);
      instruments[part.role] ??= played.instrument.preset.name;
      if (options.stems === true) stems.set(stemName(part.role, stems), played.audio);
    }

    report('mixing', 0.6);
    const mix = desk.music(options.seed);
    const loudness = integratedLoudness(mix);
    if (loudness === -Infinity) throw new StudioError('there is nothing to record: the score has no notes that sound');
    const effects = await layEffects(mix, loudness, this.#effects, options, warnings);
    fadeEnds(mix, FADE_SECONDS);

    report('mastering', 0.85);
    const mastered = master(mix);
    report('mastering', 1);
    return { master: mix, ...mastered, stems, instruments, effects, warnings };
  }

  /** Frees the synthesiser. */
  close(): void {
    this.#synthesizer.close();
  }

  /** Plays a part on its instrument; on the default one, with a warning, when that is unknown or spoilt. */
  async #play(
    part: Part,
    events: readonly KeyEvent[],
    frames: number,
    warnings: string[],
  ): Promise<{ readonly audio: Stereo; readonly instrument: Instrument }> {
    const match = this.findInstrument(part.instrument, part.role);
    const fallback = defaultInstrument(part.role, this.#fonts.fonts);
    if (match.kind === 'found') {
      try {
        const audio = await this.#synthesizer.play(match.instrument, events, frames);
        return { audio, instrument: match.instrument };
      } catch (error) {
        if (!(error instanceof StudioError) || isSame(match.instrument, fallback)) throw error;
        warnings.push(`${error.message}; ${fallback.preset.name} plays instead.`);
      }
    } else {
      warnings.push(notFound('instrument', part.instrument, match.nearest, fallback.preset.name));
    }
    return { audio: await this.#synthesizer.play(fallback, events, frames), instrument: fallback };
  }
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a.font === b.font && a.preset === b.preset;
}

function stemName(role: PartRole, stems: ReadonlyMap<string, Stereo>): string {
  let name: string = role;
  for (let count = 2; stems.has(name); count += 1) name = `${role} ${count}`;
  return name;
}
