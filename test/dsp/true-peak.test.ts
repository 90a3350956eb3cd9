import { describe, expect, it } from 'vitest';
import { gainToDb, silence, truePeak } from '../../src/dsp/index.ts';
import { both, sine } from '../support/signals.ts';

const RATE = 48_000;
const degrees = Math.PI / 180;

/** A sine faded in and out, so that its ends make no peak of their own. */
function faded(hertz: number, amplitude: number, phase: number): Float32Array {
  const samples = sine(hertz, 0.5, amplitude, phase);
  return samples.map((value, index) => value * Math.min(1, index / 2400, (samples.length - 1 - index) / 2400));
}

describe('true peak', () => {
  // EBU Tech 3341 cases 15 to 19 allow +0.2 and -0.4 dB.
  it.each([
    ['case 15: a quarter of the rate', RATE / 4, 0.5, 0, -6.02],
    ['case 16: its samples miss the peaks', RATE / 4, 0.5, 45 * degrees, -6.02],
    ['case 17: a sixth', RATE / 6, 0.5, 60 * degrees, -6.02],
    ['case 18: an eighth', RATE / 8, 0.5, 67.5 * degrees, -6.02],
    ['case 19: above full scale', RATE / 4, 1.41, 45 * degrees, 2.98],
  ])('passes %s', (_name, hertz, amplitude, phase, expected) => {
    const measured = gainToDb(truePeak(both(faded(hertz, amplitude, phase))));
    expect(measured).toBeLessThanOrEqual(expected + 0.2);
    expect(measured).toBeGreaterThanOrEqual(expected - 0.4);
  });

  it('finds a peak in either channel, wherever it lies', () => {
    for (const at of [0, 1, 31, 32, 33, 999]) {
      const audio = silence(1000);
      audio.right[at] = -0.7;
      expect(truePeak(audio)).toBeCloseTo(0.7, 3);
    }
  });

  it('never reads less than the highest sample, and 0 for silence', () => {
    const noisy = both(Float32Array.from({ length: 4000 }, (_, index) => Math.sin(index * index * 0.001)));
    expect(truePeak(noisy)).toBeGreaterThanOrEqual(Math.max(...noisy.left.map(Math.abs)));
    expect(truePeak(silence(100))).toBe(0);
  });
});
