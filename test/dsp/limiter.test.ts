import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainToDb, limit, silence, truePeak, type Stereo } from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { both, sameSamples, sine } from '../support/signals.ts';

/** Noise bursts of very different levels, up to 18 dB over full scale. */
function bursts(seed: number): Stereo {
  const random = seededRandom(seed);
  const audio = silence(12_000);
  for (let burst = 0; burst < 12; burst += 1) {
    const start = Math.floor(random() * 11_000);
    const size = 8 * random() ** 3;
    for (let frame = start; frame < start + 20 + random() * 900; frame += 1) {
      audio.left[frame]! += size * (2 * random() - 1);
      audio.right[frame]! += size * (2 * random() - 1);
    }
  }
  return audio;
}

describe('limiter', () => {
  it('never lets a peak exceed the ceiling, between the samples neither', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.double({ min: 0.1, max: 1, noNaN: true }), (seed, ceiling) => {
        const audio = bursts(seed);
        limit(audio, ceiling);
        const highest = audio.left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        expect(highest).toBeLessThanOrEqual(ceiling * 1.000_01);
        expect(gainToDb(truePeak(audio) / ceiling)).toBeLessThanOrEqual(0.2);
      }),
      { numRuns: 40 },
    );
  });

  it('holds a peak in the very first samples', () => {
    const audio = both(sine(9000, 0.1, 4));
    limit(audio, 0.5);
    expect(truePeak(audio)).toBeLessThanOrEqual(0.505);
  });

  it('leaves what lies below the ceiling alone, bit by bit', () => {
    const audio = both(sine(440, 0.5, 0.5));
    limit(audio, 0.6);
    expect(sameSamples(audio.left, sine(440, 0.5, 0.5))).toBe(true);
  });

  it('is back to unity half a second after a peak, and turns down before it', () => {
    const audio = both(sine(1000, 1, 0.1));
    audio.left[24_000] = 3;
    limit(audio, 0.5);
    const untouched = sine(1000, 1, 0.1);
    const gainAt = (frame: number): number => audio.right[frame]! / untouched[frame]!;
    expect(gainAt(20_012)).toBe(1);
    expect(gainAt(23_990)).toBeLessThan(0.5);
    expect(gainAt(47_990)).toBeGreaterThan(0.995);
  });

  it('takes no memory for each of the windows that it works on: what they left would pile up in a worker', () => {
    const audio = both(sine(440, 20, 1));
    limit(both(sine(440, 0.1, 1)), 0.5);
    const before = process.memoryUsage().arrayBuffers;
    limit(audio, 0.5);
    // 500 windows of 8 kB would be 4 MB, even if each took but one array.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500_000);
  });
});
