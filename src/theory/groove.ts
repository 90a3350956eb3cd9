/**
 * Moves a place in the bar, in sixteenths, to where a swinging player puts it: of each pair of sixteenths the first lasts `ratio` of
 * the pair. 0.5 is straight, 2/3 a triplet shuffle; hip-hop drum machines are played at 0.54 to 0.62 (R. Linn's swing of the MPC).
 * Monotonic and continuous, so that ends of notes may be moved too: `swing(1, 0.58)` is 1.16, `swing(2, 0.58)` is 2.
 */
export function swing(sixteenths: number, ratio: number): number {
  const pair = Math.floor(sixteenths / 2) * 2;
  const within = sixteenths - pair;
  return pair + (within < 1 ? within * 2 * ratio : 2 * ratio + (within - 1) * 2 * (1 - ratio));
}

/** A rhythm as it is written in a row, one sign a sixteenth: `X` strong, `x` plain, `g` ghost; dots and bars `|` are for the eye. */
export interface Stroke {
  /** Sixteenths from the start of the pattern. */
  readonly at: number;
  readonly force: 'strong' | 'plain' | 'ghost';
}

const FORCES = { X: 'strong', x: 'plain', g: 'ghost' } as const;

/**
 * Reads a rhythm written in signs: `strokes('X..x|....')` has a strong stroke at 0 and a plain one at 3.
 * Throws a RangeError at a sign that is none.
 */
export function strokes(pattern: string): readonly Stroke[] {
  const found: Stroke[] = [];
  [...pattern.replaceAll('|', '')].forEach((sign, at) => {
    if (sign === 'X' || sign === 'x' || sign === 'g') found.push({ at, force: FORCES[sign] });
    else if (sign !== '.') throw new RangeError(`"${sign}" is no sign of a rhythm, in "${pattern}".`);
  });
  return found;
}
