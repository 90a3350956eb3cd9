import { encodeOpus } from '../../src/radio/index.ts';
import type { Stereo } from '../../src/dsp/index.ts';

/** A sine at half of full scale, the same on both sides. */
export function tone(samples: number, hertz = 440): Stereo {
  const wave = Float32Array.from({ length: samples }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / 48_000));
  return { left: wave, right: wave };
}

/** Real Opus packets of a tone, 20 ms each; the pitch makes them different from others. */
export function tonePackets(count: number, hertz = 440): readonly Uint8Array[] {
  return encodeOpus(tone(count * 960 - 312, hertz), { complexity: 0 });
}
