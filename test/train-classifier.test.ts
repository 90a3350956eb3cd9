import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { classifierSongs } from '../src/commands/classifier-songs.ts';
import { loadClassifier, ModelError, type GridNote } from '../src/model/index.ts';
import { PPQ, writeMidi } from '../src/score/index.ts';
import { trainGenres, type TrainGenresOptions } from '../src/commands/train-classifier.ts';
import { loopMusic, wanderingMusic } from './support/classifier-music.ts';
import { folderOf } from './support/corpus-songs.ts';
import { tempFolder } from './support/temp-folder.ts';

function midi(notes: readonly GridNote[]): Uint8Array {
  const sorted = [...notes].sort((a, b) => a.start - b.start || a.pitch - b.pitch);
  const played = sorted.map(({ start, pitch }) => ({
    start: start * (PPQ / 4),
    duration: PPQ / 4,
    pitch,
    velocity: 80,
  }));
  return writeMidi({
    tempo: 120,
    meter: [4, 4],
    key: { tonic: 0, mode: 'major' },
    parts: [{ role: 'melody', instrument: 'piano', notes: played }],
    chords: [],
    sections: [],
    duration: 32 * 4 * PPQ,
  });
}

function songs(count: number): Record<string, Uint8Array> {
  const pairs = Array.from({ length: count }, (_, index) => [
    [`edm/${index}.mid`, midi(loopMusic(index))] as const,
    // Without some of its first notes each has a rhythm, and so a family, of its own.
    [
      `classical/${index}.mid`,
      midi(wanderingMusic(index).filter((_note, at) => at > 40 || at % 7 !== index % 7)),
    ] as const,
  ]);
  return Object.fromEntries(pairs.flat());
}

function options(corpus: string, modelsDir: string): TrainGenresOptions {
  return { corpus, modelsDir, seed: 1, epochs: 1, resume: false, backend: 'wasm', required: true };
}

describe('classifierSongs', () => {
  it('takes genres from folders, and only measures what a licence keeps from training', async () => {
    const names = ['edm/0.mid', 'edm/1.mid', 'classical/0.mid', 'classical/1.mid', 'pop/2.mid'];
    const statuses = ['public-domain', 'copyleft', 'share-alike', 'non-commercial', 'public-domain'];
    const rows = names.map((name, index) => `${name}\t${statuses[index]}\tSomeone/songs path ${index}\tsome licence`);
    const folder = await folderOf({
      ...songs(2),
      'pop/2.mid': midi(loopMusic(2)),
      'MANIFEST.tsv': ['file\tlicence_status\tsource_repo\tlicence', ...rows].join('\n'),
    });
    const read = await classifierSongs(folder);
    expect(read.songs.map(({ file, genre, source, use }) => [file, genre, source, use === 'measure'])).toEqual([
      ['classical/0.mid', 'Classical', 'Someone/songs', true],
      ['edm/0.mid', 'EDM', 'Someone/songs', false],
      ['edm/1.mid', 'EDM', 'Someone/songs', true],
    ]);
    expect(read.drops).toEqual([
      { file: 'classical/1.mid', reason: 'licence: non-commercial' },
      { file: 'pop/2.mid', reason: 'neither in edm/ nor in classical/' },
    ]);
    const asked = await classifierSongs(folder, { licences: ['public-domain', 'copyleft'] });
    expect(asked.songs.filter(({ use }) => use === 'measure').map(({ file }) => file)).toEqual(['classical/0.mid']);
    expect(asked.hash).not.toBe(read.hash);
  });

  it('keeps songs of one rhythm on one side', async () => {
    const groove = loopMusic(3);
    const variants = Array.from({ length: 8 }, (_, index) => [
      `edm/${index}.mid`,
      midi(groove.map(({ start, pitch }) => ({ start, pitch: pitch + (pitch > 50 ? index : 0) }))),
    ]);
    const read = await classifierSongs(await folderOf(Object.fromEntries(variants) as Record<string, Uint8Array>));
    expect(read.songs.length).toBe(8);
    expect(new Set(read.songs.map(({ use }) => use)).size).toBe(1);
  });
});

describe('trainGenres', () => {
  it('makes of a folder of MIDI files a classifier with its card and loss curve', async () => {
    const modelsDir = tempFolder();
    const corpus = await folderOf({ ...songs(14), 'edm/broken.mid': 'no music' });
    const reports: unknown[] = [];
    const model = await trainGenres({ ...options(corpus, modelsDir), onSongs: (report) => reports.push(report) });
    expect(reports).toMatchObject([{ songs: 28, drops: [{ file: 'edm/broken.mid' }] }]);
    const folder = path.join(modelsDir, 'classifier');
    expect((await readdir(folder)).sort()).toEqual(['README.md', 'loss.svg', 'model.json', 'weights.bin']);
    expect(await readFile(path.join(folder, 'loss.svg'), 'utf8')).toContain('<svg');
    expect(model?.training.heldOut.balancedSongs).toBeGreaterThan(0.9);
    const classifier = await loadClassifier({ modelsDir });
    expect(classifier.classify(loopMusic(99))?.genre).toBe('EDM');
    expect(classifier.classify(wanderingMusic(99))?.genre).toBe('Classical');
  }, 60_000);

  it('has nothing to do without both genres, or says so when it was asked for', async () => {
    const corpus = await folderOf({ 'edm/a.mid': midi(loopMusic(1)), 'edm/b.mid': midi(loopMusic(2)) });
    const modelsDir = tempFolder();
    expect(await trainGenres({ ...options(corpus, modelsDir), required: false })).toBeUndefined();
    expect(await readdir(modelsDir)).toEqual([]);
    await expect(trainGenres(options(corpus, modelsDir))).rejects.toThrow(ModelError);
    await expect(trainGenres(options(corpus, modelsDir))).rejects.toThrow(/both edm\/ and classical/);
  });
});
