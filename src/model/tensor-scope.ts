import * as tf from '@tensorflow/tfjs';

/** Runs work whose result is plain data and frees every tensor it made, also when it throws (`tf.tidy` allows only results of tensors). */
export function withoutTensors<T>(work: () => T): T {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
}
