import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHORD_QUALITIES,
  chordPitchClasses,
  KEYBOARD_RANGE,
  pitchClass,
  voiceChord,
  voicingDistance,
  type Chord,
  type ChordQuality,
} from '../../src/theory/index.ts';

const anyChord = fc.record({
  root: fc.integer({ min: 0, max: 11 }),
  quality: fc.constantFrom(...(Object.keys(CHORD_QUALITIES) as ChordQuality[])),
}) satisfies fc.Arbitrary<Chord>;

describe('voicingDistance', () => {
  test('adds up how far each finger moves', () => {
    expect(voicingDistance([60, 64, 67], [60, 65, 69])).toBe(3);
    expect(voicingDistance([60, 64, 67], [60, 64, 67])).toBe(0);
  });

  test('counts a finger that comes or goes by its nearest neighbour', () => {
    expect(voicingDistance([60, 64, 67, 71], [60, 64, 67])).toBe(4);
    expect(voicingDistance([60, 64, 67], [60, 64, 67, 71])).toBe(4);
  });
});

describe('voiceChord', () => {
  test('every chord lies in the range, in close position, with only its own tones', () => {
    fc.assert(
      fc.property(anyChord, (chord) => {
        const pitches = voiceChord(chord);
        expect(pitches).toEqual([...pitches].sort((a, b) => a - b));
        expect(new Set(pitches).size).toBe(pitches.length);
        for (const pitch of pitches) {
          expect(pitch).toBeGreaterThanOrEqual(KEYBOARD_RANGE.low);
          expect(pitch).toBeLessThanOrEqual(KEYBOARD_RANGE.high);
          expect(chordPitchClasses(chord)).toContain(pitchClass(pitch));
        }
        expect((pitches.at(-1) ?? 0) - (pitches[0] ?? 0)).toBeLessThanOrEqual(16);
      }),
    );
  });

  test('keeps the tones that make the quality: a ninth chord gives up its root, not its third or seventh', () => {
    const played = new Set(voiceChord({ root: 0, quality: 'maj9' }).map(pitchClass));
    expect(played).toEqual(new Set([4, 7, 11, 2]));
  });

  test('has nothing closer than a fifth below E3', () => {
    fc.assert(
      fc.property(anyChord, anyChord, (first, second) => {
        const pitches = voiceChord(second, voiceChord(first));
        pitches.slice(1).forEach((pitch, index) => {
          const below = pitches[index] ?? 0;
          if (below < 52) expect(pitch - below).toBeGreaterThanOrEqual(7);
        });
      }),
    );
  });

  test('moves to the next chord in small steps: no more than five semitones a finger', () => {
    fc.assert(
      fc.property(anyChord, anyChord, (first, second) => {
        const from = voiceChord(first);
        const to = voiceChord(second, from);
        expect(voicingDistance(from, to)).toBeLessThanOrEqual(5 * Math.max(from.length, to.length));
      }),
    );
  });

  test('holds common tones: C major to A minor moves one finger by a tone', () => {
    const from = [60, 64, 67];
    expect(voiceChord({ root: 9, quality: 'min' }, from)).toEqual([60, 64, 69]);
  });

  test('refuses a range without room', () => {
    expect(() => voiceChord({ root: 0, quality: 'maj' }, undefined, { low: 61, high: 63, voices: 4 })).toThrow(
      RangeError,
    );
  });
});
