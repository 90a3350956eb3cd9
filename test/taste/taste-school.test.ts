import { describe, expect, test } from 'vitest';
import { type HeardKind, TasteSchool } from '../../src/taste/index.ts';
import type { Evidence } from '../../src/radio/index.ts';
import { evidenceOf } from '../support/logged-plays.ts';
import { MemoryLog } from '../support/memory-log.ts';

const HOUR = 3_600_000;

describe('teaching a taste what was logged', () => {
  test('each play is learnt once; what could not be read is read the next time', async () => {
    const learnt: HeardKind[] = [];
    const stretches: (readonly [number, number])[] = [];
    let now = 1000 * HOUR;
    let isAway = false;
    const all = evidenceOf(
      Array.from({ length: 30 }, (_, index) => ({ song: { id: `song-${index}` }, votes: [['ann', 1] as const] })),
    );
    const school = new TasteSchool({
      taste: { learn: (heard) => learnt.push(heard) },
      evidence: {
        async read({ from, to }): Promise<Evidence> {
          if (isAway) throw new Error('away');
          stretches.push([from, to]);
          return Promise.resolve(stretches.length === 1 ? all : evidenceOf([]));
        },
      },
      tempos: () => ({}),
      now: () => now,
      log: new MemoryLog(),
    });
    await Promise.all([school.catchUp(), school.catchUp()]);
    expect(learnt.map(({ playId }) => playId)).toEqual(all.plays.map(({ id }) => id));
    isAway = true;
    now += HOUR;
    await school.catchUp();
    isAway = false;
    now += HOUR;
    await school.catchUp();
    expect(stretches).toHaveLength(2);
    // The second reading goes on where the first ended.
    expect(stretches[1]![0]).toBe(stretches[0]![1]);
    expect(stretches[1]![1] - stretches[1]![0]).toBe(2 * HOUR);
    expect(learnt).toHaveLength(30);
  });
});
