import { describe, expect, it } from 'vitest';

import { CHORD_QUALITIES, nameChord, type ChordQuality } from '../../src/theory/index.ts';

describe('nameChord', () => {
  it('names every quality on every root in root position', () => {
    for (const quality of Object.keys(CHORD_QUALITIES) as ChordQuality[]) {
      for (let root = 0; root < 12; root += 1) {
        const pitches = CHORD_QUALITIES[quality].intervals.map((interval) => 48 + root + interval);
        expect(nameChord(pitches)).toEqual({ root, quality });
      }
    }
  });

  it('recognises inversions, and takes the lowest note for the root where two names fit', () => {
    expect(nameChord([52, 55, 60])).toEqual({ root: 0, quality: 'maj' });
    expect(nameChord([60, 62, 65, 69])).toEqual({ root: 2, quality: 'min7' });
    expect(nameChord([57, 60, 64, 67])).toEqual({ root: 9, quality: 'min7' });
    expect(nameChord([60, 64, 67, 69])).toEqual({ root: 0, quality: 'maj6' });
  });

  it('does not mind doubled notes or their order', () => {
    expect(nameChord([76, 48, 60, 67, 64])).toEqual({ root: 0, quality: 'maj' });
  });

  it('has no name for a cluster, a fifth or silence', () => {
    expect(nameChord([60, 61, 62])).toBeUndefined();
    expect(nameChord([60, 67])).toBeUndefined();
    expect(nameChord([])).toBeUndefined();
  });
});
