import { describe, expect, test } from 'vitest';
import { drumVoice } from '../../../src/theory/index.ts';
import { BAR, EDM_STYLES, edmSong, edmStyle, notesIn, notesOf, sectionsOf } from '../../support/edm-songs.ts';

const names = EDM_STYLES.map(({ name }) => name);

describe('the drums', () => {
  const kicks = (name: string, seed: number) => {
    const { score } = edmSong(name, { seed, seconds: 120 });
    return { score, kicks: notesOf(score, 'drums').filter(({ pitch }) => drumVoice(pitch) === 'kick') };
  };

  test.each(['house', 'trance', 'edm-classical'])('kick on every beat of a drop in %s', (name) => {
    for (const seed of [1, 2, 3]) {
      const song = kicks(name, seed);
      const starts = new Set(song.kicks.map(({ start }) => start));
      for (const { start, duration } of sectionsOf(song.score, 'drop')) {
        for (let beat = start; beat < start + duration; beat += 480) expect(starts).toContain(beat);
      }
    }
  });

  test('kick on one and on the and of three, snare on two and four in drum and bass', () => {
    const { score, kicks: struck } = kicks('drum-and-bass', 1);
    const snares = notesOf(score, 'drums').filter(
      ({ pitch, velocity }) => drumVoice(pitch) === 'snare' && velocity > 80,
    );
    const sixteenths = (notes: typeof struck, bar: number) =>
      notes.map(({ start }) => Math.round((start - bar) / 120)).filter((at) => at >= 0 && at < 16);
    for (const { start } of sectionsOf(score, 'drop')) {
      expect(sixteenths(struck, start)).toEqual(expect.arrayContaining([0, 10]));
      expect(sixteenths(struck, start)).not.toContain(8);
      expect(sixteenths(snares, start)).toEqual(expect.arrayContaining([4, 12]));
    }
  });

  test('snare on three alone in the half-time of future bass', () => {
    const { score } = kicks('future-bass', 2);
    for (const section of sectionsOf(score, 'drop')) {
      const firstBar = notesIn(score, 'drums', { ...section, duration: BAR });
      const loud = firstBar.filter(({ pitch }) => ['snare', 'clap'].includes(drumVoice(pitch)));
      expect(new Set(loud.map(({ start }) => Math.round((start - section.start) / 120)))).toEqual(new Set([8]));
    }
  });

  test('have no kick in the bar before a drop that follows a build', () => {
    for (const name of names) {
      const song = kicks(name, 5);
      song.score.sections.forEach(({ name: kind, start }, index) => {
        if (kind !== 'drop' || song.score.sections[index - 1]?.name !== 'build') return;
        expect(song.kicks.filter((kick) => kick.start >= start - BAR && kick.start < start)).toEqual([]);
      });
    }
  });

  test('roll through a build, ever faster and louder, and stop short of the drop', () => {
    for (const name of names) {
      const { score } = edmSong(name, { seconds: 120 });
      const roll = edmStyle(name).drums.roll;
      for (const build of sectionsOf(score, 'build')) {
        const strokes = notesIn(score, 'drums', build).filter(({ pitch }) => drumVoice(pitch) === roll);
        const inQuarter = (quarter: number) =>
          strokes.filter(({ start }) => Math.floor(((start - build.start) / build.duration) * 4) === quarter);
        const counts = [0, 1, 2, 3].map((quarter) => inQuarter(quarter).length);
        expect(counts[3]).toBeGreaterThan(2.5 * (counts[1] ?? 0));
        const mean = (quarter: number) =>
          inQuarter(quarter).reduce((sum, { velocity }) => sum + velocity, 0) / (counts[quarter] ?? 1);
        expect(mean(3)).toBeGreaterThan(mean(0) + 20);
        expect(Math.max(...strokes.map(({ start }) => start))).toBeLessThan(build.start + build.duration - 240);
      }
    }
  });

  test('fill the end of a drop otherwise than its middle', () => {
    const { score } = edmSong('house', { seconds: 120 });
    const [drop] = sectionsOf(score, 'drop');
    if (drop === undefined) throw new Error('There is no drop.');
    const half = (bar: number) => {
      const start = drop.start + bar * BAR + BAR / 2;
      return notesIn(score, 'drums', { name: '', start, duration: BAR / 2 }).map(
        (note) => `${Math.round((note.start - start) / 120)}:${note.pitch}`,
      );
    };
    const last = drop.duration / BAR - 1;
    expect(half(last)).not.toEqual(half(last - 4));
    expect(half(last).some((stroke) => ['38', '39', '43', '45', '47', '50'].includes(stroke.split(':')[1] ?? ''))).toBe(
      true,
    );
  });
});
