import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { parseConfig } from '../../src/config.ts';
import { openComposer, type Composition } from '../../src/compose/index.ts';
import { lineOfNotes, originalityIndex, writeOriginality } from '../../src/model/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { folders } = parseConfig({});
const NETWORKS = ['notes', 'melody'] as const;

/** A song of the shipped networks when each network learnt the melodies of some songs. */
async function composed(
  style: string,
  learnt: Readonly<Record<(typeof NETWORKS)[number], readonly Composition[]>>,
): Promise<Composition> {
  const models = join(tempFolder(), 'models');
  await cp(folders.models, models, { recursive: true });
  for (const name of NETWORKS) {
    const melodies = learnt[name].flatMap(({ score }) => score.parts.filter(({ role }) => role === 'melody'));
    await rm(join(models, name, 'originality.bin'), { force: true });
    await writeOriginality(join(models, name), originalityIndex(melodies.map(({ notes }) => lineOfNotes(notes))));
  }
  const composer = await openComposer({ models, styles: folders.styles, backend: 'wasm' });
  return composer.compose({ style, seed: 2, seconds: 20, instruments: {} });
}

it('a song of EDM is held against the rolls that its network learnt, not against the tunes of LoFi', async () => {
  const song = await composed('house', { notes: [], melody: [] });
  expect((await composed('house', { notes: [song], melody: [] })).score).toEqual(song.score);
  expect((await composed('house', { notes: [], melody: [song] })).score).not.toEqual(song.score);
}, 120_000);
