import { expect, test } from 'vitest';
import { holdChords } from '../../src/compose/harmony.ts';
import { writePhrase } from '../../src/compose/phrase.ts';
import type { ChordEvent, Musicians } from '../../src/model/index.ts';
import { fakeMusicians } from '../support/fake-musicians.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

const LOFI = lofiStyle('lofi-hiphop');
const PLAIN = { ...LOFI, harmony: { ...LOFI.harmony, turnaround: 0 } };

test('the notes network is asked over the chords that the chord network wrote, and each take with a seed of its own', () => {
  const plain = fakeMusicians();
  const seeds: number[] = [];
  const written: (readonly ChordEvent[])[] = [];
  const heard: (readonly ChordEvent[])[] = [];
  const musicians: Musicians = {
    ...plain,
    chords(options) {
      seeds.push(options.seed);
      const events = plain.chords(options);
      written.push(events);
      return events;
    },
    notes(options) {
      seeds.push(options.seed);
      heard.push(options.chords);
      return plain.notes(options);
    },
  };
  const section = { theme: 0, returns: false };
  for (let seed = 0; seed < 5; seed += 1) {
    writePhrase(musicians, { style: PLAIN, key: { tonic: 4, mode: 'major' }, tempo: 80, section, seed });
    const held = holdChords(written.at(-1) ?? [], LOFI.harmony.beatsPerChordMin);
    expect(heard.at(-1)).toEqual([...held, ...held]);
  }
  expect(new Set(seeds).size).toBe(seeds.length);
});
