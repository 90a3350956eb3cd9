import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { lineOfEvents, lineOfNotes } from '../../src/model/melody-lines.ts';
import { ModelError } from '../../src/model/index.ts';
import { ORIGINALITY_FILE, readOriginality, writeOriginality } from '../../src/model/originality-file.ts';
import { checkOriginality, isOriginal, originalityIndex, type LineNote } from '../../src/model/originality.ts';
import { seededRandom } from '../../src/random/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A random walk in which no stretch comes back by chance. */
function walk(seed: number, notes: number): readonly LineNote[] {
  const random = seededRandom(seed);
  let start = 0;
  return Array.from({ length: notes }, () => {
    start += 1 + Math.floor(random() * 6);
    return { start, pitch: 60 + Math.floor(random() * 20) };
  });
}

/** A line moved in time and pitch. */
function moved(line: readonly LineNote[], sixteenths: number, semitones: number): readonly LineNote[] {
  return line.map(({ start, pitch }) => ({ start: start + sixteenths, pitch: pitch + semitones }));
}

const LEARNT = [walk(1, 200), walk(2, 300), walk(3, 8)];

describe('checkOriginality', () => {
  const index = originalityIndex(LEARNT);

  it('finds a song that was learnt, in any key and wherever it begins', () => {
    for (const copy of [LEARNT[1] ?? [], moved(LEARNT[1] ?? [], 33, -5)]) {
      const found = checkOriginality(copy, index);
      expect(found).toEqual({ steps: 299, longest: 299, sharedShare: 1 });
      expect(isOriginal(found)).toBe(false);
    }
  });

  it('lets pass what nobody wrote', () => {
    const found = checkOriginality(walk(9, 400), index);
    expect(found).toEqual({ steps: 399, longest: 0, sharedShare: 0 });
    expect(isOriginal(found)).toBe(true);
  });

  it('counts exactly the stretch that is borrowed', () => {
    const own = walk(9, 400);
    for (const [borrowed, original] of [
      [12, true],
      [16, true],
      [17, false],
    ] as const) {
      const stretch = moved((LEARNT[0] ?? []).slice(50, 51 + borrowed), 5000, 3);
      const found = checkOriginality([...own, ...stretch], index);
      expect(found.longest).toBe(borrowed);
      expect(found.sharedShare).toBeCloseTo(borrowed / (400 + borrowed), 12);
      expect(isOriginal(found)).toBe(original);
    }
    const below = checkOriginality([...own, ...moved((LEARNT[0] ?? []).slice(50, 62), 5000, 3)], index);
    expect(below).toMatchObject({ longest: 0, sharedShare: 0 });
  });

  it('rejects many short loans as it does a long one', () => {
    const loans = [20, 60, 100].flatMap((from, index) =>
      moved((LEARNT[0] ?? []).slice(from, from + 14), 1000 * index, index),
    );
    const found = checkOriginality([...loans, ...moved(walk(9, 100), 9000, 0)], index);
    expect(found.longest).toBe(13);
    expect(found.sharedShare).toBeCloseTo((3 * 13) / 141, 12);
    expect(isOriginal(found)).toBe(false);
  });

  it('does not read on from the end of one song into the next', () => {
    const [first = [], second = []] = LEARNT;
    const tail = first.slice(-14);
    const joined = [...tail, ...moved(second.slice(0, 14), (tail.at(-1)?.start ?? 0) + 1, 0)];
    expect(checkOriginality(joined, index).longest).toBe(13);
  });

  it('takes a melody of a note, or none', () => {
    expect(checkOriginality([], index)).toEqual({ steps: 0, longest: 0, sharedShare: 0 });
    expect(checkOriginality(walk(1, 1), originalityIndex([]))).toEqual({ steps: 0, longest: 0, sharedShare: 0 });
  });

  it('told with short grams, gives the length of short loans too', () => {
    const fine = originalityIndex(LEARNT, 4);
    const loan = moved((LEARNT[0] ?? []).slice(50, 58), 5000, 3);
    expect(checkOriginality([...walk(9, 60), ...loan], fine).longest).toBe(7);
  });
});

describe('lines', () => {
  it('are the notes of events without the rests, and the upper voice of notes', () => {
    const events = [
      { pitch: 60, sixteenths: 4 },
      { pitch: undefined, sixteenths: 2 },
      { pitch: 64, sixteenths: 1 },
    ];
    expect(lineOfEvents(events)).toEqual([
      { start: 0, pitch: 60 },
      { start: 6, pitch: 64 },
    ]);
    const note = (start: number, pitch: number) => ({ start, pitch, duration: 100, velocity: 80 });
    expect(lineOfNotes([note(130, 72), note(0, 60), note(0, 64), note(110, 70)])).toEqual([
      { start: 0, pitch: 64 },
      { start: 1, pitch: 72 },
    ]);
  });
});

describe('the file of an index', () => {
  it('gives back the index', async () => {
    const folder = tempFolder();
    const index = originalityIndex(LEARNT);
    await writeOriginality(folder, index);
    const read = await readOriginality(folder);
    expect(read).toEqual(index);
    // Two songs are long enough; behind each stands a mark.
    expect((await readFile(join(folder, ORIGINALITY_FILE))).length).toBe(6 + 5 * (188 + 1 + 288 + 1));
  });

  it('may be missing, but not damaged', async () => {
    expect(await readOriginality(tempFolder())).toBeUndefined();
    const folder = tempFolder();
    await writeOriginality(folder, originalityIndex(LEARNT));
    const bytes = await readFile(join(folder, ORIGINALITY_FILE));
    for (const damaged of [
      bytes.subarray(0, 3),
      bytes.subarray(0, -5),
      bytes.subarray(0, -2),
      Buffer.alloc(bytes.length),
    ]) {
      await writeFile(join(folder, ORIGINALITY_FILE), damaged);
      await expect(readOriginality(folder)).rejects.toThrow(ModelError);
    }
  });
});
