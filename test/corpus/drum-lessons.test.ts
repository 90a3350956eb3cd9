import { describe, expect, it } from 'vitest';

import { buildLessons, type DrumLesson } from '../../src/corpus/index.ts';
import type { Note } from '../../src/score/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { folderOf } from '../support/corpus-songs.ts';
import { partSong } from '../support/part-song.ts';

const SIXTEENTH = 120;

function stroke(sixteenth: number, pitch: number, velocity = 100, late = 0): Note {
  return { start: sixteenth * SIXTEENTH + late, duration: 30, pitch, velocity };
}

/** Kick, snare and hats in some bars; every stroke so many ticks late. */
function beat(bars: number, late = 0, kick = 36): readonly Note[] {
  return Array.from({ length: bars }, (_, bar) => [
    ...[0, 10].map((at) => stroke(bar * 16 + at, kick, 110, late)),
    ...[4, 12].map((at) => stroke(bar * 16 + at, 38, 90, late)),
    ...[0, 2, 4, 6, 8, 10, 12, 14].map((at) => stroke(bar * 16 + at, 42, 60, late)),
  ])
    .flat()
    .sort((a, b) => a.start - b.start || a.pitch - b.pitch);
}

async function drumsOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<readonly DrumLesson[]> {
  return (await buildLessons(await folderOf(files))).drums;
}

describe('drum lessons', () => {
  it('say what is hit on which sixteenth, how hard, and how far from it', async () => {
    const notes = [...beat(2, 15), stroke(31, 50, 77, -40), stroke(31, 75, 20, -10)];
    const [lesson] = await drumsOf({ 'a.mid': partSong([['drums', notes]], 92) });
    expect(lesson).toMatchObject({ bars: 2, fill: false });
    expect(lesson?.tempo).toBeCloseTo(92, 1);
    expect(lesson?.hits.slice(0, 3)).toEqual([
      { at: 0, voice: 'kick', velocity: 110, offset: 15 },
      { at: 0, voice: 'closed hat', velocity: 60, offset: 15 },
      { at: 2, voice: 'closed hat', velocity: 60, offset: 15 },
    ]);
    expect(lesson?.hits.slice(-2)).toEqual([
      { at: 31, voice: 'high tom', velocity: 77, offset: -40 },
      { at: 31, voice: 'percussion', velocity: 20, offset: -10 },
    ]);
  });

  it('begin in the bar in which the drums begin, keep the louder of two strokes, and end after 32 bars', async () => {
    const late = beat(40).map((note) => ({ ...note, start: note.start + 3 * 1920 }));
    const twice = [{ ...stroke(48, 35, 120) }, ...late];
    const [lesson] = await drumsOf({ 'a.mid': partSong([['drums', twice]]) });
    expect(lesson?.bars).toBe(32);
    expect(lesson?.hits[0]).toEqual({ at: 0, voice: 'kick', velocity: 120, offset: 0 });
    expect(lesson?.hits.filter(({ at }) => at === 0)).toHaveLength(2);
  });

  it('tell the style from the name of the file, then of its folder; hip-hop by hand at an easy tempo is LoFi', async () => {
    const random = seededRandom(1);
    const byHand = (bars: number): readonly Note[] =>
      beat(bars).map((note) => ({ ...note, start: note.start + 6 + Math.floor(random() * 30) }));
    const lessons = await drumsOf({
      'drums/1_hiphop_85_beat.mid': partSong([['drums', byHand(3)]], 85),
      'drums/2_hiphop_140_beat.mid': partSong([['drums', byHand(4)]], 140),
      'drums/3_hip-hop_85.mid': partSong([['drums', beat(5)]], 85),
      'drums/4_jazz-funk_90_fill_4-4.mid': partSong([['drums', byHand(6)]], 90),
      'house/5.mid': partSong([['drums', beat(7)]], 124),
      'house/6_jungle.mid': partSong([['drums', beat(8)]], 170),
      'misc/7.mid': partSong([['drums', beat(9)]], 120),
    });
    const styles = Object.fromEntries(
      lessons.map(({ song, style, fill }) => [song.slice(song.indexOf('/') + 1)[0], `${style}${fill ? ', fill' : ''}`]),
    ) as Record<string, string>;
    expect(styles).toEqual({
      1: 'lofi',
      2: 'hip-hop',
      3: 'hip-hop',
      4: 'lofi, fill',
      5: 'house',
      6: 'drum and bass',
      7: 'other',
    });
  });

  it('take a groove once, whatever its tempo and its kick, and no song without drums', async () => {
    const lessons = await drumsOf({
      '1.mid': partSong([['drums', beat(4)]], 100),
      '2.mid': partSong([['drums', beat(4, 0, 35)]], 130),
      '3.mid': partSong([['melody', beat(4)]]),
      '4.mid': partSong([['drums', beat(1).slice(0, 5)]]),
    });
    expect(lessons.map(({ song }) => song)).toEqual(['1.mid']);
  });

  it('never split the renderings of one groove of a library', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `lib-groove${Math.floor(index / 4)}-${index % 4}.mid`);
    const files = names.map((name, index) => [name, partSong([['drums', beat(2 + index)]])] as const);
    const rows = names.map((name) => `${name}\tsomeone\tGPL\tcopyleft-library-output`);
    const lessons = await drumsOf({
      ...Object.fromEntries(files),
      'MANIFEST.tsv': ['file\tsource_repo\tlicence\tlicence_status', ...rows].join('\n'),
    });
    expect(lessons).toHaveLength(24);
    for (let groove = 0; groove < 6; groove += 1) {
      const own = lessons.filter(({ song }) => song.startsWith(`lib-groove${groove}-`));
      expect(new Set(own.map(({ split }) => split)).size).toBe(1);
    }
  });
});
