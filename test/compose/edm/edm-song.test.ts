import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PART_ROLES, ticksToSeconds, writeMidi, type PartRole } from '../../../src/score/index.ts';
import { chordPitchClasses, pitchClass, scalePitchClasses } from '../../../src/theory/index.ts';
import { fakeMusicians } from '../../support/fake-musicians.ts';
import { BAR, EDM_STYLES, edmSong, edmStyle, notesIn, notesOf, sectionsOf } from '../../support/edm-songs.ts';

const names = EDM_STYLES.map(({ name }) => name);

const anySong = fc.record({
  style: fc.constantFrom(...names),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  seconds: fc.integer({ min: 20, max: 300 }),
});

test('the shipped styles of dance music are five', () => {
  expect([...names].sort()).toEqual(['drum-and-bass', 'edm-classical', 'future-bass', 'house', 'trance']);
});

describe('every song of dance music', () => {
  test('has its notes sorted, within the song, never on top of each other and in the ranges of their parts', () => {
    fc.assert(
      fc.property(anySong, ({ style, ...wish }) => {
        const { score } = edmSong(style, wish);
        const { hook, bass, chords, pad } = edmStyle(style);
        const ranges: Readonly<Record<PartRole, readonly [number, number]>> = {
          melody: hook.register,
          chords: [chords.hands.low, chords.hands.high],
          bass: [bass.register[0], bass.register[1] + 12],
          pad: [pad.hands.low, pad.hands.high],
          // Arpeggios and the classical line.
          arp: [45, 93],
          fx: [54, 67],
          drums: [35, 81],
        };
        for (const { role, notes } of score.parts) {
          const ends = new Map<number, number>();
          let before = 0;
          const wrong = notes.filter(({ start, duration, pitch, velocity }) => {
            const right =
              start >= Math.max(before, ends.get(pitch) ?? 0) &&
              duration >= 1 &&
              start + duration <= score.duration &&
              pitch >= ranges[role][0] &&
              pitch <= ranges[role][1] &&
              velocity >= 12 &&
              velocity <= 127;
            before = start;
            ends.set(pitch, start + duration);
            return !right;
          });
          expect(wrong).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('is tiled by its sections and chords, is about as long as wished, and goes to its drops by builds', () => {
    fc.assert(
      fc.property(anySong, ({ style, ...wish }) => {
        const { score } = edmSong(style, wish);
        for (const spans of [score.sections, score.chords]) {
          let at = 0;
          for (const span of spans) {
            expect(span.start).toBe(at);
            at += span.duration;
          }
          expect(at).toBe(score.duration);
        }
        expect(Math.abs(ticksToSeconds(score.duration, score.tempo) - wish.seconds)).toBeLessThanOrEqual(4);
        const kinds = score.sections.map(({ name }) => name);
        expect(kinds.filter((kind) => kind === 'drop').length).toBeGreaterThanOrEqual(2);
        expect(kinds[kinds.indexOf('drop') - 1]).toBe('build');
        expect(kinds).toContain('break');
        expect(kinds.at(-1)).toBe('outro');
      }),
      { numRuns: 15 },
    );
  });

  test('has the root of each chord first in the bass, and all pitches in its key', () => {
    fc.assert(
      fc.property(anySong, ({ style, ...wish }) => {
        const { score } = edmSong(style, wish);
        const bass = notesOf(score, 'bass');
        for (const { start, duration, root } of score.chords) {
          const first = bass.find((note) => note.start >= start - 20 && note.start < start + duration - 20);
          if (first !== undefined) expect(pitchClass(first.pitch)).toBe(root);
        }
        const scale = scalePitchClasses(score.key);
        const pitched = score.parts.filter(({ role }) => role !== 'drums').flatMap(({ notes }) => notes);
        expect(pitched.filter(({ pitch }) => !scale.includes(pitchClass(pitch)))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('plays nothing but tones of the chord in chords, pad and arpeggio', () => {
    fc.assert(
      fc.property(anySong, ({ style, ...wish }) => {
        const { score } = edmSong(style, { ...wish, classical: 0 });
        for (const role of ['chords', 'pad', 'arp'] as const) {
          const wrong = notesOf(score, role).filter(({ start, pitch }) => {
            const chord = score.chords.findLast((span) => span.start <= start + 20);
            return chord === undefined || !chordPitchClasses(chord).includes(pitchClass(pitch));
          });
          expect(wrong).toEqual([]);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('is the same bytes for the same seed and others for another', () => {
    for (const name of names) {
      const midi = (seed: number) => writeMidi(edmSong(name, { seed }).score, { title: 'a' });
      expect(midi(3)).toEqual(midi(3));
      expect(midi(3)).not.toEqual(midi(4));
    }
  });
});

describe('the arrangement', () => {
  const density = (name: string, kind: string) => {
    const { score } = edmSong(name, { seconds: 120 });
    const sections = sectionsOf(score, kind);
    const bars = sections.reduce((sum, { duration }) => sum + duration / BAR, 0);
    const notes = sections.flatMap((section) => PART_ROLES.flatMap((role) => notesIn(score, role, section)));
    return notes.length / bars;
  };

  test.each(names)('is thin in the breaks of %s and full in its drops', (name) => {
    expect(density(name, 'break')).toBeLessThan(0.5 * density(name, 'drop'));
    const { score } = edmSong(name, { seconds: 120 });
    for (const section of sectionsOf(score, 'break')) {
      expect(notesIn(score, 'drums', section)).toEqual([]);
      expect(notesIn(score, 'bass', section)).toEqual([]);
      expect(notesIn(score, 'pad', section).length).toBeGreaterThan(0);
      expect(notesIn(score, 'melody', section).length).toBeGreaterThan(0);
    }
    const playing = (kind: string) =>
      PART_ROLES.filter((role) => sectionsOf(score, kind).every((at) => notesIn(score, role, at).length > 0));
    expect(playing('drop')).toEqual(expect.arrayContaining(['melody', 'chords', 'bass', 'pad', 'drums', 'fx']));
  });

  test('the hook comes back in the second drop: known, but not the same', () => {
    for (const name of names) {
      const { score } = edmSong(name, { seconds: 120 });
      const [first, second] = sectionsOf(score, 'drop').map((drop) =>
        notesIn(score, 'melody', { ...drop, duration: 8 * BAR }).map(
          ({ start, pitch }) => `${Math.round((start - drop.start) / 120)}:${pitch}`,
        ),
      );
      const again = (second ?? []).filter((note) => first?.includes(note) === true);
      expect(again.length / (first?.length ?? 1), name).toBeGreaterThan(0.6);
      expect(second, name).not.toEqual(first);
    }
  });

  test('risers end where drops begin, impacts begin there, and what falls falls after them', () => {
    const { score } = edmSong('trance', { seconds: 120 });
    const of = (instrument: string) => score.parts.find((part) => part.instrument === instrument)?.notes ?? [];
    const drops = sectionsOf(score, 'drop').map(({ start }) => start);
    expect(of('Riser').map(({ start, duration }) => start + duration)).toEqual(drops);
    expect(of('Impact').map(({ start }) => start)).toEqual(drops);
    const after = score.sections.flatMap(({ start }, index) =>
      score.sections[index - 1]?.name === 'drop' ? [start] : [],
    );
    expect(of('Downlifter').map(({ start }) => start)).toEqual(after);
  });

  test('the desk thins a build from below, opens a break and holds both back', () => {
    const { score } = edmSong('house', { seconds: 120 });
    const moves = score.automation ?? [];
    for (const { points } of moves) {
      expect(points.length).toBeGreaterThan(0);
      for (const [index, { at }] of points.entries()) expect(at).toBeGreaterThanOrEqual(points[index - 1]?.at ?? 0);
    }
    const at = (target: string, setting: string, tick: number) => {
      const move = moves.find((candidate) => candidate.target === target && candidate.setting === setting);
      return move?.points.findLast((point) => point.at <= tick)?.value;
    };
    const [build] = sectionsOf(score, 'build');
    const [drop] = sectionsOf(score, 'drop');
    const [rest] = sectionsOf(score, 'break');
    if (build === undefined || drop === undefined || rest === undefined) throw new Error('The song has no form.');
    expect(at('music', 'highPass', drop.start - 1)).toBe(edmStyle('house').sweeps.buildHighPass);
    expect(at('music', 'highPass', drop.start)).toBe(20);
    expect(at('pad', 'lowPass', rest.start)).toBe(edmStyle('house').sweeps.breakLowPass);
    expect(at('music', 'gain', rest.start)).toBeLessThan(0);
    expect(at('music', 'gain', drop.start)).toBe(0);
  });

  test('chords swell into every beat of a drop of future bass', () => {
    const { score } = edmSong('future-bass', { seconds: 60 });
    const [drop] = sectionsOf(score, 'drop');
    const swell = score.automation?.find(({ target, setting }) => target === 'chords' && setting === 'gain');
    const start = drop?.start ?? 0;
    const points = swell?.points.filter(({ at }) => at >= start && at < start + 480) ?? [];
    expect(points[0]?.value).toBe(-edmStyle('future-bass').chords.swell);
    expect(points.at(-1)?.value).toBeCloseTo(0);
  });

  test('an instrument that was asked for plays its part also in breaks', () => {
    const { score } = edmSong('house', { instruments: { melody: 'Kalimba', fx: 'Reverse Cymbal' } });
    expect(score.parts.filter(({ role }) => role === 'melody').map(({ instrument }) => instrument)).toEqual([
      'Kalimba',
    ]);
    expect(score.parts.filter(({ role }) => role === 'fx').map(({ instrument }) => instrument)).toEqual([
      'Reverse Cymbal',
    ]);
    const own = edmSong('house').score.parts.filter(({ role }) => role === 'melody');
    expect(own).toHaveLength(2);
  });
});

describe('the energy', () => {
  test('thins a sparse song and fills a full one', () => {
    const notes = [0.1, 0.5, 0.9].map((energy) => {
      const { score } = edmSong('house', { energy, seconds: 120 });
      return score.parts.reduce((sum, part) => sum + part.notes.length, 0);
    });
    expect(notes[0]).toBeLessThan(0.9 * (notes[1] ?? 0));
    expect(notes[2]).toBeGreaterThan(notes[1] ?? 0);
  });
});

describe('the amount of Classical', () => {
  test('reaches the melody network, from the style when nobody asks', () => {
    const heard: number[] = [];
    const listening = (classical?: number, name = 'edm-classical') => {
      edmSong(name, classical === undefined ? {} : { classical }, spying(heard));
      return heard.at(-1);
    };
    expect(listening(0.8)).toBe(0.8);
    expect(listening()).toBe(edmStyle('edm-classical').classical);
    expect(listening(undefined, 'house')).toBe(0);
  });

  test('lets the classical line play in more of the song', () => {
    const lines = [0, 0.25, 0.5, 0.75, 1].map((classical) => {
      const { score } = edmSong('edm-classical', { classical, seconds: 120 });
      const { counter, instruments } = edmStyle('edm-classical');
      const parts = score.parts.filter(({ role }) => role === 'arp');
      const line = parts.length > 1 ? parts.at(-1) : undefined;
      if (line !== undefined) expect(counter).toContain(line.instrument);
      expect(instruments.arp).toContain(parts[0]?.instrument);
      return line?.notes.length ?? 0;
    });
    expect(lines[0]).toBe(0);
    for (const [index, notes] of lines.entries()) expect(notes).toBeGreaterThanOrEqual(lines[index - 1] ?? 0);
    expect(lines[4]).toBeGreaterThan(2 * (lines[1] ?? 0));
  });
});

function spying(heard: number[]) {
  const musicians = fakeMusicians();
  return fakeMusicians({
    melodyRoll: (request) => {
      heard.push(request.classical);
      return musicians.melodyRoll(request);
    },
  });
}
