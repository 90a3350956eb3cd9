import { describe, expect, it } from 'vitest';

import {
  analyseSong,
  barLines,
  findHarmony,
  findMelody,
  findSections,
  skyline,
  songSeconds,
} from '../../src/corpus/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { PPQ, readMidi, ScoreError, type MidiSong, type MidiTrack, type Note } from '../../src/score/index.ts';
import { corpusSong } from '../support/corpus-songs.ts';
import { damaged } from '../support/damaged-midi.ts';
import { smallMidiFiles } from '../support/small-midi.ts';

const BAR = 4 * PPQ;

function songOf(tracks: readonly Partial<MidiTrack>[], more: Partial<MidiSong> = {}): MidiSong {
  const whole = tracks.map((track) => ({ name: '', program: 0, drums: false, notes: [], ...track }));
  const duration = Math.max(...whole.flatMap(({ notes }) => notes.map((n) => n.start + n.duration)));
  const plain = { tempo: 120, tempos: [], meters: [{ start: 0, meter: [4, 4] as const }], markers: [], hanging: 0 };
  return { ...plain, tracks: whole, duration, ...more };
}

const note = (start: number, duration: number, pitch: number): Note => ({ start, duration, pitch, velocity: 80 });

/** Four notes a bar, each of half its room, unless said otherwise. */
const line = (bars: number, pitch: number, length = PPQ): readonly Note[] =>
  Array.from({ length: bars * 4 }, (_, beat) => note(beat * PPQ, length, pitch + (beat % 3)));

const chords = (bars: number, voicings: readonly (readonly number[])[]): readonly Note[] =>
  Array.from({ length: bars }, (_, bar) =>
    (voicings[bar % voicings.length] ?? []).map((pitch) => note(bar * BAR, BAR, pitch)),
  ).flat();

describe('barLines', () => {
  it('follows the meters, and a meter that comes early cuts the bar', () => {
    const song = songOf([{ notes: [note(0, 2 * BAR + 2 * 1440, 60)] }], {
      meters: [
        { start: 0, meter: [4, 4] },
        { start: BAR + 960, meter: [3, 4] },
      ],
    });
    expect(barLines(song).map(({ start, duration }) => [start, duration])).toEqual([
      [0, BAR],
      [BAR, 960],
      [BAR + 960, 1440],
      [BAR + 2400, 1440],
      [BAR + 3840, 1440],
    ]);
  });

  it('is in 4/4 until the first meter', () => {
    const song = songOf([{ notes: [note(0, 3 * BAR, 60)] }], { meters: [{ start: BAR, meter: [2, 4] }] });
    expect(barLines(song).map(({ meter }) => meter.join('/'))).toEqual(['4/4', '2/4', '2/4', '2/4', '2/4']);
  });
});

describe('findHarmony', () => {
  it('finds the chords that a CHORDS track would have told, without one', () => {
    const midi = readMidi(corpusSong({ names: ['piano', 'voice'], transpose: 3 }), 'plain.mid');
    const { runs, covered } = findHarmony(midi);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.map(({ root, quality, duration }) => [root, quality, duration / BAR])).toEqual(
      [3, 8, 3, 10, 3, 8, 3, 10].map((root) => [root, 'maj', 1]),
    );
    expect(covered).toBeGreaterThan(0.95);
  });

  it('ends a run where the music is silent, and hears nothing in drums', () => {
    const gap = songOf([{ notes: [...chords(2, [[48, 52, 55]]), note(5 * BAR, BAR, 53), note(5 * BAR, BAR, 57)] }]);
    expect(findHarmony(gap).runs).toHaveLength(2);
    expect(findHarmony(songOf([{ drums: true, notes: line(4, 36) }])).runs).toEqual([]);
  });
});

describe('findMelody', () => {
  it('takes the track that is called so before all others', () => {
    const song = songOf([
      { name: 'Flute', notes: line(8, 90) },
      { name: ' Melody ', notes: chords(8, [[60, 64]]) },
    ]);
    expect(findMelody(song)).toMatchObject({ rule: 'named', track: ' Melody ' });
  });

  it('takes the highest of the tracks that play one note at a time, and no bass, no chords, no drums', () => {
    const song = songOf([
      { name: 'Cello', notes: line(8, 58) },
      { name: 'Flute', notes: line(8, 80) },
      { name: 'Pad', notes: chords(8, [[84, 88, 91]]) },
      { name: 'Slap', program: 36, notes: line(8, 95) },
      { name: 'Kit', drums: true, notes: line(8, 100) },
      { name: 'Chime', notes: line(1, 110) },
    ]);
    expect(findMelody(song)).toMatchObject({ rule: 'line', track: 'Flute' });
  });

  it('does not take a bass line for a melody only because nothing else is a line (a regression)', () => {
    const song = songOf([{ notes: line(8, 30) }, { notes: [...chords(8, [[60, 64, 67]]), ...line(8, 72)] }]);
    expect(findMelody(song)?.rule).toBe('skyline');
    expect(findMelody(song)?.notes.every(({ pitch }) => pitch >= 60)).toBe(true);
  });

  it('finds none in drums or in a few notes', () => {
    expect(findMelody(songOf([{ drums: true, notes: line(8, 60) }]))).toBeUndefined();
    expect(findMelody(songOf([{ notes: line(2, 70) }]))).toBeUndefined();
  });
});

describe('skyline', () => {
  it('leaves out what begins under a higher note that sounds', () => {
    const outline = skyline([
      note(0, 480, 72),
      note(0, 480, 60),
      note(240, 240, 64),
      note(480, 240, 62),
      note(600, 240, 65),
    ]);
    expect(outline.map(({ start, pitch }) => [start, pitch])).toEqual([
      [0, 72],
      [480, 62],
      [600, 65],
    ]);
  });
});

describe('findSections', () => {
  it('takes markers, moved to bar lines, with an intro before the first', () => {
    const song = songOf([{ notes: line(12, 60) }], {
      markers: [
        { start: 4 * BAR - 5, text: 'verse' },
        { start: 8 * BAR + 10, text: 'chorus' },
      ],
    });
    expect(findSections(song, barLines(song))).toEqual([
      { name: 'intro', start: 0, duration: 4 * BAR },
      { name: 'verse', start: 4 * BAR, duration: 4 * BAR },
      { name: 'chorus', start: 8 * BAR, duration: 4 * BAR },
    ]);
  });

  it('hears where the music changes, and what comes back', () => {
    const shifted = (notes: readonly Note[], bars: number) => notes.map((n) => ({ ...n, start: n.start + bars * BAR }));
    const verse = [
      ...chords(8, [
        [48, 51, 55],
        [44, 48, 51],
      ]),
      ...line(8, 72),
    ];
    const chorus = [
      ...chords(8, [
        [42, 46, 49],
        [47, 51, 54],
      ]),
      ...line(8, 78, 240),
      ...shifted(line(8, 85, 100), 0),
    ];
    const song = songOf([
      { notes: [...verse, ...shifted(chorus, 8), ...shifted(verse, 16)].sort((a, b) => a.start - b.start) },
    ]);
    expect(findSections(song, barLines(song)).map(({ name, start }) => [name, start / BAR])).toEqual([
      ['A', 0],
      ['B', 8],
      ['A', 16],
    ]);
  });

  it('hears one section in music that never changes', () => {
    const song = songOf([{ notes: Array.from({ length: 64 }, (_, beat) => note(beat * PPQ, PPQ, 60)) }]);
    expect(findSections(song, barLines(song)).map(({ name }) => name)).toEqual(['A']);
  });
});

describe('analyseSong', () => {
  it('believes written chords, and else its own', () => {
    const written = analyseSong(readMidi(corpusSong({ transpose: 2 }), 'w.mid'));
    const unwritten = analyseSong(readMidi(corpusSong({ transpose: 2, names: ['a', 'b'] }), 'u.mid'));
    expect([written.harmonyFrom, unwritten.harmonyFrom]).toEqual(['track', 'analysis']);
    expect(written.key).toEqual({ tonic: 2, mode: 'major' });
    expect(written.semitonesToC).toBe(-2);
    expect(unwritten.key).toEqual(written.key);
    expect(unwritten.inScale).toBe(1);
  });

  it('counts seconds through all tempos', () => {
    const song = songOf([{ notes: [note(0, 4 * PPQ, 60)] }], {
      tempos: [
        { start: 0, tempo: 60 },
        { start: 2 * PPQ, tempo: 120 },
      ],
    });
    expect(songSeconds(song)).toBe(3);
    expect(songSeconds({ ...song, tempos: [] })).toBe(2);
  });

  it('stands whatever a damaged file that can still be read says', () => {
    const random = seededRandom(5);
    const originals = [...smallMidiFiles(), corpusSong({ bars: 4 })];
    let analysed = 0;
    for (let file = 0; file < 3000; file += 1) {
      let song: MidiSong;
      try {
        song = readMidi(damaged(originals, random), 'fuzz.mid');
      } catch (problem) {
        if (!(problem instanceof ScoreError)) throw problem;
        continue;
      }
      const { bars, sections, harmony } = analyseSong(song);
      analysed += 1;
      const end = bars.reduce((total, { duration }) => total + duration, 0);
      expect(sections.reduce((total, { duration }) => total + duration, 0)).toBe(end);
      expect(harmony.every(({ duration }) => duration > 0)).toBe(true);
    }
    expect(analysed).toBeGreaterThan(300);
  });
});
