import { describe, expect, it } from 'vitest';
import { gainToDb, resample } from '../../src/dsp/index.ts';
import { rms, sameSamples, sine } from '../support/signals.ts';

/** Signal to error, in dB, of a resampled sine against the true one, away from the ends. */
function snr(fromRate: number, hertz: number): number {
  const made = resample(sine(hertz, 0.5, 1, 0, fromRate), fromRate);
  const wanted = sine(hertz, 0.5).subarray(0, made.length);
  const error = made.map((value, index) => value - wanted[index]!);
  return gainToDb(rms(wanted, 4800, 19_200) / rms(error, 4800, 19_200));
}

describe('resampling', () => {
  it.each([
    [44_100, 997],
    [44_100, 15_000],
    [22_050, 5_000],
    [96_000, 15_000],
    [192_000, 1_000],
    [11_025, 440],
  ])('from %i Hz keeps a sine of %i Hz with an error 70 dB below', (rate, hertz) => {
    expect(snr(rate, hertz)).toBeGreaterThan(70);
  });

  it('removes what 48 kHz cannot hold', () => {
    const made = resample(sine(30_000, 0.5, 1, 0, 96_000), 96_000);
    expect(gainToDb(rms(made, 4800, 19_200))).toBeLessThan(-75);
  });

  it('keeps length in seconds, and copies what is at 48 kHz', () => {
    expect(resample(new Float32Array(44_100), 44_100)).toHaveLength(48_000);
    const same = sine(440, 0.1);
    const copy = resample(same, 48_000);
    expect(sameSamples(copy, same)).toBe(true);
    expect(copy).not.toBe(same);
  });
});
