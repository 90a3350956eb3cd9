import type { Stereo } from '../dsp/index.ts';

/**
 * Gives back the memory of audio that nobody needs any more: the samples are gone. The garbage collector would do so some time later, and
 * until then songs of 100 MB pile up.
 */
export function letGo({ left, right }: Stereo): void {
  for (const { buffer } of [left, right]) if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
