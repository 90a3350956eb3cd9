/** The modified Bessel function I0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-12 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * A sinc under a Kaiser window (J. F. Kaiser 1974): the weight of a sample `distance` zero crossings away, 0 from `reach` on.
 * A larger `beta` gives a deeper stop band and a wider slope.
 */
export function kaiserSinc(distance: number, reach: number, beta: number): number {
  if (distance === 0) return 1;
  if (Math.abs(distance) >= reach) return 0;
  const window = besselI0(beta * Math.sqrt(1 - (distance / reach) ** 2)) / besselI0(beta);
  return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
}
