import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openComposer, type Composer } from '../../src/compose/index.ts';
import { gainToDb, type Stereo } from '../../src/dsp/index.ts';
import { makeSong, type Song } from '../../src/production/index.ts';
import { makeStems } from '../../src/production/stem-job.ts';
import { decodeOpus, demuxOggOpus, OPUS_PRE_SKIP, writeSegment, type SegmentFacts } from '../../src/radio/index.ts';
import type { Studio } from '../../src/studio/index.ts';
import { STYLES_FOLDER } from '../support/shipped-styles.ts';
import { recipe } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTestStudio } from '../support/test-studio.ts';

const ROOM = { bytes: 50e6, files: 10 };

let composer: Composer;
let studio: Studio;
let song: Song;

beforeAll(async () => {
  const models = path.join(import.meta.dirname, '..', '..', 'models');
  composer = await openComposer({ models, styles: STYLES_FOLDER, backend: undefined });
  studio = await openTestStudio();
  song = await makeSong(composer, studio, {
    id: 'song',
    recipe: recipe({ style: 'lofi-hiphop', seconds: 20, seed: 3, effects: { rain: -18 } }),
    createdAt: new Date(0),
    stems: true,
  });
}, 120_000);

afterAll(() => studio.close());

/** Stems of the song, as if these were its facts and this its score. */
async function make(facts: SegmentFacts = song.facts, { limits = ROOM, midi = song.midi } = {}) {
  const segments = tempFolder();
  await writeSegment(segments, { ...song, midi });
  const folder = path.join(segments, 'stems');
  return { folder, made: await makeStems({ facts, folder, limits }, { segments, composer, studio }) };
}

describe('makeStems', { timeout: 120_000 }, () => {
  test('gives each part as it went into the mix of the song that was played', async () => {
    const { folder, made } = await make();
    const parts = [...song.recording.stems.keys()];
    const names = parts.map((name, index) => `0${index + 1}-${name.replaceAll(' ', '-')}.ogg`);
    expect(parts.length).toBeGreaterThan(3);
    expect(made).toEqual({ kind: 'made', names, bitrate: 128_000 });
    for (const [index, stem] of [...song.recording.stems.values()].entries()) {
      const { packets } = demuxOggOpus(await readFile(path.join(folder, names[index]!)));
      expect(packets).toHaveLength(song.packets.length);
      expect(noise(decodeOpus(packets), stem), names[index]).toBeLessThan(-10);
    }
  });

  test('as many bits as fit, and one archive where files are too many', async () => {
    const parts = song.recording.stems.size;
    const bytes = Math.round((parts * song.facts.seconds * 48_000) / 8);
    const { folder, made } = await make(song.facts, { limits: { bytes, files: 2 } });
    expect(made).toEqual({ kind: 'made', names: ['stems.zip'], bitrate: 45_000 });
    const zip = await readFile(path.join(folder, 'stems.zip'));
    expect(zip.length).toBeLessThanOrEqual(bytes);
    expect(zip.length).toBeGreaterThan(bytes / 4);
    const files = Object.entries(unzipSync(zip));
    expect(files).toHaveLength(parts);
    for (const [, content] of files) expect(demuxOggOpus(content).packets).toHaveLength(song.packets.length);
  });

  test('says when they can not be small enough, and writes nothing', async () => {
    const { folder, made } = await make(song.facts, { limits: { bytes: 100_000, files: 10 } });
    expect(made.kind === 'too-large' && made.bytes).toBeGreaterThan(100_000);
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });

  test('gives nothing of a song that would come out another one now', async () => {
    const others: readonly Partial<SegmentFacts>[] = [
      { models: { ...song.facts.models, chords: 'another' } },
      { instruments: { ...song.facts.instruments, chords: 'Kazoo' } },
      { effects: {} },
      { recipe: { ...song.facts.recipe, seed: 4 } },
    ];
    for (const other of others) expect((await make({ ...song.facts, ...other })).made).toEqual({ kind: 'changed' });
    const midi = song.midi.subarray(0, song.midi.length - 1);
    expect((await make(song.facts, { midi })).made).toEqual({ kind: 'changed' });
  });
});

/** How loud what a decoder adds to a sound is against that, in decibels. */
function noise(decoded: Stereo, sound: Stereo): number {
  let [added, all] = [0, 1e-12];
  for (const channel of ['left', 'right'] as const) {
    sound[channel].forEach((sample, frame) => {
      added += ((decoded[channel][frame + OPUS_PRE_SKIP] ?? 0) - sample) ** 2;
      all += sample ** 2;
    });
  }
  return gainToDb(Math.sqrt(added / all));
}
