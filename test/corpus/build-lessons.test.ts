import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { buildLessons, CorpusError, lessonsHash, lessonSources, SHIPPED_LICENCES } from '../../src/corpus/index.ts';
import { CORPUS_CHORDS as CHORDS, corpusSong as song, folderOf } from '../support/corpus-songs.ts';
import { tempFolder } from '../support/temp-folder.ts';

const manifest = (rows: Readonly<Record<string, string>>): string =>
  [
    'file\tsource_repo\tlicence\tlicence_status',
    ...Object.entries(rows).map(([f, s]) => `${f}\tsomeone\tsome words\t${s}`),
  ].join('\n');

describe('buildLessons', () => {
  it('writes chords and melody relative to the key, on the grid, equally long', async () => {
    const { chords, melodies, drops } = await buildLessons(
      await folderOf({ 'a/in-d.mid': song({ transpose: 2, bars: 4 }) }),
    );
    expect(drops).toEqual([]);
    expect(chords).toHaveLength(1);
    expect(chords[0]).toMatchObject({ song: 'a/in-d.mid', mode: 'major' });
    const expected = [
      { root: 0, quality: 'maj', beats: 4 },
      { root: 5, quality: 'maj', beats: 4 },
      { root: 0, quality: 'maj', beats: 4 },
      { root: 7, quality: 'maj', beats: 4 },
    ];
    expect(chords[0]?.chords).toEqual(expected);
    expect(melodies[0]?.chords).toEqual(expected);
    expect(melodies[0]?.notes.slice(0, 6).map(({ pitch, sixteenths }) => [pitch, sixteenths])).toEqual([
      [72, 2],
      [76, 2],
      [79, 2],
      [84, 2],
      [76, 8],
      [65, 2],
    ]);
    expect(melodies[0]?.notes.reduce((sum, { sixteenths }) => sum + sixteenths, 0)).toBe(64);
  });

  it('takes the same song in any key and at any loudness for the same music', async () => {
    const { chords, melodies, drops } = await buildLessons(
      await folderOf({ '1.mid': song(), '2.mid': song({ transpose: 5, velocity: 0.7 }), '3.mid': song() }),
    );
    expect([chords.length, melodies.length]).toEqual([1, 1]);
    expect(melodies[0]?.notes.every(({ velocity }) => velocity === 80)).toBe(true);
    expect(drops).toEqual([
      { file: '2.mid', reason: 'its music is in another file' },
      { file: '3.mid', reason: 'the same bytes as another file' },
    ]);
  });

  it('reads no more songs than it is allowed to: the same ones each time, whatever else lies beside them', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `song-${index}.mid`);
    // All hold the same music: only what is read can be a repetition.
    const folder = await folderOf(Object.fromEntries(names.map((name) => [name, song()])));
    const leftOut = async (songsMax: number): Promise<readonly string[]> =>
      (await buildLessons(folder, { songsMax })).drops
        .filter(({ reason }) => reason === `one song more than the ${songsMax} that are read at most`)
        .map(({ file }) => file);
    const four = await leftOut(2);
    expect(four).toHaveLength(4);
    expect(await leftOut(2)).toEqual(four);
    const three = await leftOut(3);
    expect(three).toHaveLength(3);
    expect(four).toEqual(expect.arrayContaining([...three]));
    expect(await leftOut(6)).toEqual([]);
  });

  it('leaves out a song whose melody is nearly that of an earlier one, and says of which, unless all are wanted', async () => {
    const minor = [
      [45, 48, 52],
      [50, 53, 57],
      [45, 48, 52],
      [52, 55, 59],
    ];
    const folder = await folderOf({
      '1.mid': song({ tune: 1, bars: 24 }),
      '2.mid': song({ tune: 1, bars: 20, transpose: 3 }),
      '3.mid': song({ tune: 2, bars: 24, chords: minor }),
    });
    const { chords, melodies, drops } = await buildLessons(folder);
    expect(chords.map((lesson) => lesson.song)).toEqual(['1.mid', '3.mid']);
    expect(melodies.map((lesson) => lesson.song)).toEqual(['1.mid', '3.mid']);
    expect(drops).toEqual([
      { file: '2.mid', reason: 'its melody is nearly that of 1.mid (100 % of its runs of 12 steps)' },
    ]);
    const all = await buildLessons(folder, { twins: 'keep' });
    expect(all.melodies.map((lesson) => lesson.song)).toEqual(['1.mid', '2.mid', '3.mid']);
    expect(all.drops).toEqual([]);
  });

  it('cuts a melody where it is silent for two bars, and writes shorter silences as rests', async () => {
    const long = await buildLessons(await folderOf({ 'a.mid': song({ bars: 10, silent: [4, 5] }) }));
    expect(long.melodies.map(({ notes }) => notes.length)).toEqual([20, 20]);
    const short = await buildLessons(await folderOf({ 'a.mid': song({ bars: 9, silent: [4] }) }));
    expect(short.melodies).toHaveLength(1);
    expect(short.melodies[0]?.notes[20]).toMatchObject({ pitch: undefined, sixteenths: 16 });
  });

  it('uses only what the licences allow, and says why the rest was left out', async () => {
    const folder = await folderOf({
      'free.mid': song(),
      'copyleft.mid': song({ chords: [...CHORDS].reverse().slice(1) }),
      'unlisted.mid': song({ bars: 12 }),
      'MANIFEST.tsv': manifest({ 'free.mid': 'public-domain', 'copyleft.mid': 'copyleft' }),
    });
    const shipped = await buildLessons(folder);
    expect(shipped.chords.map((lesson) => lesson.song)).toEqual(['free.mid']);
    expect(shipped.drops).toEqual([
      { file: 'copyleft.mid', reason: 'licence: copyleft' },
      { file: 'unlisted.mid', reason: 'not in MANIFEST.tsv' },
    ]);
    expect(lessonSources(shipped.chords)).toEqual([{ source: 'someone', licence: 'some words', songs: 1 }]);
    const asked = await buildLessons(folder, { licences: [...SHIPPED_LICENCES, 'copyleft'] });
    expect(asked.chords.map((lesson) => lesson.song).sort()).toEqual(['copyleft.mid', 'free.mid']);
  });

  it('names what it cannot learn from', async () => {
    const chromatic = Array.from({ length: 12 }, (_, step) => [48 + step, 52 + step, 55 + step]);
    const { chords, drops } = await buildLessons(
      await folderOf({
        'broken.mid': song().subarray(0, 60),
        'clusters.mid': song({ chords: [[48, 49, 50]] }),
        'noise.mid': 'no music',
        'piano.mid': song({ names: ['piano', 'voice'] }),
        'waltz.mid': song({ meter: [3, 4] }),
        'wandering.mid': song({ chords: chromatic, bars: 12 }),
        'notes.txt': 'not looked at',
      }),
    );
    expect(chords).toEqual([]);
    expect(Object.fromEntries(drops.map(({ file, reason }) => [file, reason]))).toMatchObject({
      'broken.mid': expect.stringMatching(/cut short/) as string,
      'clusters.mid': 'chords that have no name',
      'noise.mid': expect.stringMatching(/not a MIDI file/) as string,
      'waltz.mid': 'not in 4/4 throughout',
      'wandering.mid': 'no single key',
    });
  });

  it('gives the same lessons each time, and a song keeps its split whatever else is there', async () => {
    const variants = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `${index}.mid`,
        song({ bars: 8 + index, transpose: index, tune: index }),
      ]),
    );
    const all = await buildLessons(await folderOf(variants));
    expect(lessonsHash(all.chords)).toBe(lessonsHash((await buildLessons(await folderOf(variants))).chords));
    const splits = new Map(all.chords.map((lesson) => [lesson.song, lesson.split]));
    expect(new Set(splits.values()).size).toBeGreaterThan(1);
    const some = await buildLessons(
      await folderOf({ '7.mid': variants['7.mid'] ?? '', 'x.mid': song({ bars: 30, tune: 99 }) }),
    );
    expect(some.chords.find((lesson) => lesson.song === '7.mid')?.split).toBe(splits.get('7.mid'));
  });

  it('refuses a folder that is not there and a manifest without its columns', async () => {
    await expect(buildLessons(join(tempFolder(), 'nowhere'))).rejects.toThrow(CorpusError);
    const folder = await folderOf({ 'a.mid': song(), 'MANIFEST.tsv': 'name\tlicence\na.mid\tMIT' });
    await expect(buildLessons(folder)).rejects.toThrow(/no column "file"/);
  });

  it('stops when it is told to', async () => {
    const folder = await folderOf({ 'a.mid': song(), 'b.mid': song({ bars: 6 }) });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(buildLessons(folder, { signal })).rejects.toThrow('enough');
  });
});
