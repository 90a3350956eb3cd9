import { execFileSync } from 'node:child_process';
import { truncate, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { buildCorpus, CorpusError, splitOf, type SongRecord } from '../../src/corpus/index.ts';
import { readMidi } from '../../src/score/index.ts';
import { corpusSong as song, folderOf } from '../support/corpus-songs.ts';
import { smallMidiFiles } from '../support/small-midi.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function songsIn(out: string): Promise<readonly SongRecord[]> {
  const text = await readFile(join(out, 'songs.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SongRecord);
}

const [lofi = new Uint8Array()] = smallMidiFiles();

describe('buildCorpus', () => {
  it('writes each song with its notes on the grid and what was found in it', async () => {
    const out = join(tempFolder(), 'built');
    const report = await buildCorpus(
      await folderOf({ 'pop/in-d.mid': song({ transpose: 2 }), 'lofi/x.MIDI': lofi }),
      out,
    );
    const records = await songsIn(out);
    expect(report).toMatchObject({ files: 2, songs: 2, dropped: 0, reasons: {}, hanging: 0 });
    const inD = records.find(({ file }) => file === 'pop/in-d.mid');
    expect(inD).toMatchObject({
      key: 'D major',
      semitonesToC: -2,
      chordsFrom: 'track',
      melody: { rule: 'named', track: 'MELODY' },
      meters: [[0, 4, 4]],
      bars: 8,
      source: 'not stated',
    });
    expect(inD?.split).toBe(splitOf(inD?.sha256 ?? ''));
    expect(inD?.chords.slice(0, 4).map(([, , symbol]) => symbol)).toEqual(['D', 'G', 'D', 'A']);
    // The melody of the test song is played 20 ticks late; its CHORDS track is on the beat.
    const [first, second] = inD?.tracks ?? [];
    expect(first?.notes[0]).toEqual([0, 1920, 50, 76, 0]);
    expect(second?.notes[0]).toEqual([0, 240, 74, 63, 20]);
    expect(report.notes).toBe(records.flatMap(({ tracks }) => tracks.flatMap(({ notes }) => notes)).length);
  });

  it('keeps every note: with its offset added it is where the file has it', async () => {
    const out = tempFolder();
    await buildCorpus(await folderOf({ 'a.mid': lofi }), out);
    const played = (await songsIn(out)).flatMap(({ tracks }) =>
      tracks.map(({ notes }) => notes.map(([start, , pitch, velocity, offset]) => [start + offset, pitch, velocity])),
    );
    const written = readMidi(lofi, 'a.mid').tracks.map(({ notes }) => notes.map((n) => [n.start, n.pitch, n.velocity]));
    expect(played).toEqual(written);
  });

  it('aligns songs by key or by mean pitch, and writes them in all keys, with chords and drums as they should be', async () => {
    const folder = await folderOf({ 'a.mid': song({ transpose: 2 }), 'b.mid': lofi });
    const build = async (settings: Parameters<typeof buildCorpus>[2]): Promise<readonly SongRecord[]> => {
      const out = tempFolder();
      await buildCorpus(folder, out, settings);
      return songsIn(out);
    };
    const [inD, drummed] = await build({});
    const [inC, aligned] = await build({ align: 'key' });
    expect(inC).toMatchObject({ movedBy: -2, key: 'C major' });
    expect(inC?.chords.slice(0, 4).map(([, , symbol]) => symbol)).toEqual(['C', 'F', 'C', 'G']);
    expect(inC?.tracks[0]?.notes[0]?.[2]).toBe((inD?.tracks[0]?.notes[0]?.[2] ?? 0) - 2);
    const drums = (record: SongRecord | undefined) => record?.tracks.filter((track) => track.drums);
    expect(drums(drummed)).toHaveLength(1);
    expect(drums(aligned)).toEqual(drums(drummed));
    const [centred] = await build({ align: 'centre' });
    expect(centred?.movedBy).toBe(inD?.semitonesToCentre);
    const all = (await build({ align: 'key', allKeys: true })).filter(({ file }) => file === 'a.mid');
    expect(new Set(all.map(({ key }) => key)).size).toBe(12);
    expect(new Set(all.map(({ split }) => split)).size).toBe(1);
  });

  it('says what was dropped and why, file by file and in all', async () => {
    const out = tempFolder();
    const folder = await folderOf({
      '1.mid': song(),
      '2.mid': song({ transpose: 5, velocity: 0.7 }),
      '3.mid': song(),
      'cut.mid': song().subarray(0, 60),
      'cut-too.mid': song().subarray(0, 200),
      'empty.mid': '',
      'huge.mid': '',
      'noise.mid': 'no music',
      'notes.txt': 'not looked at',
    });
    // 500 MB that take no room on the disk: the size is looked at before the file is read.
    await truncate(join(folder, 'huge.mid'), 500_000_000);
    const report = await buildCorpus(folder, out);
    expect(report).toMatchObject({ files: 8, songs: 1, dropped: 7 });
    expect(report.reasons).toMatchObject({
      'cut short in track N of N': 2,
      'its music is in another file': 1,
      'larger than N bytes': 1,
      'not a MIDI file (it does not begin with MThd)': 2,
      'the same bytes as another file': 1,
    });
    const lines = (await readFile(join(out, 'dropped.tsv'), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('file\treason');
    expect(lines).toContain('2.mid\tits music is in another file');
    expect(lines).toContain('huge.mid\tlarger than 4000000 bytes');
    expect(lines).toHaveLength(8);
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toEqual(report);
  });

  it('drops a song whose melody is nearly that of another, and counts all such as one kind', async () => {
    const out = tempFolder();
    const report = await buildCorpus(
      await folderOf({
        '1.mid': song({ tune: 1, bars: 24 }),
        '2.mid': song({ tune: 2, bars: 24 }),
        '3.mid': song({ tune: 1, bars: 20, transpose: 4 }),
        '4.mid': song({ tune: 2, bars: 30, transpose: -2 }),
      }),
      out,
    );
    expect((await songsIn(out)).map(({ file }) => file)).toEqual(['1.mid', '2.mid']);
    expect(report.reasons).toEqual({ 'its melody is nearly that of another file': 2 });
    expect(await readFile(join(out, 'dropped.tsv'), 'utf8')).toBe(
      [
        'file\treason',
        '3.mid\tits melody is nearly that of 1.mid (100 % of its runs of 12 steps)',
        '4.mid\tits melody is nearly that of 2.mid (100 % of its runs of 12 steps)',
        '',
      ].join('\n'),
    );
  });

  it.skipIf(process.platform === 'win32')('does not wait on a pipe that is named as a song', async () => {
    const folder = await folderOf({ 'a.mid': song() });
    execFileSync('mkfifo', [join(folder, 'pipe.mid')]);
    const report = await buildCorpus(folder, tempFolder());
    expect(report.reasons).toEqual({ 'no file': 1 });
  });

  it('draws the songs of each folder before and after, and what they are like', async () => {
    const out = tempFolder();
    const folder = await folderOf({ 'a/1.mid': song(), 'a/2.mid': song({ bars: 12, tune: 1 }), 'b/3.mid': lofi });
    const report = await buildCorpus(folder, out);
    const pictures = (await readdir(out)).filter((file) => file.endsWith('.svg')).sort();
    expect(pictures).toEqual([
      ...['chord-qualities.svg', 'durations.svg', 'keys.svg', 'micro-timing.svg'],
      ...['piano-roll-1-after.svg', 'piano-roll-1-before.svg', 'piano-roll-2-after.svg', 'piano-roll-2-before.svg'],
      ...['pitch-classes.svg', 'tempos.svg', 'velocities.svg'],
    ]);
    for (const file of pictures) expect(await readFile(join(out, file), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
    const count = (bins: typeof report.counts.keys, label: string) => bins.find((bin) => bin.label === label)?.count;
    expect(count(report.counts.keys, 'C major')).toBe(2);
    expect(count(report.counts.tempos, '80')).toBe(1);
    expect(report.counts.microTiming.map(({ label }) => Number(label))).toEqual(
      Array.from({ length: 13 }, (_, index) => index * 10 - 60),
    );
  });

  it('gives the same bytes each time', async () => {
    const folder = await folderOf({ '1.mid': song(), '2.mid': lofi });
    const [one, two] = [tempFolder(), tempFolder()];
    await buildCorpus(folder, one);
    await buildCorpus(folder, two);
    for (const file of await readdir(one)) {
      expect(await readFile(join(two, file), 'utf8')).toBe(await readFile(join(one, file), 'utf8'));
    }
  });

  it('leaves an earlier build whole when it is stopped', async () => {
    const out = tempFolder();
    const folder = await folderOf({ '1.mid': song(), '2.mid': lofi });
    await buildCorpus(folder, out);
    const before = await readFile(join(out, 'songs.jsonl'), 'utf8');
    const stop = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 1) stop.abort(new Error('enough'));
    };
    await expect(buildCorpus(folder, out, { onProgress, signal: stop.signal })).rejects.toThrow('enough');
    expect(await readFile(join(out, 'songs.jsonl'), 'utf8')).toBe(before);
    expect((await readdir(out)).filter((file) => file.endsWith('.part'))).toEqual([]);
  });

  it('refuses folders that it cannot read or write, in words', async () => {
    await expect(buildCorpus(join(tempFolder(), 'nowhere'), tempFolder())).rejects.toThrow(/can't be read/);
    const folder = await folderOf({ '1.mid': song() });
    const refused = buildCorpus(folder, join(folder, '1.mid'));
    await expect(refused).rejects.toThrow(CorpusError);
    await expect(refused).rejects.toThrow(/can't be written/);
  });
});
