import { describe, expect, it } from 'vitest';

import { buildLessons, type RollLesson } from '../../src/corpus/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { transpose, type Note } from '../../src/score/index.ts';
import { folderOf } from '../support/corpus-songs.ts';
import { partSong } from '../support/part-song.ts';

const SIXTEENTH = 120;

function note(at: number, sixteenths: number, pitch: number): Note {
  return { start: at * SIXTEENTH, duration: sixteenths * SIXTEENTH, pitch, velocity: 80 };
}

/** A lead in eighths up the scale of C and a bass on each bar, in some bars. */
function song(bars: number, semitones = 0): Uint8Array {
  const scale = [60, 62, 64, 65, 67, 69, 71, 72];
  const lead = Array.from({ length: bars * 8 }, (_, eighth) => note(eighth * 2, 2, scale[eighth % 8] ?? 60));
  const bass = Array.from({ length: bars }, (_, bar) => note(bar * 16, 16, [36, 41, 43][bar % 3] ?? 36));
  return partSong([
    ['melody', transpose(lead, semitones)],
    ['bass', transpose(bass, semitones)],
  ]);
}

async function rollsOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<readonly RollLesson[]> {
  return (await buildLessons(await folderOf(files))).rolls;
}

describe('roll lessons', () => {
  it('add up the melodic parts of a song, in C or A minor, and take it once in whatever key', async () => {
    const rolls = await rollsOf({ 'edm/1.mid': song(4, 2), 'edm/2.mid': song(4, -3) });
    expect(rolls).toHaveLength(1);
    expect(rolls[0]).toMatchObject({ song: 'edm/1.mid', genre: 'edm', mode: 'major' });
    expect(rolls[0]?.notes.slice(0, 3)).toEqual([
      { at: 0, sixteenths: 16, pitch: 36 },
      { at: 0, sixteenths: 2, pitch: 60 },
      { at: 2, sixteenths: 2, pitch: 62 },
    ]);
  });

  it('tell a note that is struck again from one that is held, and keep the lowest and the highest of many', async () => {
    const cluster = [36, 48, 52, 55, 60, 64, 67, 72].map((pitch) => note(0, 4, pitch));
    const pulses = Array.from({ length: 24 }, (_, index) => note(4 + index, 1, 60));
    const [roll] = await rollsOf({ 'edm/1.mid': partSong([['chords', [...cluster, ...pulses, note(28, 36, 60)]]]) });
    expect(roll?.notes.filter(({ at }) => at === 0).map(({ pitch }) => pitch)).toEqual([36, 48, 52, 64, 67, 72]);
    expect(roll?.notes.filter(({ at }) => at >= 4 && at < 28)).toHaveLength(24);
    expect(roll?.notes.at(-1)).toEqual({ at: 28, sixteenths: 32, pitch: 60 });
  });

  it('know EDM and Classical by their folders; a collection with no such folder is EDM, for it is what its owner wants', async () => {
    const both = await rollsOf({ 'edm/1.mid': song(4), 'classical/2.mid': song(5), 'pop/3.mid': song(6) });
    expect(both.map(({ song: file, genre }) => [file, genre])).toEqual([
      ['edm/1.mid', 'edm'],
      ['classical/2.mid', 'classical'],
    ]);
    const own = await rollsOf({ '1.mid': song(4), 'mine/2.mid': song(5) });
    expect(own.map(({ genre }) => genre)).toEqual(['edm', 'edm']);
  });

  it('hold out some of each genre, whole songs, and keep Classical from outweighing EDM', async () => {
    const files = (folder: string, count: number, from: number): Record<string, Uint8Array> =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.mid`, song(from + i)]));
    const rolls = await rollsOf({ ...files('edm', 20, 4), ...files('classical', 60, 24) });
    const notes = (genre: string, split?: string): number =>
      rolls
        .filter((roll) => roll.genre === genre && (split === undefined || roll.split === split))
        .reduce((sum, roll) => sum + roll.notes.length, 0);
    for (const genre of ['edm', 'classical']) {
      for (const split of ['train', 'validation', 'test']) expect(notes(genre, split)).toBeGreaterThan(0);
      expect(notes(genre, 'train')).toBeGreaterThan(0.7 * notes(genre));
    }
    // Each split takes whole songs until it has enough: at most one more than it needs.
    expect(notes('classical')).toBeLessThan(2 * notes('edm') + 3 * 700);
    const splits = new Map<string, Set<string>>();
    for (const { song: file, split } of rolls) splits.set(file, (splits.get(file) ?? new Set()).add(split));
    for (const own of splits.values()) expect(own.size).toBe(1);
  });

  it('keep near-twins on one side of the split: songs with the same upper voice over other basses', async () => {
    const scale = [60, 62, 64, 65, 67, 69, 71, 72];
    const variant = (tune: number, bass: number): Uint8Array => {
      const random = seededRandom(tune);
      const lead = Array.from({ length: 64 }, (_, index) => note(index * 2, 2, scale[Math.floor(random() * 8)] ?? 60));
      return partSong([
        ['melody', lead],
        ['bass', Array.from({ length: 8 }, (_, bar) => note(bar * 16, 16, bass + (bar % 2) * 7))],
      ]);
    };
    const files = Object.fromEntries(
      Array.from({ length: 24 }, (_, index) => [
        `edm/${index}.mid`,
        variant(index % 8, index < 8 ? 36 : 29 + (index % 3)),
      ]),
    );
    const rolls = await rollsOf(files);
    const splits = Map.groupBy(rolls, ({ song: file }) => Number.parseInt(file.slice(4), 10) % 8);
    expect(rolls.length).toBeGreaterThan(16);
    for (const twins of splits.values()) expect(new Set(twins.map(({ split }) => split)).size).toBe(1);
    expect(new Set(rolls.map(({ split }) => split)).size).toBe(3);
  });

  it('leave out what modulates and what is too short', async () => {
    const chromatic = Array.from({ length: 96 }, (_, step) => note(step, 1, 48 + (step % 12)));
    expect(
      await rollsOf({
        'edm/1.mid': partSong([['melody', chromatic]]),
        'edm/2.mid': partSong([['melody', chromatic.slice(0, 5)]]),
      }),
    ).toEqual([]);
  });
});
