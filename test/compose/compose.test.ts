import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASS_RANGE } from '../../src/compose/bass-part.ts';
import { compose, type ComposeOptions } from '../../src/compose/compose.ts';
import { ComposeError } from '../../src/compose/compose-error.ts';
import { findStyle } from '../../src/compose/styles.ts';
import type { Musicians } from '../../src/model/index.ts';
import { PART_ROLES, ticksToSeconds, type Note, type PartRole, type Score } from '../../src/score/index.ts';
import { chordPitchClasses, pitchClass } from '../../src/theory/index.ts';
import { fakeMusicians } from '../support/fake-musicians.ts';
import { lofiStyle, SHIPPED_STYLES } from '../support/shipped-styles.ts';

const LOFI_STYLES = SHIPPED_STYLES.filter(({ family }) => family === 'lofi').map(({ name }) => name);
const SHORT = { style: 'lofi-hiphop', seed: 1, seconds: 30, instruments: {} } as const;

const BAR = 1920;
/** Where a part of a style lies. */
function rangeOf(style: string, role: PartRole): readonly [number, number] {
  const { melody, comping } = lofiStyle(style);
  if (role === 'melody') return melody.register;
  if (role === 'bass') return BASS_RANGE;
  return role === 'drums' ? [36, 59] : [comping.hands.low, comping.hands.high];
}

function song(overrides: Partial<ComposeOptions> = {}) {
  return composeBy(fakeMusicians(), { style: 'lofi-hiphop', seed: 7, seconds: 90, instruments: {}, ...overrides });
}

function composeBy(musicians: Musicians, options: ComposeOptions) {
  return compose(findStyle(options.style, SHIPPED_STYLES), options, musicians);
}

function notesOf(score: Score, role: PartRole): readonly Note[] {
  return score.parts.find((part) => part.role === role)?.notes ?? [];
}

function sectionAt(score: Score, at: number) {
  return score.sections.findLast(({ start }) => start <= at);
}

const anyOptions = fc.record({
  style: fc.constantFrom(...LOFI_STYLES),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  seconds: fc.integer({ min: 20, max: 200 }),
});

describe('every song', () => {
  test('has its notes sorted, in the ranges of their parts, within the song and never on top of each other', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const { score } = song(options);
        for (const { role, notes } of score.parts) {
          const ends = new Map<number, number>();
          let start = 0;
          // Counted, since an assertion for each of a million notes takes a minute.
          const wrong = notes.filter((note) => {
            const [low, high] = rangeOf(options.style, role);
            const right =
              note.start >= Math.max(start, ends.get(note.pitch) ?? 0) &&
              note.duration >= 1 &&
              note.start + note.duration <= score.duration &&
              note.pitch >= low &&
              note.pitch <= high &&
              note.velocity >= 12 &&
              note.velocity <= 115;
            start = note.start;
            ends.set(note.pitch, note.start + note.duration);
            return !right;
          });
          expect(wrong).toEqual([]);
        }
      }),
      { numRuns: 24 },
    );
  });

  test('is tiled by its sections and by its chords, and is about as long as wished', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const { score } = song(options);
        for (const spans of [score.sections, score.chords]) {
          let at = 0;
          for (const span of spans) {
            expect(span.start).toBe(at);
            at += span.duration;
          }
          expect(at).toBe(score.duration);
        }
        expect(score.duration % BAR).toBe(0);
        // Half of the two bars that a form can grow by, at 60 quarter notes a minute.
        expect(Math.abs(ticksToSeconds(score.duration, score.tempo) - options.seconds)).toBeLessThanOrEqual(4);
      }),
      { numRuns: 24 },
    );
  });

  test('has the root of each chord in the bass when it begins, and nothing but chord tones on beats 1 and 3', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const { score } = song(options);
        const late = BAR / 16;
        const withBass = score.chords.filter(({ start }) =>
          notesOf(score, 'bass').some((note) => Math.abs(note.start - start) < late),
        );
        for (const chord of withBass) {
          const first = notesOf(score, 'bass').find((note) => Math.abs(note.start - chord.start) < late);
          expect(pitchClass(first?.pitch ?? -1)).toBe(chord.root);
        }
        for (const note of notesOf(score, 'bass')) {
          const beat = Math.round(note.start / 120) * 120;
          if (beat % (BAR / 2) !== 0) continue;
          const chord = score.chords.findLast(({ start }) => start <= beat);
          expect(chord && chordPitchClasses(chord)).toContain(pitchClass(note.pitch));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('begins softly with chords and ends on its tonic, left to ring', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const { score } = song(options);
        const chords = notesOf(score, 'chords');
        const loudness = (from: number, to: number) => {
          const heard = chords.filter(({ start }) => start >= from && start < to).map(({ velocity }) => velocity);
          return heard.reduce((sum, velocity) => sum + velocity, 0) / heard.length;
        };
        const lastBar = score.duration - BAR;
        expect(loudness(0, BAR)).toBeLessThan(loudness(BAR * 3, lastBar - BAR));
        expect(score.chords.at(-1)?.root).toBe(score.key.tonic);
        const last = chords.filter(({ start }) => start >= lastBar);
        expect(last.length).toBeGreaterThanOrEqual(3);
        for (const note of last) expect(note.start + note.duration).toBe(score.duration);
        expect(notesOf(score, 'drums').filter(({ start }) => start >= lastBar)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the arrangement', () => {
  const { score } = song({ seconds: 180 });

  test('parts enter and leave by section', () => {
    const playing = (name: string) =>
      PART_ROLES.filter((role) =>
        notesOf(score, role).some(({ start }) => sectionAt(score, start + 60)?.name === name),
      );
    expect(playing('intro')).toEqual(['chords']);
    expect(playing('groove')).toEqual(['chords', 'bass', 'drums']);
    expect(playing('A')).toEqual(['melody', 'chords', 'bass', 'drums']);
    expect(playing('B')).toEqual(['melody', 'chords', 'bass', 'pad', 'drums']);
    expect(playing('outro')).toEqual(['chords', 'bass']);
  });

  test('A comes back with its melody, B has another', () => {
    const tune = (index: number) => {
      const section = score.sections[index];
      if (section === undefined) throw new Error(`no section ${index}`);
      return notesOf(score, 'melody')
        .filter(({ start }) => start >= section.start && start < section.start + section.duration)
        .map(({ start, pitch }) => `${Math.round((start - section.start) / 120)}:${pitch}`)
        .join(' ');
    };
    const named = (name: string) =>
      score.sections.flatMap((section, index) => (section.name === name ? [tune(index)] : []));
    const [first, ...others] = named('A');
    expect(others.length).toBeGreaterThan(0);
    for (const again of others) expect(again).toBe(first);
    expect(named("A'")[0]).not.toBe(first);
    expect(named('B')[0]).not.toBe(first);
  });

  test('the kick is 15 to 18 ms late and hats swing between 56 and 58 %', () => {
    const ms = (ticks: number) => ticksToSeconds(ticks, score.tempo) * 1000;
    for (const { start } of notesOf(score, 'drums').filter(({ pitch }) => pitch === 36)) {
      const place = start % 240;
      // Kicks on an eighth are not swung.
      if (place < 60) expect(ms(place)).toBeGreaterThan(14);
      if (place < 60) expect(ms(place)).toBeLessThan(19);
    }
    for (let seed = 0; seed < 20; seed += 1) {
      const other = song({ seed }).score;
      for (const { start } of notesOf(other, 'drums').filter(({ pitch }) => pitch === 42)) {
        const place = start % 240;
        if (place > 80 && place < 200) {
          const late = (5 / 1000) * (other.tempo / 60) * 480;
          expect(place / 240).toBeGreaterThanOrEqual(0.555);
          expect((place - late) / 240).toBeLessThanOrEqual(0.585);
        }
      }
    }
  });

  test('chords are rolled from below within 10 to 30 ms', () => {
    const chords = notesOf(score, 'chords');
    for (const { start } of score.chords) {
      const rolled = chords
        .filter((note) => note.start >= start && note.start < start + 60)
        .sort((a, b) => a.pitch - b.pitch);
      const starts = rolled.map((note) => note.start);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      const ms = ticksToSeconds((starts.at(-1) ?? 0) - (starts[0] ?? 0), score.tempo) * 1000;
      expect(ms).toBeGreaterThan(8);
      expect(ms).toBeLessThan(32);
    }
  });

  test('the bass begins with the kick', () => {
    const kicks = notesOf(score, 'drums').filter(({ pitch }) => pitch === 36);
    const downbeats = notesOf(score, 'bass').filter(({ start }) => start % BAR < 60);
    const apart = downbeats.flatMap(({ start }) =>
      kicks.filter((kick) => Math.abs(kick.start - start) < 60).map((kick) => kick.start - start),
    );
    expect(apart.length).toBeGreaterThan(10);
    for (const ticks of apart) expect(Math.abs(ticksToSeconds(ticks, score.tempo))).toBeLessThan(0.006);
  });

  test('lofi-sleep has no drums', () => {
    expect(notesOf(song({ style: 'lofi-sleep' }).score, 'drums')).toEqual([]);
  });
});

describe('compose', () => {
  test('gives the same song for the same options, another for another seed', () => {
    expect(song()).toEqual(song());
    expect(song({ seed: 8 }).score).not.toEqual(song().score);
  });

  test('keeps tempo, key and instruments that were asked for', () => {
    const { score } = song({ tempo: 84, key: { tonic: 6, mode: 'minor' }, instruments: { melody: 'Font.sf2:0:11' } });
    expect(score.tempo).toBe(84);
    expect(score.key).toEqual({ tonic: 6, mode: 'minor' });
    expect(score.parts.find(({ role }) => role === 'melody')?.instrument).toBe('Font.sf2:0:11');
  });

  test('songs of one length have many tempos, keys and titles', () => {
    const songs = Array.from({ length: 60 }, (_, seed) => song({ seed }));
    expect(new Set(songs.map(({ score }) => score.tempo)).size).toBeGreaterThan(10);
    expect(new Set(songs.map(({ score }) => score.key.tonic)).size).toBeGreaterThan(8);
    expect(new Set(songs.map(({ title }) => title)).size).toBeGreaterThan(45);
    for (const { title } of songs) expect(title).toMatch(/^[A-Z][A-Za-z -]+$/);
  });

  test('asks again when the networks stand still, counts it, and still makes a song', () => {
    const stubborn = fakeMusicians({ chords: ({ beats }) => [{ root: 0, quality: 'maj', beats }] });
    const { score, rejections } = composeBy(stubborn, SHORT);
    expect(rejections).toBeGreaterThanOrEqual(5);
    expect(score.chords.length).toBeGreaterThan(1);
  });

  test('a melody of rests leaves out the part', () => {
    const silent = fakeMusicians({
      notes: ({ chords }) => [
        { pitch: undefined, sixteenths: chords.reduce((sum, { beats }) => sum + beats * 4, 0), velocity: 1 },
      ],
    });
    const { score } = composeBy(silent, SHORT);
    expect(score.parts.map(({ role }) => role)).toEqual(['chords', 'bass', 'drums']);
  });

  test.each([
    [{ style: 'lofi-slep' }, 'There is no style "lofi-slep". Did you mean lofi-sleep'],
    [{ style: 'xylophonics' }, 'There is no style "xylophonics". There are lofi-hiphop, '],
    [{ energy: 1.5 }, 'The energy of a song is a number from 0 to 1, not 1.5.'],
    [{ seed: -1 }, 'A seed is a whole number'],
    [{ seed: 1.5 }, 'A seed is a whole number'],
    [{ seconds: Number.NaN }, 'A song lasts from 10 to 600 seconds, not NaN.'],
    [{ seconds: 601 }, 'A song lasts from 10 to 600 seconds, not 601.'],
    [{ tempo: 0 }, 'A tempo is from 40 to 220'],
    [{ key: { tonic: 12, mode: 'major' } as const }, 'A tonic is a whole number from 0 to 11, not 12.'],
  ])('refuses %o with a sentence', (wrong, message) => {
    expect(() => song(wrong)).toThrow(ComposeError);
    expect(() => song(wrong)).toThrow(message);
  });

  test('the first bars of seed 7 stay as they are', () => {
    const { score, title } = song();
    const bars = score.parts.map(({ role, instrument, notes }) => ({
      role,
      instrument,
      notes: notes
        .filter(({ start }) => start < 6 * BAR)
        .slice(0, 12)
        .map(({ start, duration, pitch, velocity }) => `${start}+${duration} ${pitch}@${velocity}`),
    }));
    expect({ title, tempo: score.tempo, key: score.key, bars }).toMatchSnapshot();
  });
});
