import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { melodyGrams, type GramNote } from '../../src/corpus/melody-grams.ts';
import { twinIndex } from '../../src/corpus/near-twins.ts';
import { seededRandom } from '../../src/random/index.ts';

/** A melody that wanders up and down a scale, in notes of one to four sixteenths. */
function tune(seed: number, notes = 120): readonly GramNote[] {
  const random = seededRandom(seed);
  const scale = [0, 2, 4, 5, 7, 9, 11];
  let start = 0;
  let degree = 14;
  return Array.from({ length: notes }, () => {
    degree = Math.min(28, Math.max(7, degree + Math.floor(random() * 7) - 3));
    const note = { start, pitch: 36 + 12 * Math.floor(degree / 7) + (scale[degree % 7] ?? 0) };
    start += 1 + Math.floor(random() * 4);
    return note;
  });
}

/** The same in another key and tempo, with a note of every `every` changed. */
function copied(
  melody: readonly GramNote[],
  change: { readonly semitones: number; readonly times: number; readonly every: number },
): readonly GramNote[] {
  return melody.map(({ start, pitch }, index) => ({
    start: start * change.times,
    pitch: pitch + change.semitones + (index % change.every === change.every - 1 ? 1 : 0),
  }));
}

describe('near-twins', () => {
  it('are found in any key and tempo and with some notes changed, and two unrelated melodies are not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: -24, max: 24 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 25, max: 60 }),
        (seed, semitones, times, every) => {
          const index = twinIndex();
          for (let other = 0; other < 5; other += 1) index.add(`other ${other}`, melodyGrams(tune(seed + 1 + other)));
          index.add('original', melodyGrams(tune(seed)));
          const found = index.find(melodyGrams(copied(tune(seed), { semitones, times, every })));
          expect(found.map(({ of }) => of)).toEqual(['original']);
          expect(index.find(melodyGrams(tune(seed + 2_000_000)))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are told with the share of the shorter one, the nearest first', () => {
    const index = twinIndex();
    const whole = tune(1);
    index.add('half', melodyGrams([...whole.slice(0, 70), ...tune(2, 50)]));
    index.add('whole', melodyGrams(whole));
    const [first, second] = index.find(melodyGrams(whole));
    expect(first).toEqual({ of: 'whole', share: 1 });
    expect(second?.of).toBe('half');
    expect(second?.share).toBeGreaterThan(0.4);
    expect(second?.share).toBeLessThan(0.7);
  });

  it('are no quotations: a phrase in common is not enough', () => {
    const index = twinIndex();
    const theme = tune(3, 20);
    const behind = (rest: readonly GramNote[]) => [...theme, ...rest.map((n) => ({ ...n, start: n.start + 200 }))];
    index.add('one', melodyGrams(behind(tune(4))));
    expect(index.find(melodyGrams(behind(tune(5))))).toEqual([]);
  });

  it('have nothing in common by repeated notes, trills and scales: those belong to nobody', () => {
    const pulse = Array.from({ length: 60 }, (_, index) => ({ start: 2 * index, pitch: 60 }));
    const trill = pulse.map((note, index) => ({ ...note, pitch: 60 + (index % 2) }));
    for (const melody of [pulse, trill]) expect(melodyGrams(melody).size).toBe(0);
    expect(melodyGrams(tune(6, 12)).size).toBe(0);
  });

  it('are looked up in a large collection without a look at each melody', () => {
    const index = twinIndex();
    for (let seed = 0; seed < 1500; seed += 1) index.add(String(seed), melodyGrams(tune(seed, 60)));
    for (let seed = 0; seed < 1500; seed += 300) {
      const [twin] = index.find(melodyGrams(copied(tune(seed, 60), { semitones: 3, times: 2, every: 40 })));
      expect(twin?.of).toBe(String(seed));
    }
  });
});
