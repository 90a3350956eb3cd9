import { expect, test } from 'vitest';
import type { Airing } from '../../src/radio/airwave.ts';
import { Attendance, type Place } from '../../src/radio/attendance.ts';
import type { Hearing } from '../../src/radio/index.ts';
import { segmentFacts } from '../support/segment-facts.ts';

/** A place where somebody listens, and what is on air there: the test's to change. */
function place() {
  const hearings: Hearing[] = [];
  const now: { onAir: Place | undefined } = { onAir: undefined };
  const attendance = new Attendance({
    onAir: () => now.onAir,
    hash: (listener) => `hash of ${listener}`,
    wallClock: () => 0,
    report: (told) => hearings.push(...told),
  });
  attendance.connect(true);
  const airing = (id: string): Airing => ({
    play: { id, segmentId: 'one', startedAt: 0 },
    segment: segmentFacts(),
    from: 'reserve',
  });
  return {
    attendance,
    hearings,
    /** A song begins; the one before ended. */
    begin: (id: string): void => {
      const before = now.onAir;
      const begun = airing(id);
      now.onAir = { airing: begun, seconds: 0 };
      attendance.turn({ begun, ended: before === undefined ? undefined : { ...before, how: 'ended' } });
    },
    reach: (seconds: number): void => {
      if (now.onAir !== undefined) now.onAir = { ...now.onAir, seconds };
    },
  };
}

test('a connection that breaks and comes back is no verdict, and what was heard before it counts', () => {
  const { attendance, hearings, begin, reach } = place();
  attendance.set(['ann'], 'left');
  begin('play');
  reach(4);
  attendance.connect(false);
  reach(10);
  expect(attendance.heardSeconds('hash of ann', 'play')).toBe(4);
  attendance.connect(true);
  reach(12);
  expect(attendance.heardSeconds('hash of ann', 'play')).toBe(6);
  attendance.set([], 'left');
  expect(hearings.map(({ fromSeconds, toSeconds, end }) => [fromSeconds, toSeconds, end])).toEqual([
    [0, 4, 'cut'],
    [10, 12, 'left'],
  ]);
});

test('who heard a song an hour ago heard it, and of a song of yesterday it is not known who did', () => {
  const { attendance, begin, reach } = place();
  attendance.set(['ann', 'ben'], 'left');
  for (let number = 0; number <= 60; number++) {
    begin(`play ${number}`);
    if (number === 0) attendance.set(['ann'], 'left');
    reach(90);
  }
  expect(attendance.heardSeconds('hash of ann', 'play 0')).toBe(90);
  expect(attendance.heardSeconds('hash of ben', 'play 0')).toBe(0);
  for (let number = 61; number <= 300; number++) {
    begin(`play ${number}`);
    reach(90);
  }
  expect(attendance.heardSeconds('hash of ann', 'play 0')).toBeUndefined();
  expect(attendance.heardSeconds('hash of ben', 'play 300')).toBe(0);
  expect(attendance.heardSeconds('hash of ann', 'play 300')).toBe(90);
});
