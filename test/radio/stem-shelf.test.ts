import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { StemShelf } from '../../src/radio/index.ts';
import { FakeStems } from '../support/fake-stems.ts';
import { FakeTime } from '../support/fake-time.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { segmentFacts } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LIMITS = { bytes: 10_000, files: 10 };

async function shelf(folder = tempFolder(), maxBytes = 1e6) {
  const source = new FakeStems();
  const time = new FakeTime();
  const calendar = { now: 1_000_000 };
  const wallClock = () => (calendar.now += 1000);
  const options = { source, folder, maxBytes, time, wallClock, log: new MemoryLog() };
  return { folder, source, time, shelf: await StemShelf.open(options) };
}

describe('StemShelf', () => {
  test('stems are made once, and are there from then on, after a restart too', async () => {
    const open = await shelf();
    const facts = segmentFacts({ id: 'a' });
    expect(await open.shelf.find('a', LIMITS)).toBeUndefined();
    const both = [open.shelf.make(facts, LIMITS), open.shelf.make(facts, LIMITS)];
    await open.source.asked[0]?.make({ 'drums.ogg': 'boom', 'bass.ogg': 'dum' });
    const [one, other] = await Promise.all(both);
    expect(one).toMatchObject({ kind: 'there', bitrate: 64_000 });
    expect(other).toEqual(one);
    expect(open.source.asked).toHaveLength(1);
    expect(await open.shelf.find('a', LIMITS)).toEqual(one);
    expect(await open.shelf.find('a', { ...LIMITS, bytes: 50_000 })).toBeUndefined();
    const again = await (await shelf(open.folder)).shelf.find('a', LIMITS);
    expect(again).toEqual(one);
    expect(await readFile(again?.files[0] ?? '', 'utf8')).toBe('boom');
  });

  test('throws out what was not wanted for longest, and never what was just made', async () => {
    const { folder, shelf: small, source } = await shelf(tempFolder(), 250);
    for (const id of ['a', 'b', 'c']) {
      const making = small.make(segmentFacts({ id }), LIMITS);
      await source.asked.at(-1)?.make({ 'drums.ogg': 'x'.repeat(100) });
      await making;
      if (id === 'b') await small.find('a', LIMITS);
    }
    expect((await readdir(folder)).sort()).toEqual(['a.10.10000', 'c.10.10000']);
    expect(await small.find('b', LIMITS)).toBeUndefined();
    const making = small.make(segmentFacts({ id: 'd' }), LIMITS);
    await source.asked.at(-1)?.make({ 'drums.ogg': 'x'.repeat(1000) });
    expect((await making).kind).toBe('there');
    expect(await readdir(folder)).toEqual(['d.10.10000']);
  });

  test('removes what is half-made, damaged or no longer there, and makes it again', async () => {
    const folder = tempFolder();
    await mkdir(path.join(folder, 'a.10.10000.part'), { recursive: true });
    await mkdir(path.join(folder, 'b.10.10000'));
    await writeFile(path.join(folder, 'b.10.10000', 'stems.json'), '{"names":["../../secret.ogg"],"bitrate":1}');
    const open = await shelf(folder);
    expect(await readdir(folder)).toEqual([]);
    const making = open.shelf.make(segmentFacts({ id: 'c' }), LIMITS);
    await open.source.asked[0]?.make({ 'drums.ogg': 'boom' });
    await making;
    await rm(path.join(folder, 'c.10.10000'), { recursive: true });
    expect(await open.shelf.find('c', LIMITS)).toBeUndefined();
  });

  test('what fails or can not be leaves nothing behind, and may be asked for again', async () => {
    const open = await shelf();
    const failing = open.shelf.make(segmentFacts(), LIMITS);
    open.source.asked[0]?.fail('no worker');
    await expect(failing).rejects.toThrow('no worker');
    const changed = open.shelf.make(segmentFacts(), LIMITS);
    open.source.asked[1]?.answer({ kind: 'changed' });
    expect(await changed).toEqual({ kind: 'changed' });
    expect(await readdir(open.folder)).toEqual([]);
  });

  test('is not waited for longer than Discord takes an answer', async () => {
    const { shelf: busy, source, time } = await shelf();
    const making = busy.make(segmentFacts(), LIMITS);
    time.pass(9 * 60_000);
    expect(source.asked[0]?.signal?.aborted).toBe(false);
    time.pass(60_000);
    expect(await making).toEqual({ kind: 'late' });
  });
});
