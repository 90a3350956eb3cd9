/** A square matrix, row by row. All here are symmetric and positive definite, and small. */
export interface Square {
  readonly size: number;
  readonly values: Float64Array;
}

/** A matrix with this diagonal and zeros beside. */
export function diagonal(entries: readonly number[]): Square {
  const size = entries.length;
  const values = new Float64Array(size * size);
  for (const [index, entry] of entries.entries()) values[index * size + index] = entry;
  return { size, values };
}

/** The sum of `a` and `factor` times `b`. */
export function added(a: Square, b: Square, factor = 1): Square {
  const values = new Float64Array(a.values);
  // A plain loop: `map` calls back for each entry, which took most of the time here.
  for (let index = 0; index < values.length; index += 1) values[index]! += factor * b.values[index]!;
  return { size: a.size, values };
}

/** The lower triangle L with L L' = matrix (Cholesky). The matrix must be positive definite. */
export function cholesky({ size, values }: Square): Square {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = values[row * size + column]!;
      for (let index = 0; index < column; index += 1) sum -= lower[row * size + index]! * lower[column * size + index]!;
      lower[row * size + column] = row === column ? Math.sqrt(sum) : sum / lower[column * size + column]!;
    }
  }
  return { size, values: lower };
}

/** x with L x = vector; written into `x`, which may be the vector itself. */
export function forward(
  { size, values }: Square,
  vector: Float64Array,
  x: Float64Array = new Float64Array(size),
): Float64Array {
  for (let row = 0; row < size; row += 1) {
    let sum = vector[row]!;
    for (let index = 0; index < row; index += 1) sum -= values[row * size + index]! * x[index]!;
    x[row] = sum / values[row * size + row]!;
  }
  return x;
}

/**
 * x with L' x = vector; written into `x`, which may be the vector itself. Of independent standard normal numbers it makes numbers whose covariance is the inverse of L L'.
 */
export function backward(
  { size, values }: Square,
  vector: Float64Array,
  x: Float64Array = new Float64Array(size),
): Float64Array {
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = vector[row]!;
    for (let index = row + 1; index < size; index += 1) sum -= values[index * size + row]! * x[index]!;
    x[row] = sum / values[row * size + row]!;
  }
  return x;
}

/** x with L L' x = vector, where `lower` is the Cholesky factor. */
export function solved(lower: Square, vector: Float64Array): Float64Array {
  const x = forward(lower, vector);
  return backward(lower, x, x);
}

/** The inverse of L L', where `lower` is the Cholesky factor. */
export function inverted(lower: Square): Square {
  const { size } = lower;
  const values = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) {
    const column = values.subarray(index * size, (index + 1) * size);
    column[index] = 1;
    backward(lower, forward(lower, column, column), column);
  }
  return { size, values };
}

/** Matrix times vector. */
export function times({ size, values }: Square, vector: Float64Array): Float64Array {
  const product = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += values[row * size + column]! * vector[column]!;
    product[row] = sum;
  }
  return product;
}
