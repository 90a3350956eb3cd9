import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FEATURE_NAMES, windowFeatures } from '../../src/model/classifier-features.ts';
import { foldOf, songWeights } from '../../src/model/classifier-songs.ts';
import { musicWindows } from '../../src/model/classifier-windows.ts';
import { gridNotes, hearSong, rollNotes, WINDOW, type GridNote } from '../../src/model/index.ts';
import { PPQ, sumParts, type Note } from '../../src/score/index.ts';
import { labelledSongs, loopMusic, wanderingMusic } from '../support/classifier-music.ts';

function features(notes: readonly GridNote[]): readonly (readonly number[])[] {
  return musicWindows(notes).map((window) => [...windowFeatures(window)]);
}

function feature(notes: readonly GridNote[], name: string): number {
  return features(notes)[0]?.[FEATURE_NAMES.indexOf(name)] ?? Number.NaN;
}

const anyNotes = fc.array(fc.record({ start: fc.nat(600), pitch: fc.integer({ min: 30, max: 90 }) }), {
  minLength: 1,
  maxLength: 300,
});

describe('the features of a window', () => {
  it('are finite, as many as there are names, and no name comes twice', () => {
    expect(new Set(FEATURE_NAMES).size).toBe(FEATURE_NAMES.length);
    fc.assert(
      fc.property(anyNotes, (notes) => {
        for (const row of features(notes)) {
          expect(row.length).toBe(FEATURE_NAMES.length);
          expect(row.every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('stay the same when the music is transposed, begins later, or its notes come in another order or twice', () => {
    fc.assert(
      fc.property(anyNotes, fc.integer({ min: -30, max: 30 }), fc.nat(40), (notes, semitones, later) => {
        const expected = features(notes);
        const moved = notes.map(({ start, pitch }) => ({ start: start + later, pitch: pitch + semitones }));
        expect(features(moved)).toEqual(expected);
        expect(features([...notes].reverse())).toEqual(expected);
        expect(features([...notes, ...notes.slice(0, 20)])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('do not know how loud or how long notes are, nor how a player is late', () => {
    const played = (velocity: number, duration: number, late: number): readonly Note[] =>
      wanderingMusic(1).map(({ start, pitch }) => ({ start: start * (PPQ / 4) + late, duration, pitch, velocity }));
    expect(features(gridNotes(played(20, 5, 50)))).toEqual(features(gridNotes(played(120, 900, 0))));
  });

  it('hear a summed roll as they hear its notes', () => {
    const notes = loopMusic(3).map(({ start, pitch }) => ({
      start: start * (PPQ / 4),
      duration: 100,
      pitch,
      velocity: 9,
    }));
    expect(features(rollNotes(sumParts([{ notes }])))).toEqual(features(gridNotes(notes)));
  });

  it('count what they are called by', () => {
    expect(feature(loopMusic(1), 'notes again after 32')).toBe(1);
    expect(feature(loopMusic(1), 'top turns')).toBeGreaterThan(0);
    expect(feature(wanderingMusic(1), 'notes again after 32')).toBeLessThan(0.6);
    const scale = Array.from({ length: 64 }, (_, index) => ({ start: index * 2, pitch: 40 + index }));
    expect(feature(scale, 'top leap to 1')).toBe(1);
    expect(feature(scale, 'top upwards')).toBe(1);
    expect(feature(scale, 'gap to 2')).toBe(1);
    expect(feature(scale, 'onsets at 2')).toBe(0.5);
    expect(feature(scale, 'chord of 1')).toBe(1);
    expect(feature(scale, 'syncopation')).toBe(0);
    // Tied over each beat but the first, on which most notes begin; what the last one is tied over is not known.
    const chord = Array.from({ length: 10 }, (_, index) => ({ start: 0, pitch: 40 + index }));
    const tied = [2, 6, 10, 14, 18, 22, 26].map((start) => ({ start, pitch: 60 }));
    expect(feature([...chord, ...tied], 'syncopation')).toBe(6 / 8);
  });
});

describe('windows', () => {
  it('overlap by half, begin with the music, and end with it', () => {
    const starts = musicWindows(loopMusic(1, 32)).map(({ start, length }) => [start, length]);
    expect(starts.map(([start]) => start)).toEqual([0, 64, 128, 192, 256, 320, 384]);
    expect(starts.every(([, length]) => length === WINDOW)).toBe(true);
    expect(musicWindows(loopMusic(1, 5))).toMatchObject([{ start: 0, length: 80 }]);
  });

  it('begin on a beat though the file counts its upbeat as one', () => {
    const shifted = wanderingMusic(2).map(({ start, pitch }) => ({ start: start + 3, pitch }));
    expect(musicWindows(shifted)[0]?.start).toBe(3);
    const upbeat = [{ start: 0, pitch: 60 }, ...wanderingMusic(2).map((n) => ({ ...n, start: n.start + 2 }))];
    expect(musicWindows(upbeat)[0]?.start).toBe(-2);
  });

  it('need some music, and stay few whatever the times', () => {
    expect(musicWindows([])).toEqual([]);
    expect(musicWindows(loopMusic(1).slice(0, 3))).toEqual([]);
    expect(hearSong([])).toBeUndefined();
    const far = loopMusic(1, 4).map(({ start, pitch }) => ({ start: start + 900_000, pitch }));
    expect(musicWindows([...loopMusic(1, 4), ...far, { start: 1e15, pitch: 60 }]).length).toBeLessThan(6);
  });
});

describe('songs', () => {
  it('weigh alike by genre, by source within it, and by song within that', () => {
    const [edm, classical] = labelledSongs(1);
    if (edm === undefined || classical === undefined) throw new Error('no songs');
    const songs = [edm, classical, { ...classical, source: 'other' }, { ...classical, source: 'other' }];
    expect(songWeights(songs)).toEqual([0.5, 0.25, 0.125, 0.125]);
  });

  it('of one rhythm are one family and lie in one fold', () => {
    const song = loopMusic(5);
    const higher = song.map(({ start, pitch }) => ({ start, pitch: pitch + (start % 3) }));
    const [one, two] = [hearSong(song), hearSong(higher)];
    expect(two?.family).toBe(one?.family);
    expect(hearSong(loopMusic(6))?.family).not.toBe(one?.family);
    expect(foldOf({ family: one?.family ?? '' }, 5)).toBe(foldOf({ family: two?.family ?? '' }, 5));
    expect(new Set(Array.from({ length: 40 }, (_, index) => foldOf({ family: `${index}` }, 5))).size).toBe(5);
  });
});
