import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { loadMusicians, ModelError } from '../src/model/index.ts';
import { trainModels, type LessonReport, type TrainOptions } from '../src/train.ts';
import { corpusSong, folderOf } from './support/corpus-songs.ts';
import { tempFolder } from './support/temp-folder.ts';

function songs(count: number): Record<string, Uint8Array> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}.mid`, corpusSong({ bars: 4 + index })]),
  );
}

function options(corpus: string, modelsDir: string): TrainOptions {
  return { what: 'all', corpus, modelsDir, seed: 1, epochs: 2, resume: false, backend: 'wasm' };
}

it('makes of a folder of MIDI files models that play, with their cards', async () => {
  const modelsDir = tempFolder();
  const corpus = await folderOf({ ...songs(16), 'broken.mid': 'no music' });
  const reports: LessonReport[] = [];
  const models = await trainModels({ ...options(corpus, modelsDir), onLessons: (report) => reports.push(report) });
  // The songs have no drums.
  expect(models.map((model) => model.name)).toEqual(['chords', 'notes', 'melody']);
  expect(reports).toMatchObject([{ chordLessons: 16, melodyLessons: 16, drops: [{ file: 'broken.mid' }] }]);
  for (const model of models) {
    const [first, second] = model.training.history;
    expect(second?.trainLoss).toBeLessThan(first?.trainLoss ?? 0);
    const folder = join(modelsDir, model.name);
    // The checkpoint has gone.
    expect((await readdir(folder)).sort()).toEqual(['README.md', 'loss.svg', 'model.json', 'weights.bin']);
    const card = await readFile(join(folder, 'README.md'), 'utf8');
    expect(card).toContain(model.sha256);
    expect(card).toContain('| not stated | not stated | 16 |');
  }
  const musicians = await loadMusicians({ modelsDir, backend: 'wasm' });
  const sampling = { seed: 1, temperature: 1, topP: 1, mode: 'major' as const };
  const chords = musicians.chords({ ...sampling, beats: 8 });
  expect(chords.reduce((sum, { beats }) => sum + beats, 0)).toBe(8);
  expect(musicians.notes({ ...sampling, chords }).length).toBeGreaterThan(0);
}, 30_000);

it('says so when a folder holds too little music', async () => {
  const corpus = await folderOf(songs(1));
  await expect(trainModels(options(corpus, tempFolder()))).rejects.toThrow(ModelError);
});
