import * as tf from '@tensorflow/tfjs';

// The gradients of these are written out because tfjs' own use operations that its wasm backend lacks (the sum behind an embedding) or
// takes a slow path for (products with a transposed side). What a gradient needs is saved: other tensors may be gone by then.

/** The rows of `table` `[size, width]` for ids `[n]`: `[n, width]`. */
export function embed(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  return tf.customGrad<tf.Tensor2D>((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [rows] = inputs as [tf.Tensor2D];
    save([ids]);
    return {
      value: tf.gather(rows, ids),
      gradFunc: (dy, saved) => {
        const hot = tf.oneHot(saved[0] as tf.Tensor1D, rows.shape[0]);
        return tf.matMul(tf.transpose(tf.cast(hot, 'float32')), dy);
      },
    };
  })(table);
}

/** `x` `[n, inputs]` times `weights` `[inputs, outputs]` plus `bias` `[1, outputs]`. */
export function dense(x: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad<tf.Tensor2D>((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [xIn, w, b] = inputs as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    save([xIn, w]);
    return {
      value: tf.add(tf.matMul(xIn, w), b),
      gradFunc: (dy, saved) => {
        const [savedX, savedW] = saved as [tf.Tensor2D, tf.Tensor2D];
        return [tf.matMul(dy, tf.transpose(savedW)), tf.matMul(tf.transpose(savedX), dy), tf.sum(dy, 0, true)];
      },
    };
  })(x, weights, bias);
}

/**
 * The cross-entropy in nats of `logits` `[n, classes]` against `targets` `[n]`, summed with `shares` `[n]` as weights: with shares that
 * sum to 1 it is a mean, and a row of share 0 does not count.
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D, shares: tf.Tensor1D): tf.Scalar {
  return tf.customGrad<tf.Scalar>((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [x] = inputs as [tf.Tensor2D];
    const shareColumn = tf.expandDims(shares, 1);
    const wanted = tf.mul(tf.oneHot(targets, x.shape[1]), shareColumn);
    const logProbabilities = tf.logSoftmax(x);
    save([logProbabilities, wanted, shareColumn]);
    return {
      value: tf.neg(tf.sum(tf.mul(logProbabilities, wanted))),
      gradFunc: (dy, saved) => {
        const [logP, target, column] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        return tf.mul(tf.sub(tf.mul(tf.exp(logP), column), target), dy);
      },
    };
  })(logits);
}
