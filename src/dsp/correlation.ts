import type { Stereo } from './audio.ts';

/**
 * How alike the channels are, as a phase meter shows it: 1 for mono, 0 for channels that have nothing to do with each other, -1 for one
 * that is the other upside down. NaN when a channel is silent.
 */
export function stereoCorrelation({ left, right }: Stereo): number {
  let both = 0;
  let lefts = 0;
  let rights = 0;
  for (let frame = 0; frame < left.length; frame += 1) {
    both += left[frame]! * right[frame]!;
    lefts += left[frame]! ** 2;
    rights += right[frame]! ** 2;
  }
  return both / Math.sqrt(lefts * rights);
}
