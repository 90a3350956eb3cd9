import { DRUM_VOICES, type DrumStyle, type DrumVoice } from '../theory/index.ts';
import { chooser } from './chooser.ts';
import { ModelError } from './model-error.ts';
import type { Sampling } from './musicians.ts';
import type { NetworkPlayer } from './network-player.ts';
import { DRUM_GROUPS, hitsOf, PercussionMemory, setFits, type DrumHit } from './percussion-codec.ts';
import { LoopBrake } from './repetition.ts';

const BAR = 16;
/**
 * Sixteenths without a stroke. The training grooves have rests, and the network takes a silence that it drew itself for the rest before
 * an entry: without an end to it, some songs would have no drums at all.
 */
const SILENCE_MAX = 8;
/** Hit sets of a single voice. */
const SETS_OF_ONE = [1, 2, 4, 8];

/** What drums are asked for. */
export interface PercussionRequest extends Sampling {
  readonly style: DrumStyle;
  /** Quarter notes a minute. */
  readonly tempo: number;
  /** Of 4/4. */
  readonly bars: number;
  /** Bars, from 0, that are played as fills; none when not given. */
  readonly fills?: readonly number[];
  /** What may be hit; all voices when not given. */
  readonly kit?: readonly DrumVoice[];
}

/**
 * Draws drums, in order of time. What is not in the kit is never drawn; a group that is silent has no velocity, and one that is hit
 * has; after half a bar of silence something is hit. Throws a ModelError when `bars` is no whole number above 0 or the sampling is out
 * of range.
 */
export function samplePercussion(player: NetworkPlayer, request: PercussionRequest): readonly DrumHit[] {
  const { bars, fills = [], kit = DRUM_VOICES } = request;
  if (!(Number.isSafeInteger(bars) && bars > 0))
    throw new ModelError(`${bars} bars: it must be a whole number above 0`);
  const draw = chooser(request, 'percussion');
  const memory = new PercussionMemory(request);
  const brake = new LoopBrake();
  const hits: DrumHit[] = [];
  const waker = DRUM_GROUPS.findIndex((_, group) => SETS_OF_ONE.some((set) => setFits(group, set, kit)));
  let state = player.begin();
  while (memory.now < bars * BAR) {
    const at = memory.now;
    const wakes = at - (hits.at(-1)?.at ?? -1) > SILENCE_MAX;
    const penalty = brake.penalty();
    const chosen: number[] = [];
    const step = player.step(memory.inputs(fills.includes(Math.floor(at / BAR))), state, (head, logits) => {
      const index = chosen.length;
      if (index < DRUM_GROUPS.length) {
        const again = penalty === undefined ? undefined : memory.ago(penalty.ago)?.[index];
        if (penalty !== undefined && again !== undefined) logits[again] = (logits[again] ?? 0) - penalty.by;
        logits.forEach((_, set) => {
          if (!setFits(index, set, kit) || (set === 0 && wakes && index === waker)) logits[set] = -Infinity;
        });
      } else rule(logits, isSilent(chosen));
      const token = draw(head, logits);
      chosen.push(token);
      return token;
    });
    memory.push(step.tokens);
    // The memory stands a sixteenth further now.
    const sounds = (ago: number): string | undefined => memory.ago(ago + 1)?.join(' ');
    brake.heard((ago) => sounds(ago) === sounds(0));
    hits.push(...hitsOf(step.tokens, at));
    state = step.state;
  }
  return hits;
}

/** Whether what the next answer is about is not hit: a group, whose velocity it is, or all of them, whose offset it is. */
function isSilent(chosen: readonly number[]): boolean {
  const group = chosen.length - DRUM_GROUPS.length;
  const about = group < DRUM_GROUPS.length ? chosen.slice(group, group + 1) : chosen.slice(0, DRUM_GROUPS.length);
  return about.every((set) => set === 0);
}

/** Leaves only the first token, which is silence, or all but it. */
function rule(logits: Float32Array, silent: boolean): void {
  if (silent) logits.fill(-Infinity, 1);
  else logits[0] = -Infinity;
}
