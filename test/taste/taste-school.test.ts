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
    const [first, second] = [piece(all, 0, 20), piece(all, 20, 30)];
    const school = new TasteSchool({
      taste: { learn: (heard) => learnt.push(heard) },
      evidence: {
        read: () => Promise.reject(new Error('never in one')),
        async *pieces({ from, to }): AsyncGenerator<Evidence> {
          await Promise.resolve();
          if (isAway) throw new Error('away');
          stretches.push([from, to]);
          if (stretches.length > 1) return;
          yield* [first, second];
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

  test('what was read before the database went away is not learnt twice', async () => {
    const learnt: string[] = [];
    const begun: number[] = [];
    const all = evidenceOf(
      Array.from({ length: 9 }, (_, index) => ({ song: { id: `song-${index}` }, votes: [['ann', 1] as const] })),
    );
    const school = new TasteSchool({
      taste: { learn: ({ playId }) => learnt.push(playId) },
      evidence: {
        read: () => Promise.reject(new Error('never in one')),
        async *pieces({ from }): AsyncGenerator<Evidence> {
          await Promise.resolve();
          begun.push(from);
          yield begun.length > 1 ? piece(all, 5, 9) : piece(all, 0, 5);
          if (begun.length === 1) throw new Error('away');
        },
      },
      tempos: () => ({}),
      now: () => 1000 * HOUR,
      log: new MemoryLog(),
    });
    await school.catchUp();
    expect(learnt).toHaveLength(5);
    await school.catchUp();
    expect(begun[1]).toBe(all.plays[4]!.startedAt + 1);
    expect(learnt).toEqual(all.plays.map(({ id }) => id));
  });
});

/** Some of the plays, with what belongs to them. */
function piece(all: Evidence, from: number, to: number): Evidence {
  const plays = all.plays.slice(from, to);
  const ids = new Set(plays.map(({ id }) => id));
  const isOf = ({ playId }: { readonly playId: string }): boolean => ids.has(playId);
  return { ...all, plays, listenings: all.listenings.filter(isOf), ratings: all.ratings.filter(isOf) };
}
