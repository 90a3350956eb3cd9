import { describe, expect, it } from 'vitest';

import { compose, ComposeError, type Composition } from '../../src/compose/index.ts';
import { composeOriginal, originalityOf } from '../../src/compose/original.ts';
import { lineOfNotes, originalityIndex } from '../../src/model/index.ts';
import { fakeMusicians } from '../support/fake-musicians.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

function song(seed: number): Composition {
  return compose(lofiStyle('lofi-hiphop'), { seed, seconds: 60, instruments: {} }, fakeMusicians());
}

/** An index of songs whose melodies are those of compositions. */
function indexOf(...songs: readonly Composition[]) {
  const melodies = songs.flatMap(({ score }) => score.parts.filter(({ role }) => role === 'melody'));
  return originalityIndex(melodies.map(({ notes }) => lineOfNotes(notes)));
}

describe('composeOriginal', () => {
  it('keeps a song that nobody wrote', () => {
    const index = indexOf(song(1), song(2));
    expect(composeOriginal(3, song, index)).toEqual(song(3));
  });

  it('composes again what was learnt by heart, in whatever key, and counts it as a rejection', () => {
    const index = indexOf(song(1));
    const elsewhere = (seed: number): Composition => {
      const { score, ...rest } = song(seed);
      const parts = score.parts.map((part) => ({
        ...part,
        notes: part.notes.map((n) => ({ ...n, pitch: n.pitch + 1 })),
      }));
      return { ...rest, score: { ...score, parts } };
    };
    expect(originalityOf(elsewhere(1).score, index)).toMatchObject({ sharedShare: 1 });
    const kept = composeOriginal(1, elsewhere, index);
    expect(originalityOf(kept.score, index).sharedShare).toBeLessThan(0.05);
    expect(kept.rejections).toBeGreaterThan(elsewhere(1).rejections);
    expect(composeOriginal(1, elsewhere, index)).toEqual(kept);
  });

  it('puts nothing on air when the networks only recite', () => {
    expect(() => composeOriginal(1, () => song(1), indexOf(song(1)))).toThrow(ComposeError);
  });
});
