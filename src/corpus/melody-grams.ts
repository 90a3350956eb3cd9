/** A note of a melody as it is compared: when it begins, in any unit that is the same throughout, and its pitch. */
export interface GramNote {
  readonly start: number;
  readonly pitch: number;
}

/** Steps in a gram: unrelated melodies share 8 or 9 in a row in the median, and hardly ever 12 (see docs/evaluation.md). */
const GRAM = 12;
/** A gram with fewer different steps is a repeated note, a trill or a scale: it belongs to nobody. */
const DIFFERENT_MIN = 4;

/**
 * What a melody (in order of time) is known again by: a 32-bit hash for each run of 12 steps, a step being the interval and the time to the next
 * note. It is the same in any key, and in any tempo or notation of it: times count as multiples of the run's common measure. Runs
 * that say nothing are left out, and each counts once.
 */
export function melodyGrams(notes: readonly GramNote[]): ReadonlySet<number> {
  const steps = notes.slice(1).map((note, index) => {
    const before = notes[index] ?? note;
    return { interval: note.pitch - before.pitch, time: note.start - before.start };
  });
  const grams = new Set<number>();
  for (let from = 0; from + GRAM <= steps.length; from += 1) {
    const run = steps.slice(from, from + GRAM);
    const measure = run.reduce((common, { time }) => commonDivisor(common, time), 0) || 1;
    const symbols = run.map(({ interval, time }) => (interval + 128) * 0x1000 + Math.min(0xfff, time / measure));
    if (new Set(symbols).size >= DIFFERENT_MIN) grams.add(hashOf(symbols));
  }
  return grams;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** FNV-1a over the symbols, stirred at the end (the finaliser of MurmurHash3); a signed 32-bit integer. */
function hashOf(symbols: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const symbol of symbols) hash = Math.imul(hash ^ symbol, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
