import { describe, expect, it } from 'vitest';
import { compress, dbToGain, duck, gainToDb, saturate, type Compression } from '../../src/dsp/index.ts';
import { amplitudeAt, both, rms, sameSamples, sine } from '../support/signals.ts';

const HARD: Compression = { threshold: -20, ratio: 4, knee: 0, attackSeconds: 0.01, releaseSeconds: 0.05 };

/** Steady level after compression of a 3 kHz sine whose mean square lies at `level` dB. */
function settled(level: number, compression: Compression): number {
  const audio = both(sine(3000, 1, dbToGain(level) * Math.SQRT2));
  compress(audio, compression);
  return gainToDb(rms(audio.left, 24_000));
}

describe('compressor', () => {
  it('leaves what is below the threshold and divides what is above by the ratio', () => {
    expect(settled(-30, HARD)).toBeCloseTo(-30, 1);
    expect(settled(-8, HARD)).toBeCloseTo(-20 + 12 / 4, 1);
  });

  it('begins gently in a soft knee', () => {
    expect(settled(-20, { ...HARD, knee: 12 })).toBeCloseTo(-20 - (0.75 * 6 ** 2) / 24, 1);
  });

  it('turns both channels down alike', () => {
    const audio = { left: sine(1000, 0.5, 0.9), right: sine(1000, 0.5, 0.01) };
    compress(audio, HARD);
    expect(audio.right[20_004]! / audio.left[20_004]!).toBeCloseTo(0.01 / 0.9, 5);
  });

  it('takes its time to attack', () => {
    const audio = both(sine(1000, 0.5, 0.9));
    compress(audio, { ...HARD, attackSeconds: 0.1 });
    expect(rms(audio.left, 0, 480)).toBeGreaterThan(0.9 * rms(sine(1000, 0.5, 0.9), 0, 480));
  });
});

describe('ducking', () => {
  it('is deepest at each trigger, and leaves alone what is far from any', () => {
    const audio = both(new Float32Array(96_000).fill(1));
    duck(audio, [20_000, 60_000], { depth: 6, attackSeconds: 0.01, releaseSeconds: 0.2 });
    for (const trigger of [20_000, 60_000]) expect(gainToDb(audio.left[trigger]!)).toBeCloseTo(-6, 2);
    expect(audio.right[19_000]).toBe(1);
    expect(audio.right[20_000 + 9_700]).toBe(1);
    const largestStep = audio.left.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - (audio.left[index - 1] ?? 1))),
      0,
    );
    expect(largestStep).toBeLessThan(0.002);
  });

  it('starts anew when a trigger falls into a return', () => {
    const audio = both(new Float32Array(24_000).fill(1));
    duck(audio, [0, 4000], { depth: 12, attackSeconds: 0.01, releaseSeconds: 0.3 });
    expect(gainToDb(audio.left[4000]!)).toBeCloseTo(-12, 2);
    expect(audio.left[3000]).toBeLessThan(0.5);
  });

  it('without triggers does nothing', () => {
    const audio = both(sine(300, 0.1));
    duck(audio, [], { depth: 6, attackSeconds: 0.01, releaseSeconds: 0.2 });
    expect(sameSamples(audio.left, sine(300, 0.1))).toBe(true);
  });
});

describe('saturation', () => {
  it('keeps the level of what is quiet', () => {
    const audio = both(sine(400, 0.5, 0.01));
    saturate(audio, 1.4);
    expect(gainToDb(rms(audio.left) / rms(sine(400, 0.5, 0.01)))).toBeCloseTo(0, 1);
  });

  it('adds odd harmonics to what is loud, and is bounded', () => {
    const audio = both(sine(400, 0.5, 0.9));
    saturate(audio, 1);
    expect(gainToDb(amplitudeAt(audio.left, 1200) / amplitudeAt(audio.left, 400))).toBeGreaterThan(-30);
    expect(amplitudeAt(audio.left, 800)).toBeLessThan(1e-4);
    const hot = both(sine(400, 0.1, 50));
    saturate(hot, 2);
    expect(Math.max(...hot.left.map(Math.abs))).toBeLessThanOrEqual(1 / 3 + 1e-6);
  });

  it('folds little back: aliases of a driven 15 kHz tone lie 10 dB below those of plain clipping', () => {
    const plain = sine(15_000, 0.5, 1.4).map((x) => (Math.abs(x) > 1 ? (Math.sign(x) * 2) / 3 : x - x ** 3 / 3));
    const audio = both(sine(15_000, 0.5, 1.4));
    saturate(audio, 1);
    // The third harmonic, 45 kHz, folds to 3 kHz.
    expect(gainToDb(amplitudeAt(audio.left, 3000) / amplitudeAt(plain, 3000))).toBeLessThan(-10);
  });
});
