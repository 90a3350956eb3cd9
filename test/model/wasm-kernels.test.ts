import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { chooseBackend } from '../../src/model/index.ts';

beforeAll(async () => {
  await chooseBackend({ backend: 'wasm' });
});

const matrix = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      row: fc.nat(rows - 1),
      column: fc.nat(columns - 1),
      dtype: fc.constantFrom('float32' as const, 'int32' as const),
    }),
  );

/** The cell values 0, 1, 2 and so on, row by row, so that a value tells where it came from. */
function numbered(rows: number, columns: number, dtype: 'float32' | 'int32'): tf.Tensor2D {
  return tf.tensor2d(
    Array.from({ length: rows * columns }, (_, index) => index),
    [rows, columns],
    dtype,
  );
}

describe('the mended wasm kernels', () => {
  it('cut any block out of a matrix', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, row, column, dtype }) => {
        tf.tidy(() => {
          const x = numbered(rows, columns, dtype);
          const [height, width] = [rows - row, columns - column];
          const expected = Array.from({ length: height * width }, (_, index) => {
            return (row + Math.floor(index / width)) * columns + column + (index % width);
          });
          expect([...tf.slice(x, [row, column], [height, width]).dataSync()]).toEqual(expected);
          expect([...tf.slice(x, [0, column], [rows, 1]).dataSync()]).toEqual(
            Array.from({ length: rows }, (_, line) => line * columns + column),
          );
          // The input is left alone.
          expect(x.dataSync()[rows * columns - 1]).toBe(rows * columns - 1);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('split a matrix along either side, in equal and in given sizes', () => {
    tf.tidy(() => {
      const x = numbered(4, 6, 'float32');
      expect(tf.split(x, 2, 0).map((part) => [...part.dataSync()])).toEqual([
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23],
      ]);
      const parts = tf.split(x, [1, 2, 3], -1);
      expect(parts.map((part) => part.shape)).toEqual([
        [4, 1],
        [4, 2],
        [4, 3],
      ]);
      expect([...(parts[1]?.dataSync() ?? [])]).toEqual([1, 2, 7, 8, 13, 14, 19, 20]);
    });
  });

  it('leave other shapes to the original', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]);
      expect([...tf.slice(x, [1, 0, 1], [1, 2, 1]).dataSync()]).toEqual([5, 7]);
      expect(tf.split(x, 2, 2).map((part) => [...part.dataSync()])).toEqual([
        [0, 2, 4, 6],
        [1, 3, 5, 7],
      ]);
      expect([...tf.slice(tf.tensor1d([1, 2, 3]), 1, 2).dataSync()]).toEqual([2, 3]);
    });
  });
});
