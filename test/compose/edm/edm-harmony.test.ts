import { describe, expect, test } from 'vitest';
import { intoKey, layProgression, writeProgression } from '../../../src/compose/edm/edm-harmony.ts';
import { planEdmForm } from '../../../src/compose/edm/edm-form.ts';
import type { ChordEvent } from '../../../src/model/index.ts';
import { chordPitchClasses, foreignTones, type Key } from '../../../src/theory/index.ts';
import { edmStyle } from '../../support/edm-songs.ts';
import { fakeMusicians } from '../../support/fake-musicians.ts';

describe('a progression of dance music', () => {
  test('keeps to triads of the key: a foreign chord goes to the nearest, a diminished one to what shares most with it', () => {
    expect(intoKey({ root: 7, quality: 'dom7' }, 'minor')).toEqual({ root: 7, quality: 'min' });
    expect(intoKey({ root: 1, quality: 'maj' }, 'major')).toEqual({ root: 0, quality: 'maj' });
    expect(intoKey({ root: 11, quality: 'dim' }, 'major')).toEqual({ root: 7, quality: 'maj' });
    expect(intoKey({ root: 2, quality: 'halfDim7' }, 'minor')).toEqual({ root: 5, quality: 'min' });
  });

  test('has no tone outside the key, whatever the network writes', () => {
    const wild = (): readonly ChordEvent[] => [
      { root: 1, quality: 'dim7', beats: 4 },
      { root: 6, quality: 'aug', beats: 4 },
      { root: 4, quality: 'dom9', beats: 4 },
      { root: 8, quality: 'minMaj7', beats: 4 },
    ];
    for (const mode of ['major', 'minor'] as const) {
      const key: Key = { tonic: 2, mode };
      const style = edmStyle('future-bass');
      const { take } = writeProgression(fakeMusicians({ chords: wild }), { style, key, seed: 1 });
      for (const { chord } of take) expect(foreignTones(chord, key)).toBe(0);
    }
  });

  test('begins anew in each section and ends on the tonic', () => {
    const key: Key = { tonic: 9, mode: 'minor' };
    const progression = [
      { at: 0, length: 64, chord: { root: 5, quality: 'maj' as const } },
      { at: 64, length: 64, chord: { root: 7, quality: 'maj' as const } },
    ];
    const sections = planEdmForm(28);
    const laid = layProgression(progression, sections, key);
    for (const { startBar } of sections) expect(laid.find(({ at }) => at === startBar * 16)?.chord.root).toBe(5);
    let at = 0;
    for (const written of laid) {
      expect(written.at).toBe(at);
      at += written.length;
    }
    expect(at).toBe(28 * 16);
    expect(chordPitchClasses(laid.at(-1)?.chord ?? { root: 0, quality: 'maj' })).toEqual([9, 0, 4]);
  });
});
