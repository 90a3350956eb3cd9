import { cp, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { parseConfig } from '../src/config.ts';
import { evaluate, type EvaluateRequest } from '../src/commands/evaluate-command.ts';
import { readOriginality } from '../src/model/index.ts';
import { CORPUS_CHORDS, corpusSong, folderOf } from './support/corpus-songs.ts';
import { tempFolder } from './support/temp-folder.ts';

const CONFIG = parseConfig({ RAINDIAL_BACKEND: 'wasm' });

/** Runs an evaluation; what it wrote to standard output and standard error. */
async function run(
  request: EvaluateRequest,
  config = CONFIG,
): Promise<{ readonly out: string; readonly err: string; readonly code: number }> {
  let out = '';
  const err: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const complain = vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const code = await evaluate(config, request);
  write.mockRestore();
  complain.mockRestore();
  return { out, err: err.join('\n'), code };
}

/** Songs that differ, and files that are none. */
async function someonesFolder(songs: number): Promise<string> {
  const files = Array.from({ length: songs }, (_, index) => {
    const chords = [...CORPUS_CHORDS.slice(index % 4), ...CORPUS_CHORDS.slice(0, index % 4)];
    return [`songs/${index}.mid`, corpusSong({ bars: 8 + index, chords, transpose: index % 5, tune: index })] as const;
  });
  const whole = corpusSong();
  return folderOf({
    ...Object.fromEntries(files),
    'broken.mid': 'no music',
    'cut.mid': whole.subarray(0, whole.length / 2),
    'empty.mid': '',
    'notes.txt': 'not looked at',
  });
}

const COMPOSING = { style: 'lofi-hiphop', songs: 2, seed: 5 } as const;

describe('evaluate model', () => {
  it('measures a network and an n-gram on a folder that nobody has seen, and names what it could not read', async () => {
    const midi = await someonesFolder(6);
    const out = join(tempFolder(), 'report');
    const { out: text, err, code } = await run({ what: 'model', network: 'notes', midi, json: true, out });
    expect(code).toBe(0);
    const report = JSON.parse(text) as Record<string, unknown>;
    expect(report).toMatchObject({
      network: 'notes',
      ngramLearntFrom: 'other songs of the folder',
      heads: [{ head: 'pitch' }, { head: 'length' }, { head: 'velocity' }],
    });
    // An n-gram of six songs is no goal.
    expect(report).not.toHaveProperty('goal');
    const { network, ngram, unigram, uniform } = report['bitsPerEvent'] as Record<string, number>;
    // Songs of four chords and one rhythm: whoever learns from the others knows them better than a count, and that better than nothing.
    expect(ngram).toBeLessThan(unigram ?? 0);
    expect(unigram).toBeLessThan(uniform ?? 0);
    expect(network).toBeGreaterThan(0);
    expect(report['ratio']).toBeCloseTo((network ?? 0) / (ngram ?? 1), 9);
    for (const file of ['broken.mid', 'cut.mid', 'empty.mid']) expect(err).toContain(file);
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toEqual(report);
  });

  it('holds the network to the goal on the test songs of a corpus', async () => {
    const corpus = await someonesFolder(40);
    const { out } = await run({ what: 'model', network: 'chords', corpus, json: true });
    const report = JSON.parse(out) as { readonly ratio: number; readonly goal: unknown };
    expect(report).toMatchObject({
      ngramLearntFrom: 'training split',
      goal: { ratioMax: 0.9, met: report.ratio <= 0.9 },
    });
    const text = await run({ what: 'model', network: 'chords', corpus, json: false });
    expect(text.out).toMatch(/goal: at most 0\.90 of the n-gram's bits: (pass|MISS)/);
  });

  it('says what is missing when a folder holds too little', async () => {
    const midi = await someonesFolder(2);
    await expect(run({ what: 'model', network: 'notes', midi, json: true })).rejects.toThrow(/too little/);
    await expect(run({ what: 'model', network: 'notes', midi: join(midi, 'nowhere'), json: true })).rejects.toThrow(
      /nowhere can't be read/,
    );
  });
});

describe('evaluate music', () => {
  it('measures a folder beside another one, and a folder beside itself as equal', async () => {
    const folder = await someonesFolder(6);
    const out = join(tempFolder(), 'report');
    const { out: text, err } = await run({ ...COMPOSING, what: 'music', folder, against: folder, json: true, out });
    const report = JSON.parse(text) as {
      readonly songs: { readonly songs: number; readonly figures: Record<string, { readonly mean: number }> };
      readonly overlaps: readonly { readonly feature: string; readonly overlap: number; readonly divergence: number }[];
      readonly meanOverlap: number;
      readonly goals: readonly unknown[];
    };
    expect(report.songs.songs).toBe(6);
    // All notes are of C, F and G major; the rhythm is the same in all bars.
    expect(report.songs.figures).toMatchObject({ scaleConsistency: { mean: 1 }, emptyBeats: { mean: 0 } });
    expect(report.songs.figures['grooveConsistency']?.mean).toBeGreaterThan(0.98);
    for (const { overlap, divergence } of report.overlaps) {
      expect(overlap).toBeCloseTo(1, 6);
      expect(divergence).toBeCloseTo(0, 6);
    }
    expect(report.meanOverlap).toBeCloseTo(1, 6);
    expect(report.goals).toEqual([]);
    expect(err).toContain('broken.mid');
    const files = await readdir(out);
    expect(files).toContain('pitch-class-entropy.svg');
    expect(files).toContain('bar-jaccard-by-lag.svg');
    expect(await readFile(join(out, 'bars-repeated.svg'), 'utf8')).toMatch(/^<svg/);
  });

  it('composes songs and holds them to the goals of LoFi, in a table', async () => {
    const { out } = await run({ ...COMPOSING, what: 'music', json: false });
    expect(out).toMatch(/pitch-class entropy \(bits\) +\d\.\d{3}/);
    expect(out).toMatch(/scale consistency +0\.95 +1\.00 +[01]\.\d{3} +(pass|MISS)/);
    const again = await run({ ...COMPOSING, what: 'music', json: false });
    expect(again.out).toBe(out);
  });

  it('says so when there is no song', async () => {
    const folder = await folderOf({ 'broken.mid': 'no music' });
    await expect(run({ ...COMPOSING, what: 'music', folder, json: false })).rejects.toThrow(/no song to measure/);
  });
});

describe('evaluate originality', () => {
  it('compares a style with what the network behind its melodies learnt, and writes the indices of the air', async () => {
    const models = join(tempFolder(), 'models');
    await cp(CONFIG.folders.models, models, { recursive: true });
    for (const name of ['notes', 'melody']) await rm(join(models, name, 'originality.bin'), { force: true });
    const songs = Array.from({ length: 12 }, (_, index) => corpusSong({ bars: 24, tune: index }));
    const corpus = await folderOf(
      Object.fromEntries(songs.map((song, index) => [`${index < 6 ? 'edm' : 'pop'}/${index}.mid`, song])),
    );
    const config = { ...CONFIG, folders: { ...CONFIG.folders, models } };
    const ask = { what: 'originality', corpus, songs: 1, seed: 3, json: true, write: true } as const;
    for (const style of ['lofi-hiphop', 'house']) {
      const { out } = await run({ ...ask, style }, config);
      const { originality } = JSON.parse(out) as { readonly originality: Record<string, { readonly songs: number }> };
      expect(Object.keys(originality)).toEqual([`${style}, composed`, "people's, held out"]);
      expect(originality[`${style}, composed`]?.songs).toBe(1);
    }
    const [notes, melody] = await Promise.all(['notes', 'melody'].map((name) => readOriginality(join(models, name))));
    // Only what lies in a folder of EDM teaches rolls, while all songs have a melody.
    expect(melody?.hashes.length).toBeGreaterThan(0);
    expect(notes?.hashes.length).toBeGreaterThan(melody?.hashes.length ?? 0);
  });
});
