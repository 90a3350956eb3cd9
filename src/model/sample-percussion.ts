import { DRUM_VOICES, type DrumStyle, type DrumVoice } from '../theory/index.ts';
import { chooser } from './chooser.ts';
import { ModelError } from './model-error.ts';
import type { Sampling } from './musicians.ts';
import type { NetworkPlayer } from './network-player.ts';
import { DRUM_GROUPS, hitsOf, PercussionMemory, setFits, type DrumHit } from './percussion-codec.ts';
import { LoopBrake } from './repetition.ts';

const BAR = 16;

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
 * has. Throws a ModelError when `bars` is no whole number above 0 or the sampling is out of range.
 */
export function samplePercussion(player: NetworkPlayer, request: PercussionRequest): readonly DrumHit[] {
  const { bars, fills = [], kit = DRUM_VOICES } = request;
  if (!(Number.isSafeInteger(bars) && bars > 0))
    throw new ModelError(`${bars} bars: it must be a whole number above 0`);
  const draw = chooser(request, 'percussion');
  const memory = new PercussionMemory(request);
  const brake = new LoopBrake();
  const hits: DrumHit[] = [];
  let state = player.begin();
  while (memory.now < bars * BAR) {
    const at = memory.now;
    const penalty = brake.penalty();
    const chosen: number[] = [];
    const step = player.step(memory.inputs(fills.includes(Math.floor(at / BAR))), state, (head, logits) => {
      const index = chosen.length;
      if (index < DRUM_GROUPS.length) {
        logits.forEach((_, set) => {
          if (!setFits(index, set, kit)) logits[set] = -Infinity;
        });
        const again = penalty === undefined ? undefined : memory.ago(penalty.ago)?.[index];
        if (penalty !== undefined && again !== undefined) logits[again] = (logits[again] ?? 0) - penalty.by;
      } else {
        const group = index - DRUM_GROUPS.length;
        const silent = group < DRUM_GROUPS.length ? chosen[group] === 0 : chosen.slice(0, 3).every((set) => set === 0);
        if (silent) logits.fill(-Infinity, 1);
        else logits[0] = -Infinity;
      }
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
