import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { StoreError } from '../../src/store/index.ts';
import type { PrismaClient } from '../../src/store/client/client.ts';
import { WriteQueue } from '../../src/store/write-queue.ts';
import { memoryLog } from '../support/databases.ts';

/** A database that does nothing until it is let go, and then does everything; these writes don't look at its client. */
function heldDatabase(): { readonly database: Pick<Database, 'run'>; release(this: void): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    database: { run: (work) => promise.then(() => work(undefined as unknown as PrismaClient)) },
    release: resolve,
  };
}

describe('WriteQueue', () => {
  it('does what was asked in the order of asking', async () => {
    const { database, release } = heldDatabase();
    const queue = new WriteQueue({ database, log: memoryLog(), limit: 10 });
    const done: number[] = [];
    const last = [0, 1, 2, 3]
      .map((number) => queue.add(`write ${number}`, () => Promise.resolve(done.push(number))))
      .at(-1);
    expect(queue.pending).toBe(4);
    release();
    expect(await last).toBe(4);
    expect(done).toEqual([0, 1, 2, 3]);
    expect(await queue.flush(1_000)).toBe(true);
    expect(queue.pending).toBe(0);
  });

  it('goes on after a write that is refused, and tells who asked', async () => {
    const { database, release } = heldDatabase();
    const log = memoryLog();
    const queue = new WriteQueue({ database, log, limit: 10 });
    const bad = queue.add('The bad one', () => Promise.reject(new StoreError('no such thing')));
    const good = queue.add('The good one', () => Promise.resolve('done'));
    release();
    await expect(bad).rejects.toThrow('no such thing');
    await expect(good).resolves.toBe('done');
    expect(queue.lost).toBe(1);
    expect(log.lines).toEqual(['error The bad one was not stored (1 lost so far): no such thing']);
  });

  it('drops the oldest that waits when it is full, and counts them in few lines', async () => {
    const { database, release } = heldDatabase();
    const log = memoryLog();
    const queue = new WriteQueue({ database, log, limit: 5 });
    const done: number[] = [];
    const writes = Array.from({ length: 30 }, (_, number) =>
      queue.add(`write ${number}`, () => Promise.resolve(done.push(number))),
    );
    release();
    await expect(writes[1]).rejects.toThrow(/oldest was dropped/);
    await writes.at(-1);
    // The first was under way already when the queue filled.
    expect(done).toEqual([0, 25, 26, 27, 28, 29]);
    expect(queue.lost).toBe(24);
    expect(log.lines.map((line) => /\((\d+) lost/.exec(line)?.[1])).toEqual(['1', '10']);
  });

  it('gives up what still waits at the end, in one line', async () => {
    const { database } = heldDatabase();
    const log = memoryLog();
    const queue = new WriteQueue({ database, log, limit: 10 });
    const writes = [0, 1, 2].map((number) => queue.add(`write ${number}`, () => Promise.resolve()));
    expect(await queue.flush(10)).toBe(false);
    queue.abandon();
    await expect(writes[2]).rejects.toThrow(/closed before it was written/);
    expect(log.lines).toEqual([expect.stringMatching(/^error 2 writes still waited .* they are lost/)]);
  });
});
