import { describe, expect, it } from 'vitest';

import { buildLessons, lessonsHash } from '../../src/corpus/index.ts';
import { corpusSong as song, folderOf } from '../support/corpus-songs.ts';

const unwritten = (transpose = 0): Uint8Array => song({ names: ['piano', 'voice'], transpose });

describe('lessons of songs without a CHORDS track', () => {
  it('are made when no song of the folder has one, and are what the tracks would have taught', async () => {
    const found = await buildLessons(await folderOf({ 'a.mid': unwritten(2) }));
    const written = await buildLessons(await folderOf({ 'a.mid': song({ transpose: 2 }) }));
    expect(found.drops).toEqual([]);
    expect(found.chords.map(({ chords }) => chords)).toEqual(written.chords.map(({ chords }) => chords));
    expect(found.melodies.map(({ notes }) => notes)).toEqual(written.melodies.map(({ notes }) => notes));
  });

  it('change nothing where any song has its chords written', async () => {
    const alone = await buildLessons(await folderOf({ 'a.mid': song() }));
    const mixed = await buildLessons(await folderOf({ 'a.mid': song(), 'b.mid': unwritten(3) }));
    expect(lessonsHash(mixed.chords)).toBe(lessonsHash(alone.chords));
    expect(lessonsHash(mixed.melodies)).toBe(lessonsHash(alone.melodies));
  });

  it('are made always or never when asked for', async () => {
    const folder = await folderOf({ 'a.mid': song(), 'b.mid': song({ names: ['x', 'y'], bars: 12, tune: 1 }) });
    const always = await buildLessons(folder, { analyse: 'always' });
    expect(always.chords.map((lesson) => lesson.song)).toEqual(['a.mid', 'b.mid']);
    const never = await buildLessons(await folderOf({ 'b.mid': unwritten() }), { analyse: 'never' });
    expect(never.chords).toEqual([]);
  });

  it('are not made of what has no clear harmony, no key or no pitch', async () => {
    const chromatic = Array.from({ length: 12 }, (_, step) => [48 + step, 52 + step, 55 + step]);
    const clusters = [[48, 49, 50, 51, 53, 54, 56, 57, 58, 59]];
    const names: [string, string] = ['x', 'y'];
    const folder = await folderOf({
      'clusters.mid': song({ names, chords: clusters, silent: [0, 1, 2, 3, 4, 5, 6, 7] }),
      'waltz.mid': song({ names, meter: [3, 4] }),
      'wandering.mid': song({ names, chords: chromatic, bars: 12 }),
    });
    const { chords, drops } = await buildLessons(folder, { analyse: 'always' });
    expect(chords).toEqual([]);
    expect(Object.fromEntries(drops.map(({ file, reason }) => [file, reason]))).toMatchObject({
      'clusters.mid': 'no clear harmony',
      'waltz.mid': 'not in 4/4 throughout',
      'wandering.mid': 'no single key',
    });
  });
});
