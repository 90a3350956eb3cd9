import { describe, expect, it } from 'vitest';

import type { Architecture } from '../../src/model/architecture.ts';
import { laneChunks, shuffled, type TokenSequence } from '../../src/model/token-sequence.ts';

const ARCHITECTURE: Architecture = {
  inputs: [{ name: 'a', size: 100, width: 2 }],
  layers: 1,
  hidden: 2,
  heads: [{ name: 'a', size: 100, feeds: 'a' }],
};

function counting(from: number, length: number): TokenSequence {
  const row = Int32Array.from({ length }, (_, index) => from + index);
  return { length, inputs: [row], targets: [row.map((value) => value + 1)] };
}

describe('laneChunks', () => {
  it('plays every event once, in order, with each sequence in one lane from the start of a chunk', () => {
    const sequences = [counting(1, 5), counting(20, 2), counting(40, 7), counting(60, 3)];
    const lanes = 2;
    const heard: number[][] = [];
    const playing: number[][] = [[], []];
    for (const chunk of laneChunks(ARCHITECTURE, sequences, lanes, 3)) {
      expect(chunk.present.reduce((sum, value) => sum + value, 0)).toBe(chunk.count);
      for (let lane = 0; lane < lanes; lane += 1) {
        if (chunk.fresh[lane] === true) heard.push((playing[lane] = []));
        for (let row = lane; row < 3 * lanes; row += lanes) {
          if (chunk.present[row] !== 1) continue;
          playing[lane]?.push(chunk.inputs[0]?.[row] ?? -1);
          expect(chunk.targets[0]?.[row]).toBe((chunk.inputs[0]?.[row] ?? 0) + 1);
        }
      }
    }
    const played = heard.filter((row) => row.length > 0).map((row) => row.join(' '));
    expect(played.sort()).toEqual(['1 2 3 4 5', '20 21', '40 41 42 43 44 45 46', '60 61 62']);
  });

  it('gives nothing for nothing', () => {
    expect([...laneChunks(ARCHITECTURE, [], 4, 8)]).toEqual([]);
  });
});

describe('shuffled', () => {
  it('keeps everything, in an order that seed and label decide', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const order = shuffled(items, 3, 'epoch 1');
    expect([...order].sort((a, b) => a - b)).toEqual(items);
    expect(order).toEqual(shuffled(items, 3, 'epoch 1'));
    expect(order).not.toEqual(shuffled(items, 3, 'epoch 2'));
    expect(order).not.toEqual(items);
  });
});
