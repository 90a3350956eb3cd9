import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findKey, scalePitchClasses, type Key } from '../../src/theory/index.ts';

/** A scale as a tune would weigh it: every tone once, the tonic triad more. */
function tuneIn(key: Key): number[] {
  const weights = new Array<number>(12).fill(0);
  const scale = scalePitchClasses(key);
  scale.forEach((pitch) => (weights[pitch] = 1));
  for (const degree of [0, 2, 4]) weights[scale[degree] ?? 0] = degree === 0 ? 3 : 2;
  return weights;
}

describe('findKey', () => {
  it('finds every major and minor key from a tune that dwells on its tonic triad', () => {
    for (const mode of ['major', 'minor'] as const) {
      for (let tonic = 0; tonic < 12; tonic += 1) {
        const finding = findKey(tuneIn({ tonic, mode }));
        expect(finding?.key).toEqual({ tonic, mode });
        expect(finding?.correlation).toBeGreaterThan(0.8);
      }
    }
  });

  it('tells a key from its relative by where the weight lies', () => {
    expect(findKey(tuneIn({ tonic: 0, mode: 'major' }))?.key).toEqual({ tonic: 0, mode: 'major' });
    expect(findKey(tuneIn({ tonic: 9, mode: 'minor' }))?.key).toEqual({ tonic: 9, mode: 'minor' });
  });

  it('moves with a transposition', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.nat(11), (row, steps) => {
        const finding = findKey(row);
        const moved = findKey(row.map((_, index) => row[(index - steps + 12) % 12] ?? 0));
        expect(moved?.correlation).toBeCloseTo(finding?.correlation ?? NaN, 6);
      }),
      { examples: [[[5, 0, 1, 0, 3, 1, 0, 4, 0, 1, 0, 1], 7]] },
    );
  });

  it('finds nothing where nothing stands out', () => {
    expect(findKey(new Array<number>(12).fill(0))).toBeUndefined();
    expect(findKey(new Array<number>(12).fill(2))).toBeUndefined();
  });
});
