import {
  Compressor,
  FilterChain,
  Reverberator,
  Saturator,
  TapeMachine,
  addPiece,
  bring,
  emptySend,
  emptySum,
  highPass,
  isSilent,
  lowPass,
  PIECE_FRAMES,
  SAMPLE_RATE,
  sendPiece,
  type Stereo,
} from '../dsp/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import type { DeskPlan, Part, StripPlan } from '../score/index.ts';
import type { Move } from './moves.ts';

/** Width of the soft knee around the glue's threshold. */
const GLUE_KNEE = 8;

/** What goes into the room is cut below, or kicks and basses would rumble on in it. */
const SEND_HIGH_PASS = 120;

/** The gentle slope of the low-pass on the sum. */
const SUM_LOW_PASS_Q = 0.6;

/** General MIDI's two bass drums. */
const KICKS: readonly number[] = [35, 36];

/** Sample frames at which the drums' kicks fall, sorted. */
export function kickFrames(
  parts: readonly Pick<Part, 'role' | 'notes'>[],
  toFrame: (ticks: number) => number,
): readonly number[] {
  return parts
    .filter(({ role }) => role === 'drums')
    .flatMap(({ notes }) => notes.filter(({ pitch }) => KICKS.includes(pitch)).map(({ start }) => toFrame(start)))
    .sort((a, b) => a - b);
}

/** Makes a delay of so many frames. */
class Delay {
  #past: Float32Array;

  constructor(frames: number) {
    this.#past = new Float32Array(frames);
  }

  /** In place. */
  process(samples: Float32Array): void {
    const whole = new Float32Array(this.#past.length + samples.length);
    whole.set(this.#past);
    whole.set(samples, this.#past.length);
    samples.set(whole.subarray(0, samples.length));
    this.#past = whole.subarray(samples.length);
  }
}

/** The buses and the sum of a mixing desk: blocks of all strips go in, blocks of music come out, without effects and not mastered. */
export class Desk {
  readonly #tapeMachine: TapeMachine | undefined;
  readonly #sendFilter = new FilterChain([highPass(SEND_HIGH_PASS)]);
  readonly #preDelay: Delay | undefined;
  readonly #room: Reverberator;
  readonly #saturator: Saturator | undefined;
  readonly #sum: FilterChain;
  readonly #glue: Compressor;
  readonly #moves: { readonly filters: readonly Move[]; readonly gains: readonly Move[] };

  /** The seed says how the tape sways; `moves` are those of the sum. */
  constructor(
    { room, tape, sum, glue }: DeskPlan,
    seed: number,
    moves: { readonly filters: readonly Move[]; readonly gains: readonly Move[] },
  ) {
    const speed = { wowCents: tape.wow, flutterCents: tape.flutter };
    if (tape.wow > 0 || tape.flutter > 0)
      this.#tapeMachine = new TapeMachine(speed, seededRandom(deriveSeed(seed, 'tape speed')));
    if (room.preDelay > 0) this.#preDelay = new Delay(Math.round(room.preDelay * SAMPLE_RATE));
    this.#room = new Reverberator(room);
    this.#saturator = sum.drive === 0 ? undefined : new Saturator(sum.drive);
    this.#sum = new FilterChain([highPass(sum.highPass), lowPass(sum.lowPass, SUM_LOW_PASS_Q)]);
    this.#glue = new Compressor({ ...glue, knee: GLUE_KNEE });
    this.#moves = moves;
  }

  /** Mixes blocks of the strips into a block of the same length, over what it held. */
  mix(stems: readonly { readonly plan: StripPlan; readonly audio: Stereo }[], music: Stereo): void {
    for (let from = 0; from < music.left.length; from += PIECE_FRAMES) {
      const piece = this.#mixPiece(stems, from, Math.min(music.left.length, from + PIECE_FRAMES));
      music.left.set(piece.left, from);
      music.right.set(piece.right, from);
    }
  }

  #mixPiece(stems: readonly { readonly plan: StripPlan; readonly audio: Stereo }[], from: number, to: number): Stereo {
    const music = emptySum(0, to - from);
    const tape = this.#tapeMachine === undefined ? music : emptySum(1, to - from);
    const send = emptySend(to - from);
    for (const { plan, audio } of stems) {
      const block = { left: audio.left.subarray(from, to), right: audio.right.subarray(from, to) };
      if (isSilent(block)) continue;
      const stem = bring(block, 0, to - from);
      addPiece(plan.bus === 'tape' ? tape : music, stem);
      if (plan.reverbSend > 0) sendPiece(send, stem, plan.reverbSend);
    }
    if (this.#tapeMachine !== undefined) {
      this.#tapeMachine.process(tape);
      addPiece(music, tape);
    }
    this.#sendFilter.processChannel(send);
    this.#preDelay?.process(send);
    addPiece(music, this.#room.processPiece(send));
    this.#saturator?.process(music);
    this.#sum.process(music);
    for (const move of this.#moves.filters) move.process(music);
    this.#glue.process(music);
    for (const move of this.#moves.gains) move.process(music);
    return music;
  }
}
