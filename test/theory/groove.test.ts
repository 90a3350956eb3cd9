import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strokes, swing } from '../../src/theory/index.ts';

describe('swing', () => {
  test('makes the first of two sixteenths longer and leaves eighths alone', () => {
    expect(swing(1, 0.58)).toBeCloseTo(1.16);
    expect(swing(2, 0.58)).toBe(2);
    expect(swing(7, 2 / 3)).toBeCloseTo(6 + 4 / 3);
  });

  test('is straight at one half', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (at) => {
        expect(swing(at, 0.5)).toBeCloseTo(at, 9);
      }),
    );
  });

  test('never changes the order of two times', () => {
    const time = fc.double({ min: 0, max: 64, noNaN: true });
    fc.assert(
      fc.property(time, time, fc.double({ min: 0.5, max: 0.7, noNaN: true }), (a, b, ratio) => {
        if (a <= b) expect(swing(a, ratio)).toBeLessThanOrEqual(swing(b, ratio) + 1e-9);
      }),
    );
  });
});

describe('strokes', () => {
  test('reads strong, plain and ghost strokes past the bars', () => {
    expect(strokes('X..x|.g..')).toEqual([
      { at: 0, force: 'strong' },
      { at: 3, force: 'plain' },
      { at: 5, force: 'ghost' },
    ]);
  });

  test('names the sign it does not know', () => {
    expect(() => strokes('X..o')).toThrow('"o" is no sign');
  });
});
