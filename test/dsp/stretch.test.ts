import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLoop, findOnsets, loudestStretch, integratedLoudness, silence, stretchLoop } from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { bandLevel, both, rms, sameSamples, sine } from '../support/signals.ts';

/** Ticks of noise at given frames of a loop. */
function ticks(frames: number, at: readonly number[]): Float32Array {
  const random = seededRandom(5);
  const samples = new Float32Array(frames);
  for (const start of at) {
    for (let frame = 0; frame < 4000; frame += 1)
      samples[(start + frame) % frames]! += 0.5 * Math.exp(-frame / 600) * (2 * random() - 1);
  }
  return samples;
}

describe('onsets', () => {
  it('are found where something is struck, to a millisecond, over the seam of a loop too', () => {
    const at = [10, 9000, 20_000, 31_117, 44_000];
    const found = findOnsets(both(ticks(48_000, at)));
    expect(found).toHaveLength(at.length);
    found.forEach((frame, index) => expect(Math.abs(frame - at[index]!)).toBeLessThan(48));
  });

  it('are found in the highs over something low that goes on', () => {
    const low = sine(50, 1, 0.5);
    const found = findOnsets(both(ticks(48_000, [12_000, 30_000]).map((value, frame) => 0.2 * value + low[frame]!)));
    expect(found).toHaveLength(2);
  });

  it('there are none in silence, in a tone or in noise', () => {
    const random = seededRandom(2);
    expect(findOnsets(silence(48_000))).toEqual([]);
    expect(findOnsets(both(sine(440, 1, 0.5)))).toEqual([]);
    expect(findOnsets(both(Float32Array.from({ length: 96_000 }, () => random() - 0.5))).length).toBeLessThan(2);
  });
});

describe('a loop stretched', () => {
  it('at its own length is itself', () => {
    const loop = both(ticks(48_000, [100, 20_000]));
    const same = stretchLoop(loop, 48_000, findOnsets(loop));
    const difference = same.left.map((value, frame) => value - loop.left[frame]!);
    expect(rms(difference)).toBeLessThan(1e-3 * rms(loop.left));
  });

  it('has the length asked for, finite samples and about the level it had, whatever the onsets', () => {
    const random = seededRandom(9);
    const samples = sine(180, 1, 0.3).map((value) => value + 0.1 * (random() - 0.5));
    fc.assert(
      fc.property(
        fc.integer({ min: 38_000, max: 60_000 }),
        fc.uniqueArray(fc.nat(47_999), { maxLength: 30 }),
        (frames, onsets) => {
          const { left, right } = stretchLoop(
            both(samples),
            frames,
            onsets.toSorted((a, b) => a - b),
          );
          expect(left.length).toBe(frames);
          expect(left.every(Number.isFinite)).toBe(true);
          expect(sameSamples(left, right)).toBe(true);
          expect(rms(left) / rms(samples)).toBeGreaterThan(0.75);
          expect(rms(left) / rms(samples)).toBeLessThan(1.1);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps its spectrum, slower and faster', () => {
    const random = seededRandom(4);
    const chord = sine(220, 2, 0.2).map((value, frame) => {
      const t = frame / 48_000;
      return value + 0.15 * Math.sin(2 * Math.PI * 1320 * t) + 0.05 * (random() - 0.5);
    });
    for (const frames of [76_800, 120_000]) {
      const { left } = stretchLoop(both(chord), frames, []);
      for (const [from, to] of [
        [180, 270],
        [1100, 1600],
        [4000, 9000],
      ] as const) {
        expect(Math.abs(bandLevel(left, from, to) - bandLevel(chord, from, to))).toBeLessThan(1);
      }
    }
  });
});

describe('loops with silence in between', () => {
  it('come back when asked to, wherever they begin', () => {
    const loop = both(new Float32Array(100).fill(1));
    const sum = silence(1000);
    addLoop(sum, loop, 380, 0.5, 400);
    const sounding = [...sum.left.keys()].filter((frame) => sum.left[frame] === 0.5);
    expect(sounding).toHaveLength(300);
    expect([sounding[0], sounding[100], sounding[200]]).toEqual([20, 420, 820]);
  });
});

describe('the loudest stretch', () => {
  it('is that of the loudest seconds alone, and none when there are not so many', () => {
    const piece = both(sine(1000, 10, 0.01));
    piece.left.set(sine(1000, 3, 0.1), 192_000);
    piece.right.set(sine(1000, 3, 0.1), 192_000);
    expect(loudestStretch(piece, 3)).toBeCloseTo(integratedLoudness(both(sine(1000, 3, 0.1))), 1);
    expect(loudestStretch(both(sine(1000, 2, 0.1)), 3)).toBe(-Infinity);
  });
});
