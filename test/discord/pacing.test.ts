import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepTrying } from '../../src/discord/keep-trying.ts';
import { DEFAULT_PACING, retryDelay } from '../../src/discord/pacing.ts';
import { explainVoiceClose } from '../../src/discord/voice-close.ts';

test('the pause doubles up to the longest', () => {
  const pacing = { ...DEFAULT_PACING, firstRetry: 1000, longestRetry: 10_000 };
  expect([0, 1, 2, 3, 4, 1000].map((attempt) => retryDelay(attempt, pacing, () => 0))).toEqual([
    1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
});

test('the jitter takes away at most half', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const full = retryDelay(attempt, DEFAULT_PACING, () => 0);
      const delay = retryDelay(attempt, DEFAULT_PACING, () => random);
      expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
});

test('tries until the task succeeds, and tells each failure', async () => {
  const failures: string[] = [];
  let attempts = 0;
  const result = await keepTrying(
    () => {
      attempts += 1;
      return attempts < 3 ? Promise.reject(new Error(`no ${attempts}`)) : Promise.resolve('yes');
    },
    {
      delay: () => 1,
      signal: new AbortController().signal,
      onFailure: (error) => void failures.push((error as Error).message),
    },
  );
  expect(result).toBe('yes');
  expect(failures).toEqual(['no 1', 'no 2']);
});

test('a long pause ends with the signal', async () => {
  const ending = new AbortController();
  const result = keepTrying(() => Promise.reject(new Error('no')), {
    delay: () => 1e9,
    signal: ending.signal,
    onFailure: () => setImmediate(() => ending.abort()),
  });
  expect(await result).toBeUndefined();
});

test('close codes by what Discord asks of a client', () => {
  expect(explainVoiceClose(4014)).toEqual({ kind: 'removed' });
  for (const code of [4017, 4021, 4022]) expect(explainVoiceClose(code).kind).toBe('final');
  for (const code of [1006, 4006, 4009, 4011, 4015]) expect(explainVoiceClose(code).kind).toBe('retry');
});
