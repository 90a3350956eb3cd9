import { describe, expect, it } from 'vitest';

import { chooseToken } from '../../src/model/choose-token.ts';
import { seededRandom } from '../../src/random/index.ts';

/** Logits of the probabilities 0.5, 0.3, 0.15 and 0.05, in another order. */
const LOGITS = Float32Array.from([0.15, 0.5, 0.05, 0.3], Math.log);

function shares(boldness: { temperature: number; topP: number }): readonly number[] {
  const random = seededRandom(5);
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < 20_000; draw += 1) {
    const token = chooseToken(LOGITS, boldness, random);
    counts[token] = (counts[token] ?? 0) + 1 / 20_000;
  }
  return counts;
}

describe('chooseToken', () => {
  it('draws by the probabilities that were learnt', () => {
    [0.15, 0.5, 0.05, 0.3].forEach((share, token) => {
      expect(shares({ temperature: 1, topP: 1 })[token]).toBeCloseTo(share, 1.7);
    });
  });

  it('keeps only the most probable tokens up to topP', () => {
    const [first, second, third, fourth] = shares({ temperature: 1, topP: 0.75 });
    expect([first, third]).toEqual([0, 0]);
    expect(second).toBeCloseTo(0.625, 1);
    expect(fourth).toBeCloseTo(0.375, 1);
    expect(shares({ temperature: 1, topP: 1e-9 })[1]).toBeCloseTo(1, 6);
  });

  it('is safer when cold and bolder when hot', () => {
    expect(shares({ temperature: 0.3, topP: 1 })[1]).toBeGreaterThan(0.8);
    expect(shares({ temperature: 10, topP: 1 })[2]).toBeGreaterThan(0.2);
  });

  it('survives logits far apart, and a draw at the very end', () => {
    const far = Float32Array.from([-1e4, 1e4, 0]);
    expect(chooseToken(far, { temperature: 0.01, topP: 1 }, () => 1 - 2 ** -32)).toBe(1);
    expect(chooseToken(new Float32Array(3), { temperature: 1, topP: 1 }, () => 1 - 2 ** -32)).toBe(2);
  });
});
