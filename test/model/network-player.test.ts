import { beforeAll, describe, expect, it } from 'vitest';

import { initialWeights, type Architecture } from '../../src/model/architecture.ts';
import { chooseBackend } from '../../src/model/backend.ts';
import { blankState, chunkLoss } from '../../src/model/network-loss.ts';
import { NetworkPlayer } from '../../src/model/network-player.ts';
import { laneChunks, type TokenSequence } from '../../src/model/token-sequence.ts';
import { seededRandom } from '../../src/random/index.ts';

const ARCHITECTURE: Architecture = {
  inputs: [
    { name: 'a', size: 7, width: 5 },
    { name: 'b', size: 4, width: 3 },
  ],
  layers: 2,
  hidden: 12,
  heads: [
    { name: 'a', size: 6, feeds: 'a' },
    { name: 'b', size: 4, feeds: 'b' },
  ],
};
// Many times larger than weights to start from, so that gates close and open.
const WEIGHTS = new Map(
  [...initialWeights(ARCHITECTURE, seededRandom(5))].map(([name, values]) => [name, values.map((value) => value * 4)]),
);

function music(length: number): TokenSequence {
  const random = seededRandom(9);
  const tokens = (size: number): Int32Array => Int32Array.from({ length }, () => Math.floor(random() * size));
  return { length, inputs: [tokens(7), tokens(4)], targets: [tokens(6), tokens(4)] };
}

/** Minus the logarithm of the probability of a token. */
function surprise(logits: Float32Array, token: number): number {
  return Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - (logits[token] ?? 0);
}

describe('a network that plays', () => {
  beforeAll(async () => {
    await chooseBackend({ backend: 'wasm' });
  });

  it('answers as the network that tfjs trains, within 1e-4, and remembers as it does', () => {
    const sequence = music(40);
    const player = new NetworkPlayer(ARCHITECTURE, WEIGHTS);
    let state = player.begin();
    for (let step = 0; step < sequence.length; step += 1) {
      const only: TokenSequence = {
        length: 1,
        inputs: sequence.inputs.map((row) => row.subarray(step, step + 1)),
        targets: sequence.targets.map((row) => row.subarray(step, step + 1)),
      };
      const [chunk] = [...laneChunks(ARCHITECTURE, [only], 1, 1)];
      if (chunk === undefined) throw new Error('no chunk');
      const expected = chunkLoss(ARCHITECTURE, WEIGHTS, { ...chunk, fresh: [step === 0] }, state);
      const nats: number[] = [];
      const inputs = sequence.inputs.map((row) => row[step] ?? 0);
      const played = player.step(inputs, state, (_, logits) => {
        const token = sequence.targets[nats.length]?.[step] ?? 0;
        nats.push(surprise(logits, token));
        return token;
      });
      nats.forEach((value, head) => expect(Math.abs(value - (expected.nats[head] ?? NaN))).toBeLessThan(1e-4));
      played.state.forEach(({ hidden, cell }, layer) => {
        hidden.forEach((value, unit) =>
          expect(Math.abs(value - (expected.state[layer]?.hidden[unit] ?? NaN))).toBeLessThan(1e-4),
        );
        cell.forEach((value, unit) =>
          expect(Math.abs(value - (expected.state[layer]?.cell[unit] ?? NaN))).toBeLessThan(1e-4),
        );
      });
      state = played.state;
    }
  });

  it('weighs the answers of branches: with all the weight on one, it is as if that one played alone', () => {
    const player = new NetworkPlayer(ARCHITECTURE, WEIGHTS);
    const logitsOf = (weights: readonly [number, number]): readonly number[] => {
      const seen: number[] = [];
      const branches = weights.map((weight, index) => ({ inputs: [1 + index, 2], state: player.begin(), weight }));
      player.stepTogether(branches, (_, logits) => {
        seen.push(...logits);
        return 1;
      });
      return seen;
    };
    const alone: number[] = [];
    player.step([2, 2], player.begin(), (_, logits) => {
      alone.push(...logits);
      return 1;
    });
    expect(logitsOf([0, 1])).toEqual(alone);
    const [left, right, both] = [logitsOf([1, 0]), logitsOf([0, 1]), logitsOf([0.5, 0.5])];
    expect(left).not.toEqual(right);
    both.forEach((value, index) => expect(value).toBeCloseTo(((left[index] ?? 0) + (right[index] ?? 0)) / 2, 4));
  });

  it('refuses weights that are not all there, and leaves its own memory to the caller', () => {
    const incomplete = new Map([...WEIGHTS].filter(([name]) => name !== 'lstm1/bias'));
    expect(() => new NetworkPlayer(ARCHITECTURE, incomplete)).toThrow(/lstm1\/bias/);
    const player = new NetworkPlayer(ARCHITECTURE, WEIGHTS);
    const before = player.begin();
    player.step([1, 1], before, () => 0);
    expect(before).toEqual(blankState(ARCHITECTURE, 1));
  });
});
