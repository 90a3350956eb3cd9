import { SAMPLE_RATE, type Hertz, type Stereo } from '../../dsp/index.ts';
import type { Random } from '../../random/index.ts';
import { addBurst, addRing } from './grains.ts';

/** A thing that rings when it is struck: its modes, and how long the lowest rings. */
interface Ware {
  readonly lowest: readonly [Hertz, Hertz];
  /** Frequencies of the modes relative to the lowest, and how strong each is struck. */
  readonly modes: readonly (readonly [ratio: number, share: number])[];
  readonly ringSeconds: readonly [number, number];
}

const CUP: Ware = {
  lowest: [1900, 3300],
  modes: [
    [1, 1],
    [1.49, 0.6],
    [2.13, 0.7],
    [2.74, 0.35],
    [3.6, 0.25],
  ],
  ringSeconds: [0.01, 0.03],
};
const SPOON: Ware = {
  lowest: [3200, 5400],
  modes: [
    [1, 0.8],
    [1.31, 1],
    [1.83, 0.5],
    [2.27, 0.5],
  ],
  ringSeconds: [0.02, 0.06],
};
const PLATE: Ware = {
  lowest: [800, 1500],
  modes: [
    [1, 1],
    [1.62, 0.9],
    [2.4, 0.7],
    [3.3, 0.5],
    [4.5, 0.3],
  ],
  ringSeconds: [0.006, 0.014],
};

/**
 * Adds one of the sounds of a table to a loop, in place: a cup set down, a spoon that stirs or falls, plates put together. Nothing is put
 * down but it bounces.
 */
export function addClink(loop: Stereo, at: number, gain: number, pan: number, random: Random): void {
  const kind = random();
  if (kind < 0.12) {
    // Stirring: light strokes, rather even.
    const cup = struck(CUP, random);
    const strokes = 4 + Math.floor(random() * 6);
    const every = (0.19 + 0.09 * random()) * SAMPLE_RATE;
    for (let stroke = 0; stroke < strokes; stroke += 1) {
      cup(loop, at + stroke * every * (0.94 + 0.12 * random()), gain * (0.15 + 0.2 * random()), pan, random);
    }
    return;
  }
  const ware = struck(kind < 0.55 ? CUP : kind < 0.85 ? SPOON : PLATE, random);
  let wait = (0.035 + 0.08 * random()) * SAMPLE_RATE;
  let place = at;
  let level = gain;
  for (let bounce = 0; bounce < 2 + Math.floor(random() * 3); bounce += 1) {
    ware(loop, place, level, pan, random);
    place += wait;
    wait *= 0.5 + 0.2 * random();
    level *= 0.25 + 0.4 * random();
  }
}

type Strike = (loop: Stereo, at: number, gain: number, pan: number, random: Random) => void;

/** One piece of ware: it sounds a little different wherever it is hit, and its modes come in pairs, as it is never quite round. */
function struck({ lowest, modes, ringSeconds }: Ware, random: Random): Strike {
  const hertz = between(lowest, random);
  const ring = between(ringSeconds, random);
  const tuned = modes.map(([ratio, share]) => ({
    ratio: ratio * (0.95 + 0.1 * random()),
    share,
    split: 1.004 + 0.016 * random(),
  }));
  return (loop, at, gain, pan, chance) => {
    addBurst(loop, { at, gain: 0.5 * gain, pan, decaySeconds: 0.0004 + 0.0008 * chance() }, chance);
    for (const { ratio, share, split } of tuned) {
      for (const part of [1, split]) {
        const decaySeconds = (ring / Math.sqrt(ratio)) * (0.6 + 0.8 * chance());
        addRing(loop, { at, gain: 0.3 * gain * share * chance(), pan, decaySeconds }, hertz * ratio * part);
      }
    }
  };
}

function between([least, most]: readonly [number, number], random: Random): number {
  return least + (most - least) * random();
}
