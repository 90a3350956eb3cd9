/** A melody's note by where it lies: what matters to tell one melody from another, in any key. */
export interface LineNote {
  /** In sixteenths. */
  readonly start: number;
  readonly pitch: number;
}

/** How much of a melody is also in the songs that a network learnt from. */
export interface Originality {
  /** Steps of the melody: from each note to the next one. */
  readonly steps: number;
  /** Steps in a row that a learnt song has too, by interval and time; 0 when it is less than the index's gram. */
  readonly longest: number;
  /** The share of the steps that lie within a shared gram, 0 to 1. */
  readonly sharedShare: number;
}

/** Whether a melody may go on air: it shares at most so many steps in a row with any learnt song, and at most so much of it in all. */
export const LONGEST_MAX = 16;
export const SHARED_SHARE_MAX = 0.05;

/** Steps in a gram of the shipped index: melodies by different people share 8 or 9 in the median, see docs/evaluation.md. */
export const GRAM = 12;

/**
 * Which grams (runs of `gram` steps) the learnt songs have, as hashes of 40 bits in the order of the songs: the songs can't be read
 * from it, yet a run of neighbouring hashes tells how long a shared stretch is.
 */
export interface OriginalityIndex {
  readonly gram: number;
  /** {@link BETWEEN_LINES} stands between two songs. */
  readonly hashes: Float64Array;
  /** Places in `hashes` in the order of their hashes. */
  readonly order: Int32Array;
}

/** No hash: the end of a melody in an index. */
export const BETWEEN_LINES = 2 ** 40 - 1;

/** Longer pauses are all alike: after two bars nobody counts. */
const ONSET_MAX = 32;

/** An index over melodies; those shorter than a gram leave nothing in it. */
export function originalityIndex(lines: readonly (readonly LineNote[])[], gram: number = GRAM): OriginalityIndex {
  const hashes = lines.flatMap((line) => {
    const found = gramHashes(line, gram);
    return found.length === 0 ? [] : [...found, BETWEEN_LINES];
  });
  return indexOfHashes(gram, Float64Array.from(hashes));
}

/** An index over hashes as they lie in its file. */
export function indexOfHashes(gram: number, hashes: Float64Array): OriginalityIndex {
  const order = Int32Array.from(hashes, (_, place) => place).sort(
    (a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0) || a - b,
  );
  return { gram, hashes, order };
}

/** Looks a melody up in an index: under a millisecond for a song against 100,000 learnt notes. */
export function checkOriginality(line: readonly LineNote[], index: OriginalityIndex): Originality {
  const steps = Math.max(0, line.length - 1);
  const shared = new Uint8Array(steps);
  let longest = 0;
  let runs = new Map<number, number>();
  gramHashes(line, index.gram).forEach((hash, at) => {
    const next = new Map<number, number>();
    for (const place of placesOf(hash, index)) next.set(place, (runs.get(place - 1) ?? 0) + 1);
    for (const run of next.values()) longest = Math.max(longest, index.gram - 1 + run);
    if (next.size > 0) shared.fill(1, at, at + index.gram);
    runs = next;
  });
  const within = shared.reduce((sum, step) => sum + step, 0);
  return { steps, longest, sharedShare: steps === 0 ? 0 : within / steps };
}

/** Whether a melody is original enough to go on air. */
export function isOriginal({ longest, sharedShare }: Originality): boolean {
  return longest <= LONGEST_MAX && sharedShare <= SHARED_SHARE_MAX;
}

/** A hash for each gram of a melody, in its order; transposed melodies have the same. */
function gramHashes(line: readonly LineNote[], gram: number): readonly number[] {
  const steps = line.slice(1).map((note, index) => {
    const before = line[index] ?? note;
    const time = Math.min(ONSET_MAX, Math.max(0, Math.round(note.start - before.start)));
    return (note.pitch - before.pitch + 128) * (ONSET_MAX + 1) + time;
  });
  return Array.from({ length: Math.max(0, steps.length - gram + 1) }, (_, from) =>
    hashOf(steps.slice(from, from + gram)),
  );
}

/** 40 bits of two FNV-1a rows with different starts, each stirred once more at the end (the finaliser of MurmurHash3). */
function hashOf(symbols: readonly number[]): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (const symbol of symbols) {
    low = Math.imul(low ^ symbol, 0x01000193);
    high = Math.imul(high ^ (symbol + 0x5bd1), 0x01000193);
  }
  const hash = stirred(low) * 256 + (stirred(high) & 0xff);
  return hash === BETWEEN_LINES ? 0 : hash;
}

function stirred(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function placesOf(hash: number, { hashes, order }: OriginalityIndex): readonly number[] {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[order[middle] ?? 0] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  const places: number[] = [];
  for (; low < order.length && hashes[order[low] ?? 0] === hash; low += 1) places.push(order[low] ?? 0);
  return places;
}
