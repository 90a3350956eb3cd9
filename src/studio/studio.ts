import { SAMPLE_RATE, fadeEnds, fadeOut, silence, type Lufs, type Stereo } from '../dsp/index.ts';
import { nearestNames, type Lack, type PartRole, type Score } from '../score/index.ts';
import { bedAlone } from './bed-alone.ts';
import { resolveMix } from './desk-plans.ts';
import { layEffects } from './effect-bed.ts';
import type { EffectShelf } from './effect-shelf.ts';
import type { FontShelf } from './font-shelf.ts';
import { instrumentName, isSameInstrument, type Instrument } from './instrument.ts';
import { defaultInstrument, findInstrument, instrumentNames, type InstrumentMatch } from './instruments.ts';
import { letGo } from './let-go.ts';
import { masterOpening, masterSong } from './master.ts';
import { medleyOf, type Medley } from './medley.ts';
import { PresetQueue } from './preset-queue.ts';
import type { RecordOptions, Recording, RecordingProgress } from './recording.ts';
import { OPENING_MARGIN, songFrames } from './song-frames.ts';
import { checkSound, type PartExcerpts } from './sound-check.ts';
import { StudioError } from './studio-error.ts';
import type { Synthesizer } from './synthesizer.ts';
import { Take } from './take.ts';
import { keyEvents } from './timed-notes.ts';

/** Against a click where a record begins and ends. */
const FADE_SECONDS = 0.04;

/** The end of the tail over which the last of the music fades. */
const MUSIC_FADE_SECONDS = 1.2;

/** Plays scores and makes records of them, one after another. */
export class Studio {
  readonly #fonts: FontShelf;
  readonly #effects: EffectShelf;
  readonly #presets = new PresetQueue();
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
    const report = (stage: RecordingProgress['stage'], done: number): void => options.onProgress?.({ stage, done });
    const lacks: Lack[] = [];
    const song = songFrames(score);
    const plan = resolveMix(options.mix);

    report('sound check', 0);
    const medley = medleyOf(score, song.toFrame);
    const excerpts = await this.#playExcerpts(score, medley, lacks);
    const check = checkSound(excerpts, medley, plan, { score, effects: Object.values(options.effects) });
    for (const { audio } of excerpts) for (const excerpt of audio) if (excerpt !== undefined) letGo(excerpt);
    if (check === undefined) throw new StudioError('there is nothing to record: the score has no notes that sound');

    const music = { start: song.toFrame(0) / SAMPLE_RATE, end: song.toFrame(score.duration) / SAMPLE_RATE };
    const names: Partial<Record<PartRole, string>> = {};
    for (const { role, instrument } of excerpts) names[role] ??= instrumentName(instrument);

    const instruments = excerpts.map(({ instrument }) => instrument);
    const take = await Take.begin(this.#synthesizer, score, {
      instruments,
      gains: check.gains,
      plan,
      song,
      ...options,
    });
    try {
      const finish = async (mix: Stereo, told: Lack[]): Promise<Recording['effects']> => {
        const bars = { tempo: score.tempo, first: song.toFrame(0), end: song.toFrame(score.duration) };
        const laid = await layEffects(mix, check.music, this.#effects, { ...options, bars }, told);
        fadeEnds(mix, FADE_SECONDS);
        return laid;
      };
      const play = (until: number): void =>
        take.play(until, (stage, frame) => report(stage, 0.05 + (0.8 * frame) / song.frames));

      if (options.onOpening !== undefined && song.opening > 0) {
        play(song.opening + OPENING_MARGIN);
        const beginning = copyOf(take.music, song.opening + OPENING_MARGIN);
        const told = [...lacks];
        const effects = await finish(beginning, told);
        const audio = masterOpening(beginning, check.master, song.opening);
        options.onOpening({ audio, frames: song.frames, music, instruments: names, effects, lacks: told });
      }
      play(song.frames);
      fadeOut(take.music, MUSIC_FADE_SECONDS);
      const effects = await finish(take.music, lacks);

      report('mastering', 0.85);
      const { audio, lufs, dbtp } = masterSong(take.music, check.master, song.opening);
      letGo(take.music);
      report('mastering', 1);
      return { master: audio, lufs, dbtp, music, stems: take.stems, instruments: names, effects, lacks };
    } finally {
      take.close();
    }
  }

  /** The effects that lie under a song of a loudness, without the song, for a bridge to the next; see {@link bedAlone}. */
  bed(frames: number, music: Lufs, wanted: Pick<RecordOptions, 'effects' | 'seed'>): Promise<Stereo> {
    return bedAlone(frames, music, this.#effects, wanted);
  }

  /** Says what songs are likely to play: {@link Studio.prepareNext} makes it ready. What is unknown is left out. */
  expect(instruments: readonly { readonly role: PartRole; readonly name: string }[]): void {
    const found = instruments.map(({ role, name }) => this.findInstrument(name, role));
    this.#presets.add(
      found.flatMap((match) =>
        match.kind === 'found' && match.instrument.kind === 'preset' ? [match.instrument] : [],
      ),
    );
  }

  /** Makes ready one more thing that a song may want: an effect, or an instrument that is expected. Resolves to whether there are more. */
  async prepareNext(): Promise<boolean> {
    return (await this.#effects.prepareNext()) || (await this.#presets.prepareNext());
  }

  /** Frees the synthesiser. */
  close(): void {
    this.#synthesizer.close();
  }

  /** The parts of a medley, and what plays them: the default instrument, with a warning, when one is unknown or spoilt. */
  async #playExcerpts(
    score: Score,
    medley: Medley,
    lacks: Lack[],
  ): Promise<readonly (PartExcerpts & { readonly instrument: Instrument })[]> {
    const excerpts = [];
    for (const [index, { role, instrument: name }] of score.parts.entries()) {
      const play = async (instrument: Instrument) => ({
        role,
        instrument,
        audio: await this.#playExcerptsOf(index, medley, instrument),
      });
      const match = this.findInstrument(name, role);
      const fallback = defaultInstrument(role, this.#fonts.fonts);
      if (match.kind === 'found') {
        try {
          excerpts.push(await play(match.instrument));
          continue;
        } catch (error) {
          if (!(error instanceof StudioError) || isSameInstrument(match.instrument, fallback)) throw error;
          lacks.push({ kind: 'bad-instrument', name, problem: error.message, instead: instrumentName(fallback) });
        }
      } else {
        const { nearest: near, why } = match;
        const instead = instrumentName(fallback);
        lacks.push({ kind: 'no-instrument', name, near, instead, ...(why === undefined ? {} : { why }) });
      }
      excerpts.push(await play(fallback));
    }
    return excerpts;
  }

  /** A part's sound in the excerpts in which it plays, one straight after the other. */
  async #playExcerptsOf(part: number, medley: Medley, instrument: Instrument): Promise<PartExcerpts['audio']> {
    const played = medley.excerpts.filter(({ parts }) => parts[part]!.length > 0);
    const events = played.flatMap(({ parts }, place) =>
      keyEvents(parts[part]!, (frame) => place * medley.frames + frame),
    );
    const performance = await this.#synthesizer.perform(instrument, events);
    try {
      return medley.excerpts.map((excerpt) => {
        if (!played.includes(excerpt)) return undefined;
        const audio = silence(medley.frames);
        performance.render(audio);
        return audio;
      });
    } finally {
      performance.close();
    }
  }
}

function copyOf({ left, right }: Stereo, frames: number): Stereo {
  return { left: left.slice(0, frames), right: right.slice(0, frames) };
}
