import { describe, expect, it } from 'vitest';
import {
  SAMPLE_RATE,
  addLoop,
  fadeEnds,
  gainToDb,
  panGains,
  reverberate,
  seamlessLoop,
  silence,
  whiteNoise,
  wow,
} from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { both, rms, sameSamples, sine } from '../support/signals.ts';

/** Frequencies between upward zero crossings, over stretches of ten periods. */
function pitches(samples: Float32Array): readonly number[] {
  const crossings: number[] = [];
  for (let index = 1; index < samples.length; index += 1) {
    const [before, now] = [samples[index - 1]!, samples[index]!];
    if (before < 0 && now >= 0) crossings.push(index - now / (now - before));
  }
  return crossings.slice(10).map((crossing, index) => (10 * SAMPLE_RATE) / (crossing - crossings[index]!));
}

describe('wow', () => {
  it('sways the pitch by about as many cents as asked, both ways, around the pitch itself', () => {
    const audio = both(sine(1000, 8));
    wow(audio, { wowCents: 10, flutterCents: 0 }, seededRandom(3));
    const cents = pitches(audio.left.subarray(4800)).map((hertz) => 1200 * Math.log2(hertz / 1000));
    expect(Math.max(...cents)).toBeGreaterThan(5);
    expect(Math.max(...cents)).toBeLessThan(11);
    expect(Math.min(...cents)).toBeGreaterThan(-11);
    expect(Math.min(...cents)).toBeLessThan(-5);
  });

  it('at rest only delays', () => {
    const audio = both(sine(1000, 0.5));
    wow(audio, { wowCents: 0, flutterCents: 0 }, seededRandom(3));
    expect(audio.left[10_003]).toBeCloseTo(sine(1000, 0.5)[10_000]!, 6);
  });

  it('gives the same for the same seed and another for another', () => {
    const made = [1, 1, 2].map((seed) => {
      const audio = both(sine(700, 0.5));
      wow(audio, { wowCents: 8, flutterCents: 2 }, seededRandom(seed));
      return audio.left;
    });
    expect(sameSamples(made[1]!, made[0]!)).toBe(true);
    expect(sameSamples(made[2]!, made[0]!)).toBe(false);
  });
});

describe('reverb', () => {
  const impulse = new Float32Array(3 * SAMPLE_RATE);
  impulse[0] = 1;

  it('rings, dies away, and differs between the ears', () => {
    const wet = reverberate(impulse, { size: 0.5, damping: 0.5 });
    const early = rms(wet.left, 2400, 12_000);
    const late = rms(wet.left, 96_000, 105_600);
    expect(early).toBeGreaterThan(0);
    expect(gainToDb(late / early)).toBeLessThan(-30);
    expect(sameSamples(wet.left, wet.right)).toBe(false);
  });

  it('rings longer in a larger room', () => {
    const lateIn = (size: number): number => rms(reverberate(impulse, { size, damping: 0.5 }).left, 72_000, 96_000);
    expect(lateIn(0.9)).toBeGreaterThan(4 * lateIn(0.3));
  });
});

describe('loops and levels', () => {
  it('a loop of noise has no hole and no bump at its seam', () => {
    const loop = seamlessLoop(whiteNoise(100_000, seededRandom(1)), 20_000);
    const level = (from: number): number => gainToDb(rms(loop.left, from, from + 10_000) / rms(loop.left));
    for (const from of [0, 5_000, 10_000, 60_000]) expect(Math.abs(level(from))).toBeLessThan(0.3);
  });

  it('a loop goes on where it ends', () => {
    const ramp = both(Float32Array.from({ length: 1000 }, (_, index) => index / 1000));
    const loop = seamlessLoop(ramp, 100);
    const sum = silence(2000);
    addLoop(sum, loop, 450, 1);
    expect(loop.left[0]).toBeCloseTo(0.9, 6);
    expect(sum.left[450]).toBe(loop.left[0]);
    expect(sum.left[0]).toBe(loop.left[450]);
    expect(sum.left[1350]).toBe(loop.left[0]);
  });

  it('refuses a loop shorter than its fade', () => {
    expect(() => seamlessLoop(silence(100), 60)).toThrow(RangeError);
  });

  it('pans with constant power', () => {
    for (const pan of [-1, -0.4, 0, 0.7, 1]) {
      const [left, right] = panGains(pan);
      expect(left ** 2 + right ** 2).toBeCloseTo(2, 10);
    }
    expect(panGains(0)[0]).toBeCloseTo(1, 10);
  });

  it('fades both ends and nothing else', () => {
    const audio = both(new Float32Array(48_000).fill(1));
    fadeEnds(audio, 0.04);
    expect([audio.left[0], audio.right[47_999]]).toEqual([0, 0]);
    expect(audio.left[960]).toBeCloseTo(0.5, 2);
    expect(audio.left.subarray(1920, 46_080).every((value) => value === 1)).toBe(true);
  });
});
