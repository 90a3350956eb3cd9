import type { Mode } from '../theory/index.ts';
import { chooser } from './chooser.ts';
import { ModelError } from './model-error.ts';
import type { Sampling } from './musicians.ts';
import type { NetworkPlayer } from './network-player.ts';
import { LoopBrake } from './repetition.ts';
import { ROLL_VOICES_MAX, rollGaps, rollLengths, RollMemory, rollPitches, type RollEvent } from './roll-codec.ts';

const BAR = 16;
/**
 * How far the ends of the dial go beyond what the network expects of a genre, away from the other one (as guidance without a classifier
 * does, Ho and Salimans 2022). Without it much of what both genres share makes EDM sound half classical: the classifier gave it .55 as EDM.
 */
const CONTRAST = 0.6;

/** What a roll is asked for. */
export interface RollRequest extends Sampling {
  /** 0 is EDM, 1 is Classical; between them both answer, weighed. */
  readonly classical: number;
  readonly mode: Mode;
  /** Of 4/4. */
  readonly bars: number;
}

/**
 * Draws a roll, in order of time, then of pitch: C major or A minor. The network hears the music so far twice, as EDM and as Classical,
 * and each note is drawn from a weighed geometric mean of what both expect: even in the middle, contrasted at the ends. Throws a ModelError when `bars` is no whole number above 0,
 * `classical` not from 0 to 1, or the sampling out of range.
 */
export function sampleRoll(player: NetworkPlayer, request: RollRequest): readonly RollEvent[] {
  const { bars, classical, mode } = request;
  if (!(Number.isSafeInteger(bars) && bars > 0))
    throw new ModelError(`${bars} bars: it must be a whole number above 0`);
  if (!(classical >= 0 && classical <= 1)) throw new ModelError(`classical ${classical}: it must be from 0 to 1`);
  const draw = chooser(request, 'roll');
  const dial = classical + CONTRAST * (2 * classical - 1);
  const ends = [
    { genre: 'edm' as const, weight: 1 - dial },
    { genre: 'classical' as const, weight: dial },
  ];
  const memory = new RollMemory(mode);
  const brake = new LoopBrake();
  const events: RollEvent[] = [];
  let states = ends.map(() => player.begin());
  while (memory.now < bars * BAR) {
    const at = memory.now;
    const { chord } = memory;
    const top = chord.at(-1) ?? -1;
    const penalty = brake.penalty();
    const again = penalty === undefined ? undefined : memory.began(at - penalty.ago)[chord.length];
    const branches = ends.map(({ genre, weight }, index) => {
      return { inputs: memory.inputs(genre), state: states[index] ?? player.begin(), weight };
    });
    let highest = top;
    const step = player.stepTogether(branches, (head, logits) => {
      if (head === 'pitch') {
        // A chord is written from low to high.
        logits.fill(-Infinity, 0, top + 1);
        if (penalty !== undefined && again !== undefined && again > top)
          logits[again] = (logits[again] ?? 0) - penalty.by;
      }
      // The chord is full, or there is no higher pitch to go on with.
      const isFull = chord.length + 1 >= ROLL_VOICES_MAX || highest === rollPitches.values.length - 1;
      if (head === 'gap' && isFull) logits[rollGaps.token(0)] = -Infinity;
      const token = draw(head, logits);
      if (head === 'pitch') highest = token;
      return token;
    });
    const [pitch = 0, length = 0, gap = 0] = step.tokens;
    const sixteenths = Math.min(rollLengths.value(length), bars * BAR - at);
    events.push({ at, sixteenths, pitch: rollPitches.value(pitch) });
    memory.push(pitch, length, gap);
    for (let past = at; past < memory.now; past += 1) {
      brake.heard((ago) => past >= ago && memory.began(past - ago).join(' ') === memory.began(past).join(' '));
    }
    states = [...step.states];
  }
  return events;
}
