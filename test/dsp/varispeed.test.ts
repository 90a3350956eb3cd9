import { describe, expect, test } from 'vitest';
import { varispeed, type Stereo } from '../../src/dsp/index.ts';

function sine(frames: number, hertz: number): Stereo {
  const wave = Float32Array.from({ length: frames }, (_, frame) => Math.sin((2 * Math.PI * hertz * frame) / 48_000));
  return { left: wave, right: wave.map((value) => -value) };
}

describe('varispeed', () => {
  test('gives the same samples at whole frames, and silence beyond the ends', () => {
    const audio = sine(1000, 3000);
    const played = varispeed(
      audio,
      Float64Array.from({ length: 1100 }, (_, frame) => frame - 50),
    );
    for (let frame = 0; frame < 1000; frame += 1)
      expect(played.left[frame + 50]).toBeCloseTo(audio.left[frame] ?? NaN, 6);
    expect(Math.max(...played.left.subarray(0, 50), ...played.left.subarray(1050))).toBeLessThan(1e-6);
  });

  test.each([100, 1000, 10_000])('plays %d Hz faster by 0.9 % as a sine of that pitch', (hertz) => {
    const positions = Float64Array.from({ length: 20_000 }, (_, frame) => frame * 1.009);
    const played = varispeed(sine(21_000, hertz), positions);
    const wanted = sine(20_000, hertz * 1.009);
    let [noise, signal] = [0, 0];
    for (let frame = 100; frame < 19_900; frame += 1) {
      noise += (played.right[frame]! - wanted.right[frame]!) ** 2;
      signal += wanted.right[frame]! ** 2;
    }
    expect(10 * Math.log10(signal / noise)).toBeGreaterThan(55);
  });
});
