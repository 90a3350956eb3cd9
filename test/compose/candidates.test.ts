import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CandidateShelf, openCandidates } from '../../src/compose/candidates.ts';
import { openComposer, openStyles } from '../../src/compose/index.ts';
import { loadMusicians } from '../../src/model/index.ts';
import { copyModels, makeCandidate } from '../support/candidate-networks.ts';
import { STYLES_FOLDER } from '../support/shipped-styles.ts';
import { tempFolder } from '../support/temp-folder.ts';

const asked = { style: 'lofi-hiphop', seed: 3, seconds: 30, instruments: {} } as const;

function modelsFolder(): string {
  const models = tempFolder();
  copyModels(models);
  return models;
}

describe('candidates', { timeout: 120_000 }, () => {
  test('a candidate composes other songs by the networks it has, and the shipped ones stay as they are', async () => {
    const models = modelsFolder();
    const notes = await makeCandidate(models, 'v2', 'notes');
    await makeCandidate(models, 'v10', 'melody');
    const composer = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    expect(composer.problems).toEqual([]);
    expect(composer.styles).not.toContain('candidates');
    expect(composer.candidates.map(({ version, own }) => [version, own])).toEqual([
      ['v2', ['notes']],
      ['v10', ['melody']],
    ]);
    const [v2, v10] = composer.candidates;
    expect(v2?.networks).toEqual({ ...composer.versions, notes });
    // The notes are LoFi's, the melody is dance music's.
    expect(v2?.styles).toContain('lofi-hiphop');
    expect(v2?.styles).not.toContain('house');
    expect(v10?.styles).toContain('house');
    expect(v10?.styles).not.toContain('lofi-hiphop');

    const shipped = composer.compose(asked);
    const { composer: second, problem } = await composer.playedBy('v2');
    expect(problem).toBeUndefined();
    expect(second.versionsOf('lofi-hiphop')).toEqual({ ...composer.versions, notes });
    const song = second.compose(asked);
    expect(song.score).not.toEqual(shipped.score);
    expect(song.score).toEqual((await composer.playedBy('v2')).composer.compose(asked).score);
    for (const version of [undefined, 'shipped']) {
      expect((await composer.playedBy(version)).composer.compose(asked).score).toEqual(shipped.score);
    }
  });

  test('a damaged one is named in one line and left out, and takes nothing else down', async () => {
    const models = modelsFolder();
    await makeCandidate(models, 'good', 'notes');
    await makeCandidate(models, 'bad', 'notes');
    await writeFile(path.join(models, 'candidates', 'bad', 'notes', 'weights.bin'), 'noise');
    await mkdir(path.join(models, 'candidates', 'empty'));
    await mkdir(path.join(models, 'candidates', 'learning', 'chords'), { recursive: true });
    await mkdir(path.join(models, 'candidates', 'shipped'));
    const composer = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    expect(composer.candidates.map(({ version }) => version)).toEqual(['good']);
    expect(composer.problems).toHaveLength(4);
    for (const problem of composer.problems) expect(problem).not.toContain('\n');
    expect(composer.problems.join('\n')).toMatch(/networks bad are left out: .*sha256/);

    // Whatever an old recipe names, there is a song.
    const { composer: standIn, problem } = await composer.playedBy('bad');
    expect(problem).toBe('they are not there');
    expect(standIn.compose(asked).score).toEqual(composer.compose(asked).score);
  });

  test('one that is changed or goes while the radio runs plays no more', async () => {
    const models = modelsFolder();
    await makeCandidate(models, 'changed', 'notes');
    await makeCandidate(models, 'gone', 'notes');
    const composer = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    await makeCandidate(models, 'changed', 'notes', 0.8);
    await rm(path.join(models, 'candidates', 'gone'), { recursive: true });
    expect((await composer.playedBy('changed')).problem).toMatch(/changed since the start/);
    expect((await composer.playedBy('gone')).problem).toMatch(/ENOENT/);
  });

  test('networks that are not asked for any more go from memory', async () => {
    const models = modelsFolder();
    await makeCandidate(models, 'v2', 'chords');
    await makeCandidate(models, 'v3', 'chords', 0.8);
    const shipped = await loadMusicians({ modelsDir: models, backend: 'wasm' });
    const { styles } = await openStyles(STYLES_FOLDER);
    const { found } = await openCandidates(models, shipped, styles);
    const shelf = new CandidateShelf(models, shipped, found);
    expect(shelf.kept).toEqual([]);
    await shelf.take('v2');
    for (let song = 0; song < 30; song += 1) await shelf.take(song % 2 === 0 ? 'v3' : undefined);
    expect(shelf.kept).toEqual(['v2', 'v3']);
    for (let song = 0; song < 40; song += 1) await shelf.take('shipped');
    expect(shelf.kept).toEqual([]);
  });
});
