import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openComposer } from '../../src/compose/index.ts';
import { gainToDb, integratedLoudness, truePeak } from '../../src/dsp/index.ts';
import { makeSong, Workshop } from '../../src/production/index.ts';
import { decodeOpus, type Segment } from '../../src/radio/index.ts';
import { recipe } from '../support/segment-facts.ts';
import { openTestStudio } from '../support/test-studio.ts';

const root = path.join(import.meta.dirname, '..', '..');

describe('a song that is streamed while it is made', { timeout: 120_000 }, () => {
  test('begins with exactly the packets of its opening', async () => {
    const studio = await openTestStudio();
    const composer = await openComposer({
      models: path.join(root, 'models'),
      styles: path.join(root, 'styles'),
      backend: undefined,
    });
    const asked = {
      id: 'song',
      recipe: recipe({ style: 'house', seconds: 32, seed: 4, effects: { rain: -18 } }),
      createdAt: new Date(0),
    };
    const openings: Segment[] = [];
    const stages: string[] = [];
    const song = await makeSong(composer, studio, {
      ...asked,
      onProgress: ({ stage }) => stages.push(stage),
      onOpening: (opening) => {
        openings.push(opening);
        stages.push('opening');
      },
    });
    studio.close();

    expect(openings).toHaveLength(1);
    const { facts, packets } = openings[0]!;
    expect(packets).toHaveLength(600);
    expect(song.packets.slice(0, 600)).toEqual(packets);
    // It comes when about a third of the song has been played.
    expect(stages.lastIndexOf('playing')).toBeGreaterThan(stages.indexOf('opening') + 20);
    expect(facts).toEqual({ ...song.facts, lufs: -14, dbtp: -2.5 });

    const heard = decodeOpus(song.packets);
    expect(Math.abs(integratedLoudness(heard) + 14)).toBeLessThan(0.5);
    expect(gainToDb(truePeak(heard))).toBeLessThanOrEqual(-1);
  });
});

describe('Workshop', () => {
  const workshops: Workshop[] = [];
  afterEach(async () => {
    await Promise.all(workshops.splice(0).map((workshop) => workshop.close()));
  });

  function open(): Workshop {
    const workshop = new Workshop({
      models: 'models',
      styles: 'styles',
      soundfonts: 'soundfonts',
      effects: 'effects',
      cache: 'cache',
      segments: 'segments',
      backend: undefined,
      workers: 1,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      workerUrl: new URL('../support/scripted-worker.ts', import.meta.url),
    });
    workshops.push(workshop);
    return workshop;
  }

  test('passes an opening on before the song is made, under its id', async () => {
    const openings: Segment[] = [];
    const facts = await open().produce(recipe({ style: 'open' }), { onOpening: (opening) => openings.push(opening) });
    expect(openings.map((opening) => opening.facts.id)).toEqual([facts.id]);
    expect(openings[0]?.packets).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  });

  test('asks for no opening when nobody listens for it', async () => {
    const facts = await open().produce(recipe({ style: 'open' }));
    expect(facts.warnings).toEqual(['not streamed']);
  });

  test('a worker that dies after the opening fails the job', async () => {
    const openings: Segment[] = [];
    const lost = open().produce(recipe({ style: 'open and crash' }), {
      onOpening: (opening) => openings.push(opening),
    });
    await expect(lost).rejects.toThrow('the string broke');
    expect(openings).toHaveLength(1);
  });
});
