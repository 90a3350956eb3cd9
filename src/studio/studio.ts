import { SAMPLE_RATE, fadeEnds, integratedLoudness, type Db, type Lufs, type Stereo } from '../dsp/index.ts';
import { nearestNames, ticksToSeconds, type Part, type PartRole, type Score } from '../score/index.ts';
import { layEffect } from './effect-bed.ts';
import type { EffectShelf } from './effect-shelf.ts';
import type { FontShelf } from './font-shelf.ts';
import { defaultInstrument, findInstrument, instrumentNames, type InstrumentMatch } from './instruments.ts';
import { master } from './master.ts';
import { LOFI_DESK } from './mix-settings.ts';
import { Desk, kickFrames } from './mix.ts';
import { preparePresets, type Instrument } from './preset-file.ts';
import type { RecordOptions, Recording } from './recording.ts';
import { StudioError } from './studio-error.ts';
import type { Synthesizer } from './synthesizer.ts';
import { keyEvents } from './timed-notes.ts';

/** The bed alone before the first note, so that the fade-in touches no attack. */
const LEAD_IN_SECONDS = 0.1;

/** What follows the last bar: notes ring out, the room dies away, the bed goes on. */
const TAIL_SECONDS = 2.6;

/** Against a click where a record begins and ends. */
const FADE_SECONDS = 0.04;

/** Records last whole 20 ms packets, which are whole blocks of the synthesiser too. */
const PACKET_FRAMES = 960;

/** Loudness that an effect may have relative to the music; at the loud end it drowns the music. */
const EFFECT_RANGE: readonly [Db, Db] = [-60, -3];

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

    report('preparing instruments', 0);
    const players = await this.#engage(score.parts, warnings);
    const desk = new Desk(LOFI_DESK, frames, kickFrames(score.parts, toFrame));
    const stems = new Map<string, Stereo>();
    for (const [index, { part, instrument }] of players.entries()) {
      report(`playing ${part.role}`, 0.05 + (0.55 * index) / players.length);
      const audio = await this.#synthesizer.play(instrument, keyEvents(part.notes, toFrame), frames);
      desk.add(part.role, audio);
      if (options.stems === true) stems.set(stemName(part.role, stems), audio);
    }

    report('mixing', 0.6);
    const mix = desk.music(options.seed);
    const loudness = integratedLoudness(mix);
    if (loudness === -Infinity) throw new StudioError('there is nothing to record: the score has no notes that sound');
    const effects = await this.#layEffects(mix, loudness, options, warnings);
    fadeEnds(mix, FADE_SECONDS);

    report('mastering', 0.85);
    const mastered = master(mix);
    report('mastering', 1);
    const instruments = Object.fromEntries(players.map(({ part, instrument }) => [part.role, instrument.preset.name]));
    return { master: mix, ...mastered, stems, instruments, effects, warnings };
  }

  /** Frees the synthesiser. */
  close(): void {
    this.#synthesizer.close();
  }

  /** Finds an instrument for each part and makes sure that it can be played. */
  async #engage(
    parts: readonly Part[],
    warnings: string[],
  ): Promise<readonly { readonly part: Part; readonly instrument: Instrument }[]> {
    const players = [];
    for (const part of parts) {
      const match = this.findInstrument(part.instrument, part.role);
      const fallback = defaultInstrument(part.role, this.#fonts.fonts);
      let instrument = match.kind === 'found' ? match.instrument : fallback;
      if (match.kind === 'unknown')
        warnings.push(unknown('instrument', part.instrument, match.nearest, fallback.preset.name));
      try {
        await preparePresets([instrument]);
      } catch (error) {
        if (!(error instanceof StudioError) || instrument === fallback) throw error;
        warnings.push(`"${instrument.preset.name}" of ${instrument.font.name} can't be played (${error.message}).`);
        instrument = fallback;
        await preparePresets([fallback]);
      }
      players.push({ part, instrument });
    }
    return players;
  }

  async #layEffects(
    mix: Stereo,
    music: Lufs,
    { effects, seed }: RecordOptions,
    warnings: string[],
  ): Promise<Readonly<Record<string, Db>>> {
    const laid: Record<string, Db> = {};
    for (const [asked, level] of Object.entries(effects)) {
      const name = asked.trim().toLowerCase();
      const effect = await this.#effects.get(name);
      if (effect === undefined) {
        warnings.push(unknown('effect', asked, this.nearestEffects(asked)));
      } else if (!Number.isFinite(level)) {
        warnings.push(`The effect "${name}" was left out: its level is no number.`);
      } else {
        const db = Math.min(EFFECT_RANGE[1], Math.max(EFFECT_RANGE[0], level));
        if (db !== level) warnings.push(`The effect "${name}" was set to ${db} dB: ${level} dB is out of range.`);
        layEffect(mix, name, effect, music + db, seed);
        laid[name] = db;
      }
    }
    return laid;
  }
}

function stemName(role: PartRole, stems: ReadonlyMap<string, Stereo>): string {
  let name: string = role;
  for (let count = 2; stems.has(name); count += 1) name = `${role} ${count}`;
  return name;
}

function unknown(kind: string, name: string, nearest: readonly string[], instead?: string): string {
  const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', ')}?`;
  return `There is no ${kind} "${name}"${instead === undefined ? '' : `; ${instead} plays instead`}.${hint}`;
}
