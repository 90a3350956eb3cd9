import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAMAGED, readSegment, SegmentPool, segmentPaths, UNFINISHED, writeSegment } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { addSegment } from '../support/fake-source.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { tonePackets } from '../support/packets.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const midi = Uint8Array.of(1, 2, 3);

async function openPool(folder: string, maxBytes = 1e9): Promise<{ pool: SegmentPool; log: MemoryLog }> {
  const log = new MemoryLog();
  const pool = await SegmentPool.open({ folder, maxBytes, log, wallClock: () => 1_700_000_000_000 });
  return { pool, log };
}

function day(number: number): string {
  return `2026-01-0${number}T00:00:00.000Z`;
}

describe('writeSegment', () => {
  test('what was written is read, packet by packet', async () => {
    const folder = join(tempFolder(), 'not', 'there', 'yet');
    const facts = segmentFacts({ seconds: 1, recipe: recipe({ mood: 'rainy', energy: 0.7, classical: 0 }) });
    const packets = tonePackets(50);
    await writeSegment(folder, { facts, packets, midi });
    const segment = await readSegment(folder, facts.id);
    expect(segment.facts).toEqual(facts);
    expect(segment.packets).toHaveLength(50);
    segment.packets.forEach((packet, index) => expect(Buffer.compare(packet, packets[index] ?? midi)).toBe(0));
    expect(readFileSync(segmentPaths(folder, facts.id).midi)).toEqual(Buffer.from(midi));
  });

  test('a data folder that is a file is named, with what to do', async () => {
    const file = join(tempFolder(), 'data');
    writeFileSync(file, 'x');
    const writing = writeSegment(file, { facts: segmentFacts(), packets: tonePackets(3), midi });
    await expect(writing).rejects.toThrow(`Can't write to ${file}: it is not a folder`);
  });

  test('a write that fails half-way leaves nothing behind', async () => {
    const folder = tempFolder();
    const facts = segmentFacts();
    // The facts can't take their place, because a folder is there: the sound has been written by then.
    mkdirSync(join(segmentPaths(folder, facts.id).json, 'in the way'), { recursive: true });
    await expect(writeSegment(folder, { facts, packets: tonePackets(3), midi })).rejects.toThrow("Can't write to");
    expect(readdirSync(folder)).toEqual([`${facts.id}.json`]);
  });

  test('a full disk is told as what it is', async ({ skip }) => {
    // Writes to this device fail with ENOSPC.
    if (!existsSync('/dev/full')) skip('there is no /dev/full here');
    const { symlinkSync } = await import('node:fs');
    const folder = tempFolder();
    const facts = segmentFacts();
    symlinkSync('/dev/full', segmentPaths(folder, facts.id).ogg + UNFINISHED);
    const writing = writeSegment(folder, { facts, packets: tonePackets(3), midi });
    await expect(writing).rejects.toThrow('the disk is full. Free some space');
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['../out', 'a/b', '', 'UPPER', 'a.b', '-a'])('%j is no id, so it leads nowhere', async (id) => {
    const folder = join(tempFolder(), 'segments');
    await expect(writeSegment(folder, { facts: segmentFacts({ id }), packets: [], midi })).rejects.toThrow(
      'not the id',
    );
    expect(existsSync(folder)).toBe(false);
  });
});

describe('SegmentPool', () => {
  test('segments survive a restart, in the order they were made', async () => {
    const folder = tempFolder();
    await addSegment(folder, 'b', { createdAt: day(1) });
    await addSegment(folder, 'a', { createdAt: day(2) });
    const { pool } = await openPool(folder);
    expect(pool.list().map((facts) => facts.id)).toEqual(['b', 'a']);
    expect(pool.size).toBe(2);
    const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
    expect(pool.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect((await pool.read('a')).packets).toHaveLength(10);
  });

  test('over its share of the disk the oldest go, but never one that is held or has just come', async () => {
    const folder = tempFolder();
    const { pool: measure } = await openPool(folder);
    await addSegment(folder, 'one', { createdAt: day(1) });
    await measure.admit('one');
    const { pool } = await openPool(folder, Math.floor(measure.bytes * 2.5));
    const release = pool.hold('one');
    for (const [index, id] of ['two', 'three', 'four'].entries()) {
      await addSegment(folder, id, { createdAt: day(index + 2) });
      await pool.admit(id);
    }
    expect(pool.list().map((facts) => facts.id)).toEqual(['one', 'four']);
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.ogg'))
        .sort(),
    ).toEqual(['four.ogg', 'one.ogg']);
    release();
    release();
    await addSegment(folder, 'five', { createdAt: day(5) });
    await pool.admit('five');
    expect(pool.list().map((facts) => facts.id)).toEqual(['four', 'five']);
  });

  test('a smaller share is kept to at the next start', async () => {
    const folder = tempFolder();
    for (const number of [1, 2, 3]) await addSegment(folder, `s${number}`, { createdAt: day(number) });
    const { pool } = await openPool(folder, 1);
    expect(pool.size).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what a crash left half-written is removed, and what is whole stays', async () => {
    const folder = tempFolder();
    await addSegment(folder, 'whole');
    const leftovers = ['a.ogg.part', 'b.json.part', 'c.ogg', 'c.mid'];
    for (const name of leftovers) writeFileSync(join(folder, name), 'x');
    writeFileSync(join(folder, 'README.txt'), 'put here by a person');
    const { pool, log } = await openPool(folder);
    expect(readdirSync(folder).sort()).toEqual(['README.txt', 'whole.json', 'whole.mid', 'whole.ogg']);
    expect(pool.size).toBe(1);
    expect(log.lines).toHaveLength(leftovers.length);
  });

  test('segments with wrong facts or missing files are named and set aside', async () => {
    const folder = tempFolder();
    for (const id of ['whole', 'garbage', 'wrong', 'other']) await addSegment(folder, id);
    writeFileSync(join(folder, 'garbage.json'), '{"id": "garb');
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...segmentFacts({ id: 'wrong' }), tempo: 'fast' }));
    writeFileSync(join(folder, 'other.json'), JSON.stringify(segmentFacts({ id: 'whole' })));
    writeFileSync(join(folder, 'lonely.json'), JSON.stringify(segmentFacts({ id: 'lonely' })));
    const { pool, log } = await openPool(folder);
    expect(pool.list().map((facts) => facts.id)).toEqual(['whole']);
    expect(log.lines.join('\n')).toMatch(/garbage\.json[^]*at "tempo"/);
    const aside = readdirSync(join(folder, DAMAGED));
    expect(aside).toEqual(expect.arrayContaining(['garbage.ogg', 'wrong.json', 'other.mid', 'lonely.json']));
    const { pool: reopened, log: secondLog } = await openPool(folder);
    expect(secondLog.lines).toEqual([]);
    await reopened.discardDamaged();
    expect(readdirSync(folder).sort()).toEqual(['whole.json', 'whole.mid', 'whole.ogg']);
  });

  test('damaged sound is found when it is read, named, and not tried again', async () => {
    const folder = tempFolder();
    await addSegment(folder, 'song');
    const ogg = readFileSync(join(folder, 'song.ogg'));
    ogg[ogg.length - 100] = (ogg[ogg.length - 100] ?? 0) ^ 1;
    writeFileSync(join(folder, 'song.ogg'), ogg);
    const { pool } = await openPool(folder);
    await expect(pool.read('song')).rejects.toThrow(/song\.ogg: Ogg page \d+ is damaged/);
    expect(pool.size).toBe(0);
    expect(pool.bytes).toBe(0);
    expect(readdirSync(join(folder, DAMAGED)).sort()).toEqual(['song.json', 'song.mid', 'song.ogg']);
    await expect(pool.read('song')).rejects.toThrow('no longer there');
  });

  test('the reserve gives what was not played for longest, and remembers it over a restart', async () => {
    const folder = tempFolder();
    for (const id of ['a', 'b', 'c', 'd']) {
      await addSegment(folder, id);
      utimesSync(join(folder, `${id}.json`), 1000, 1000 + id.charCodeAt(0));
    }
    const random = seededRandom(1);
    const { pool } = await openPool(folder);
    expect(pool.pick(random)?.id).toBe('a');
    expect(pool.pick(random, new Set(['a']))?.id).toBe('b');
    pool.played('a');
    expect(pool.pick(random)?.id).toBe('b');
    await expect.poll(async () => (await openPool(folder)).pool.pick(random)?.id).toBe('b');
  });

  test('the reserve is drawn from the oldest quarter, by the random source that was passed in', async () => {
    const folder = tempFolder();
    for (let number = 10; number < 18; number += 1) {
      await addSegment(folder, `s${number}`, { packets: 2 });
      utimesSync(join(folder, `s${number}.json`), number, number);
    }
    const { pool } = await openPool(folder);
    const drawn = new Set(Array.from({ length: 50 }, (_, seed) => pool.pick(seededRandom(seed))?.id));
    expect([...drawn].sort()).toEqual(['s10', 's11']);
  });

  test('an empty reserve gives nothing, and an unusable folder says what to do', async () => {
    const { pool } = await openPool(tempFolder());
    expect(pool.pick(seededRandom(1))).toBeUndefined();
    const file = join(tempFolder(), 'segments');
    writeFileSync(file, 'x');
    await expect(openPool(file)).rejects.toThrow('it is not a folder');
    await expect(pool.admit('nowhere')).rejects.toThrow('nowhere.json');
  });
});
