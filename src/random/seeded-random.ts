/** A source of numbers, uniform in [0, 1). */
export type Random = () => number;

/**
 * A seeded generator (mulberry32, T. Ettinger 2017, public domain): the same seed gives the same numbers everywhere.
 * Its state is 32 bits: good for music and noise, not for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A seed for one purpose of a run, so that drawing more numbers for one thing changes nothing elsewhere:
 * `deriveSeed(7, 'rain')`. FNV-1a over the label, started from the seed.
 */
export function deriveSeed(seed: number, label: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < label.length; index += 1) {
    hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
