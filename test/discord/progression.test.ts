import fc from 'fast-check';
import { expect, test } from 'vitest';
import { progression, turnsOf } from '../../src/discord/progression.ts';

test.each([
  ['', ''],
  ['C', 'C'],
  ['C G Am F C G Am F C G Am F', '(C – G – Am – F) ×3'],
  ['Dm G C Dm G C Am F Am F E', '(Dm – G – C) ×2, (Am – F) ×2, E'],
  ['C C C C', 'C ×4'],
  ['C G C F', 'C – G – C – F'],
])('%s is written as %s', (chords, written) => {
  expect(progression(chords.split(' ').filter(Boolean))).toBe(written);
});

test('played one after another the turns are the song, and what comes once is not cut up', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('C', 'G', 'Am'), { maxLength: 60 }), (chords) => {
      const turns = turnsOf(chords);
      expect(turns.flatMap((turn) => Array.from({ length: turn.times }, () => turn.chords).flat())).toEqual(chords);
      expect(turns.every(({ times }, at) => times > 1 || (turns[at + 1]?.times ?? 2) > 1)).toBe(true);
    }),
  );
});
