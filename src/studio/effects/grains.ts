import { SAMPLE_RATE, type Hertz, type Stereo } from '../../dsp/index.ts';
import type { Random } from '../../random/index.ts';

// Short sounds that are added somewhere in a loop, going over its end into its beginning.

/** Where and how loud a grain sounds. */
export interface Place {
  /** Frame of the loop at which it begins; need not be whole. */
  readonly at: number;
  /** Peak, about; may be negative. */
  readonly gain: number;
  /** 0 is left, 1 is right; equal power. */
  readonly pan: number;
  /** Time in which it falls to 37 %. */
  readonly decaySeconds: number;
}

/** Decays are followed down to -52 dB. */
const DECAYS = 6;

/** Adds a burst of noise that begins at once and dies away, in place. */
export function addBurst(loop: Stereo, { at, gain, pan, decaySeconds }: Place, random: Random): void {
  const fall = Math.exp(-1 / (decaySeconds * SAMPLE_RATE));
  const [toLeft, toRight] = [gain * Math.sqrt(1 - pan), gain * Math.sqrt(pan)];
  const length = loop.left.length;
  const frames = Math.ceil(decaySeconds * SAMPLE_RATE * DECAYS);
  let place = Math.floor(at) % length;
  for (let frame = 0, level = 1; frame < frames; frame += 1, level *= fall) {
    const value = level * (2 * random() - 1);
    loop.left[place]! += value * toLeft;
    loop.right[place]! += value * toRight;
    place = place + 1 === length ? 0 : place + 1;
  }
}

/**
 * Adds a ringing tone that dies away, in place: what one mode of a struck thing does. `rise` is the share by which its pitch climbs
 * within its decay, as that of a bubble does.
 */
export function addRing(loop: Stereo, { at, gain, pan, decaySeconds }: Place, hertz: Hertz, rise = 0): void {
  const decay = decaySeconds * SAMPLE_RATE;
  const fall = Math.exp(-1 / decay);
  const [toLeft, toRight] = [gain * Math.sqrt(1 - pan), gain * Math.sqrt(pan)];
  const length = loop.left.length;
  const frames = Math.ceil(decay * DECAYS);
  let place = Math.floor(at) % length;
  let phase = 0;
  let turn = (2 * Math.PI * hertz) / SAMPLE_RATE;
  const climb = (turn * rise) / decay;
  for (let frame = 0, level = 1; frame < frames; frame += 1, level *= fall) {
    const value = level * Math.sin(phase);
    phase += turn;
    turn += climb;
    loop.left[place]! += value * toLeft;
    loop.right[place]! += value * toRight;
    place = place + 1 === length ? 0 : place + 1;
  }
}

/** A size from a heavy tail (Pareto): most near 1, few great, none beyond `most`. The greater `exponent`, the rarer the great ones. */
export function heavyTailed(exponent: number, most: number, random: Random): number {
  return Math.min(most, (1 - random()) ** (-1 / exponent));
}
