import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { blendFiles, type BlendOptions } from '../src/commands/blend.ts';
import { readSources } from '../src/commands/blend-sources.ts';
import { barsBySource, type BlendTimeline } from '../src/commands/blend-timeline.ts';
import { parseConfig } from '../src/config.ts';
import { CorpusError, type Drop } from '../src/corpus/index.ts';
import { readMidi } from '../src/score/index.ts';
import { corpusSong, folderOf } from './support/corpus-songs.ts';
import { tempFolder } from './support/temp-folder.ts';

/** Three songs over different chords, one of them by an odd name, and two files that can't be used. */
function collection(): Promise<string> {
  const minor = [
    [45, 48, 52],
    [50, 53, 57],
    [52, 55, 59],
    [45, 48, 52],
  ];
  const ballad = [
    [45, 48, 52],
    [41, 45, 48],
    [48, 52, 55],
    [43, 47, 50],
  ];
  return folderOf({
    'one.mid': corpusSong({ bars: 12 }),
    'two.midi.txt': corpusSong({ bars: 16, chords: minor, transpose: 3, rhythm: [0, 6, 8, 14] }),
    'three.mid': corpusSong({ bars: 12, chords: ballad, transpose: -2, rhythm: [0, 1, 2, 4, 5, 6, 8, 10, 12] }),
    'broken.mid': 'no music',
    'copy of one.mid': corpusSong({ bars: 12 }),
  });
}

const config = parseConfig({ RAINDIAL_BACKEND: 'wasm' });

it('reads files by what is in them, and names those that it can not use', async () => {
  const folder = await collection();
  const files = ['one.mid', 'broken.mid', 'two.midi.txt', 'copy of one.mid', 'nowhere.mid', '.'].map((name) =>
    join(folder, name),
  );
  const { sources, drops } = await readSources(files);
  expect(sources.map(({ file }) => file)).toEqual([files[0], files[2]]);
  for (const { melodies, chords } of sources) expect([melodies.length, chords.length]).toEqual([1, 1]);
  expect(new Map(drops.map(({ file, reason }) => [file, reason]))).toEqual(
    new Map([
      [files[1], expect.stringMatching(/not a MIDI file/)],
      [files[3], expect.stringMatching(/same bytes/)],
      [files[4], expect.stringMatching(/ENOENT/)],
      [files[5], 'not a file'],
    ]),
  );
});

it('composes a mixture in which every file has a share, with a timeline that tells how near each bar is to each', async () => {
  const folder = await collection();
  const out = join(tempFolder(), 'made', 'blend.mid');
  const dropped: Drop[] = [];
  const stages = new Set<string>();
  const options: BlendOptions = {
    files: ['one.mid', 'broken.mid', 'two.midi.txt', 'three.mid'].map((name) => join(folder, name)),
    out,
    seed: 5,
    seconds: 40,
    onSources: (_, drops) => dropped.push(...drops),
    onProgress: ({ stage }) => stages.add(stage),
  };
  const { files, timeline } = await blendFiles(config, options);
  expect(dropped.map(({ file }) => file)).toEqual([join(folder, 'broken.mid')]);
  expect([...stages]).toEqual(['reading the files', 'learning the chords', 'learning the notes']);
  expect(files.map((file) => file.slice(out.length - 'blend.mid'.length))).toEqual([
    'blend.mid',
    'blend.timeline.json',
    'blend.timeline.svg',
  ]);
  expect((await readdir(join(out, '..'))).sort()).toEqual(['blend.mid', 'blend.timeline.json', 'blend.timeline.svg']);

  const song = readMidi(await readFile(out), 'blend.mid');
  expect(song.tracks.length).toBeGreaterThan(2);
  const written = JSON.parse(await readFile(join(out, '..', 'blend.timeline.json'), 'utf8')) as BlendTimeline;
  expect(written).toEqual(timeline);
  expect(written.sources).toEqual(['one.mid', 'two.midi.txt', 'three.mid'].map((name) => join(folder, name)));
  for (const bars of barsBySource(written)) expect(bars).toBeGreaterThanOrEqual(2);
  expect(written.compared.distance).toBeLessThan(written.compared.untuned);
  expect(written.bars.length).toBeGreaterThan(8);
  for (const { shares, distances, closest } of written.bars) {
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(written.sources.indexOf(closest)).toBe(shares.indexOf(Math.max(...shares)));
    for (const distance of distances) expect(distance).toBeGreaterThanOrEqual(0);
  }
  const svg = await readFile(join(out, '..', 'blend.timeline.svg'), 'utf8');
  expect(svg).toContain('two.midi.txt');
}, 240_000);

it('composes the same mixture again for the same files and seed', async () => {
  const folder = await collection();
  const compose = async () => {
    const out = join(tempFolder(), 'blend.mid');
    const asked = { seed: 3, seconds: 20, onSources: () => undefined, onProgress: () => undefined };
    await blendFiles(config, { ...asked, files: [join(folder, 'one.mid')], out });
    return readFile(out);
  };
  const first = await compose();
  expect((await compose()).equals(first)).toBe(true);
}, 240_000);

it('says so when not one file can be used', async () => {
  const folder = await collection();
  const asked = { seed: 1, seconds: 40, onSources: () => undefined, onProgress: () => undefined };
  const out = join(tempFolder(), 'blend.ogg');
  await expect(blendFiles(config, { ...asked, out, files: [join(folder, 'broken.mid')] })).rejects.toThrow(CorpusError);
});
