import { silence, type Stereo } from '../dsp/index.ts';
import type { DeskPlan, PartRole, Score } from '../score/index.ts';
import { Desk, kickFrames } from './desk.ts';
import type { Instrument } from './instrument.ts';
import { movesOf } from './moves.ts';
import type { Performance } from './performance.ts';
import type { RecordOptions } from './recording.ts';
import type { SongFrames } from './song-frames.ts';
import { Strip } from './strip.ts';
import type { Synthesizer } from './synthesizer.ts';
import { keyEvents } from './timed-notes.ts';

/** Frames that are played and mixed at a time: half a second of all parts stays near the processor. */
const REEL_FRAMES = 24_000;

interface Player {
  /** What its stem is called: its role, and `chords 2` for a second part of a role. */
  readonly name: string;
  readonly performance: Performance;
  readonly strip: Strip;
  /** What it plays: the whole stem when that is asked for, else one reel over another. */
  readonly sound: Stereo;
}

/** One playing of a song over the desk: all parts advance together, so that its beginning is there long before its end. */
export class Take {
  /** The music without effects, not mastered; silence from where it has been played to. */
  readonly music: Stereo;
  /** The parts as they go into the mix, when asked for: by role, and `chords 2` for a second part of a role. */
  readonly stems: ReadonlyMap<string, Stereo>;
  readonly #players: readonly Player[];
  readonly #desk: Desk;
  readonly #onStems: RecordOptions['onStems'];
  #played = 0;

  private constructor(
    frames: number,
    players: readonly Player[],
    desk: Desk,
    { stems, onStems }: { readonly stems: ReadonlyMap<string, Stereo>; readonly onStems: RecordOptions['onStems'] },
  ) {
    this.music = silence(frames);
    this.stems = stems;
    this.#players = players;
    this.#desk = desk;
    this.#onStems = onStems;
  }

  /** Seats the players. Close the take in the end. Throws a StudioError when an instrument can't be loaded. */
  static async begin(
    synthesizer: Synthesizer,
    score: Score,
    options: {
      readonly song: SongFrames;
      readonly plan: DeskPlan;
      /** By part. */
      readonly instruments: readonly Instrument[];
      /** By part: see SoundCheck. */
      readonly gains: readonly number[];
      readonly seed: number;
    } & Pick<RecordOptions, 'stems' | 'onStems'>,
  ): Promise<Take> {
    const { song, plan } = options;
    const kicks = kickFrames(score.parts, song.toFrame);
    const stems = new Map<string, Stereo>();
    const players: Player[] = [];
    try {
      for (const [index, { role, notes }] of score.parts.entries()) {
        const performance = await synthesizer.perform(options.instruments[index]!, keyEvents(notes, song.toFrame));
        const moves = movesOf(score.automation, role, song.toFrame);
        const strip = new Strip(plan.strips[role], options.gains[index]!, { kicks, moves });
        const stem = options.stems === true ? silence(song.frames) : undefined;
        const name = stemName(role, players);
        players.push({ name, performance, strip, sound: stem ?? silence(REEL_FRAMES) });
        if (stem !== undefined) stems.set(name, stem);
      }
    } catch (error) {
      for (const { performance } of players) performance.close();
      throw error;
    }
    const desk = new Desk(plan, options.seed, movesOf(score.automation, 'music', song.toFrame));
    return new Take(song.frames, players, desk, { stems, onStems: options.onStems });
  }

  /** Plays on until a frame, a whole number of packets; tells what it does next and where. */
  play(until: number, onProgress: (stage: 'playing' | 'mixing', frame: number) => void): void {
    while (this.#played < until) {
      const from = this.#played;
      const to = Math.min(until, from + REEL_FRAMES);
      onProgress('playing', from);
      const stems = this.#players.map(({ name, performance, strip, sound }) => {
        const audio = this.stems.size > 0 ? part(sound, from, to) : part(sound, 0, to - from);
        performance.render(audio);
        return { name, strip, plan: strip.plan, audio };
      });
      onProgress('mixing', from);
      for (const { strip, audio } of stems) {
        strip.tone(audio);
        strip.fade(audio);
      }
      this.#onStems?.(new Map(stems.map(({ name, audio }) => [name, audio])));
      this.#desk.mix(stems, part(this.music, from, to));
      this.#played = to;
    }
  }

  /** Lets the players go. */
  close(): void {
    for (const { performance } of this.#players) performance.close();
  }
}

/** A part of audio; writing to it writes to the whole. */
function part({ left, right }: Stereo, from: number, to: number): Stereo {
  return { left: left.subarray(from, to), right: right.subarray(from, to) };
}

function stemName(role: PartRole, players: readonly Pick<Player, 'name'>[]): string {
  let name: string = role;
  for (let count = 2; players.some((other) => other.name === name); count += 1) name = `${role} ${count}`;
  return name;
}
