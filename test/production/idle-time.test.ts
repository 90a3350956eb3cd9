import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IDLE_MILLISECONDS, IdleTime } from '../../src/production/idle-time.ts';

/** `things`: how many there are to make ready. */
function idleTime(things: number) {
  const done: string[] = [];
  let left = things;
  let making = Promise.resolve();
  const idle = new IdleTime({
    prepareNext: async () => {
      done.push('prepare');
      left -= 1;
      await making;
      return left > 0;
    },
    tidyUp: () => {
      done.push('tidy');
    },
  });
  /** What is made ready from now on takes until `ready` is called. */
  const slowly = () => {
    const made = Promise.withResolvers<void>();
    making = made.promise;
    return { ready: () => made.resolve() };
  };
  return { idle, done, slowly };
}

const idleFor = (naps: number) => vi.advanceTimersByTimeAsync(naps * IDLE_MILLISECONDS);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a worker that has nothing to do', () => {
  test('makes ready one thing after another, and then tidies up, once', async () => {
    const { idle, done } = idleTime(3);
    idle.begin();
    idle.end();
    await idleFor(0.9);
    expect(done).toEqual([]);
    await idleFor(10);
    expect(done).toEqual(['prepare', 'prepare', 'prepare', 'tidy']);
  });

  test('tidies up after each song when all is ready', async () => {
    const { idle, done } = idleTime(1);
    for (let song = 0; song < 2; song++) {
      idle.begin();
      await idleFor(5);
      idle.end();
      await idleFor(5);
    }
    expect(done.filter((one) => one === 'tidy')).toHaveLength(2);
  });

  test('does neither before the last of its orders is done', async () => {
    const { idle, done } = idleTime(2);
    idle.begin();
    idle.begin();
    idle.end();
    await idleFor(5);
    expect(done).toEqual([]);
    idle.end();
    await idleFor(0.5);
    idle.begin();
    await idleFor(5);
    expect(done).toEqual([]);
  });

  test('gives way to an order that comes meanwhile, and never makes two things at once', async () => {
    const { idle, done, slowly } = idleTime(2);
    const first = slowly();
    idle.begin();
    idle.end();
    await idleFor(1);
    idle.begin();
    idle.end();
    await idleFor(5);
    expect(done).toEqual(['prepare']);
    idle.begin();
    first.ready();
    await idleFor(5);
    expect(done).toEqual(['prepare']);
    idle.end();
    await idleFor(1);
    expect(done).toEqual(['prepare', 'prepare', 'tidy']);
  });
});

test('what can not be made ready keeps nothing else from it', async () => {
  const prepareNext = vi
    .fn<() => Promise<boolean>>()
    .mockRejectedValueOnce(new Error('disk full'))
    .mockResolvedValueOnce(true)
    .mockResolvedValue(false);
  const tidyUp = vi.fn();
  const idle = new IdleTime({ prepareNext, tidyUp });
  idle.begin();
  idle.end();
  await idleFor(1);
  expect(prepareNext).toHaveBeenCalledOnce();
  await idleFor(5);
  expect(prepareNext).toHaveBeenCalledTimes(3);
  expect(tidyUp).toHaveBeenCalledOnce();
});
