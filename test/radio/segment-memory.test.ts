import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SegmentMemory, SegmentPool } from '../../src/radio/index.ts';
import { addSegment } from '../support/fake-source.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function poolOf(ids: readonly string[]): Promise<SegmentPool> {
  const folder = tempFolder();
  for (const id of ids) await addSegment(folder, id);
  return SegmentPool.open({ folder, maxBytes: 1e9, log: new MemoryLog(), wallClock: () => 1 });
}

describe('SegmentMemory', () => {
  test('a segment is read once for all who have it, and let go of with the last', async () => {
    const memory = new SegmentMemory(await poolOf(['a']), 100);
    const [first, second] = await Promise.all([memory.borrow('a'), memory.borrow('a')]);
    expect(first?.segment).toBe(second?.segment);
    expect(memory.size).toBe(1);
    expect(memory.isFull).toBe(true);
    const third = second?.share();
    first?.release();
    first?.release();
    second?.release();
    expect(memory.has('a')).toBe(true);
    third?.release();
    expect([memory.size, memory.bytes, memory.isFull]).toEqual([0, 0, false]);
    expect((await memory.borrow('a')).segment).not.toBe(first?.segment);
  });

  test('what is on loan is not thrown out of the pool', async () => {
    const folder = tempFolder();
    await addSegment(folder, 'a', { createdAt: '2026-01-01T00:00:00.000Z' });
    const open = (maxBytes: number) => SegmentPool.open({ folder, maxBytes, log: new MemoryLog(), wallClock: () => 1 });
    const pool = await open((await open(1e9)).bytes * 1.5);
    const loan = await new SegmentMemory(pool).borrow('a');
    await addSegment(folder, 'b');
    await pool.admit('b');
    expect(pool.get('a')).toBeDefined();
    loan.release();
    await addSegment(folder, 'c');
    await pool.admit('c');
    expect(pool.get('a')).toBeUndefined();
  });

  test('what can not be read is told to all who wait for it, and holds nothing', async () => {
    const pool = await poolOf(['a']);
    writeFileSync(join(pool.folder, 'a.ogg'), 'no Ogg');
    const memory = new SegmentMemory(pool);
    const results = await Promise.allSettled([memory.borrow('a'), memory.borrow('a')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(memory.size).toBe(0);
  });
});
