import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What tfjs calls a tensor inside its kernels. */
interface TensorInfo {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
}

/** A rectangle of a matrix. */
interface Block {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

let mended = false;

/**
 * Replaces two kernels of @tensorflow/tfjs-backend-wasm 4.22: its Slice and SplitV copy the whole input for each piece they cut, so
 * an LSTM that cuts T steps out of one tensor costs T squared. Ours copy only the piece; what is not a matrix of numbers
 * goes to the original. Does nothing when called again.
 */
export function mendWasmKernels(): void {
  if (mended) return;
  mended = true;
  replaceKernel('Slice', (inputs, attrs, backend) => {
    const { x } = inputs;
    if (x === undefined || !isMatrix(x)) return undefined;
    const [begin = [], size = []] = tf.slice_util.parseSliceParams(
      x,
      attrs['begin'] as number[],
      attrs['size'] as number[],
    );
    const [row = 0, column = 0] = begin;
    const [rows = 0, columns = 0] = size;
    return cutBlock(backend, x, { row, column, rows, columns });
  });
  replaceKernel('SplitV', (inputs, attrs, backend) => {
    const { x } = inputs;
    if (x === undefined || !isMatrix(x)) return undefined;
    const axis = tf.util.parseAxisParam(attrs['axis'] as number, x.shape)[0] ?? 0;
    const sizes = tf.backend_util.prepareSplitSize(x, attrs['numOrSizeSplits'] as number | number[], axis);
    const [height = 0, width = 0] = x.shape;
    let from = 0;
    return sizes.map((size) => {
      const block =
        axis === 0
          ? { row: from, column: 0, rows: size, columns: width }
          : { row: 0, column: from, rows: height, columns: size };
      from += size;
      return cutBlock(backend, x, block);
    });
  });
}

type FastKernel = (
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: Readonly<Record<string, unknown>>,
  backend: BackendWasm,
) => TensorInfo | TensorInfo[] | undefined;

/** Puts a kernel before the registered one, which still gets what the new one answers with undefined. */
function replaceKernel(kernelName: string, fast: FastKernel): void {
  const original = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc: (parameters) => {
      const { inputs, attrs, backend } = parameters;
      const result = fast(inputs as Record<string, TensorInfo>, attrs ?? {}, backend as BackendWasm);
      return (result as ReturnType<tf.KernelFunc> | undefined) ?? original.kernelFunc(parameters);
    },
  });
}

function isMatrix(x: TensorInfo): boolean {
  return x.shape.length === 2 && (x.dtype === 'float32' || x.dtype === 'int32');
}

function cutBlock(backend: BackendWasm, x: TensorInfo, { row, column, rows, columns }: Block): TensorInfo {
  const out = backend.makeOutput([rows, columns], x.dtype);
  // Both views are taken after the allocation, which may move the heap.
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(out);
  const width = x.shape[1] ?? 0;
  if (columns === width) to.set(from.subarray(row * width, (row + rows) * width));
  else {
    for (let line = 0; line < rows; line += 1) {
      const start = (row + line) * width + column;
      to.set(from.subarray(start, start + columns), line * columns);
    }
  }
  return out;
}
