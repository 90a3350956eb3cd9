import toneMidi from '@tonejs/midi';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeMidi, type Note, type Part, type Score } from '../../src/score/index.ts';
import type { Key } from '../../src/theory/index.ts';

function song(parts: readonly Part[], key: Key = { tonic: 0, mode: 'major' }): Score {
  return {
    tempo: 77,
    meter: [4, 4],
    key,
    parts,
    chords: [],
    sections: [
      { name: 'intro', start: 0, duration: 1920 },
      { name: "A'", start: 1920, duration: 1920 },
    ],
    duration: 3840,
  };
}

function read(score: Score, title?: string) {
  return new toneMidi.Midi(writeMidi(score, title === undefined ? {} : { title }));
}

describe('writeMidi', () => {
  test('keeps title, tempo, meter, sections, roles, programs and channels', () => {
    const notes: readonly Note[] = [{ start: 0, duration: 480, pitch: 60, velocity: 80 }];
    const midi = read(
      song([
        { role: 'melody', instrument: 'Vibraphone', notes },
        { role: 'chords', instrument: 'My.sf2:0:17', notes },
        { role: 'bass', instrument: 'something unknown', notes },
        { role: 'drums', instrument: 'Brush Kit', notes },
      ]),
      'Kettle at Dusk',
    );
    expect(midi.name).toBe('Kettle at Dusk');
    expect(midi.header.tempos[0]?.bpm).toBeCloseTo(77, 3);
    expect(midi.header.timeSignatures[0]?.timeSignature).toEqual([4, 4]);
    expect(midi.header.meta).toEqual([
      { type: 'marker', text: 'intro', ticks: 0 },
      { type: 'marker', text: "A'", ticks: 1920 },
    ]);
    expect(midi.tracks.map(({ name, channel, instrument }) => [name, channel, instrument.number])).toEqual([
      ['melody', 0, 11],
      ['chords', 1, 17],
      ['bass', 2, 33],
      ['drums', 9, 40],
    ]);
  });

  test.each([
    [{ tonic: 0, mode: 'major' }, 'C', 'major'],
    [{ tonic: 9, mode: 'minor' }, 'C', 'minor'],
    [{ tonic: 3, mode: 'major' }, 'Eb', 'major'],
    [{ tonic: 6, mode: 'minor' }, 'A', 'minor'],
    [{ tonic: 6, mode: 'major' }, 'F#', 'major'],
    [{ tonic: 1, mode: 'major' }, 'Db', 'major'],
    [{ tonic: 10, mode: 'minor' }, 'Db', 'minor'],
  ] as const)('the key signature of %o has the sharps and flats of %s', (key, signature, mode) => {
    expect(read(song([], key)).header.keySignatures).toEqual([{ ticks: 0, key: signature, scale: mode }]);
  });

  test('gives back every note as it was, back-to-back notes of one pitch too', () => {
    const note = fc.record({
      gap: fc.integer({ min: 0, max: 700 }),
      duration: fc.integer({ min: 1, max: 3000 }),
      pitch: fc.integer({ min: 0, max: 127 }),
      velocity: fc.integer({ min: 1, max: 127 }),
    });
    fc.assert(
      fc.property(fc.array(note, { maxLength: 40 }), (items) => {
        let start = 0;
        const notes = items.map(({ gap, ...rest }): Note => {
          const placed = { ...rest, start: start + gap };
          start = placed.start + placed.duration;
          return placed;
        });
        const track = read(song([{ role: 'melody', instrument: 'Flute', notes }])).tracks[0];
        expect(
          track?.notes.map(({ ticks, durationTicks, midi, velocity }) => ({
            start: ticks,
            duration: durationTicks,
            pitch: midi,
            velocity: Math.round(velocity * 127),
          })),
        ).toEqual(notes);
      }),
      { numRuns: 60 },
    );
  });

  test('more than fifteen melodic parts never land on the drum channel', () => {
    const parts = Array.from({ length: 20 }, (): Part => ({
      role: 'melody',
      instrument: 'Flute',
      notes: [{ start: 0, duration: 480, pitch: 60, velocity: 80 }],
    }));
    const channels = read(song(parts)).tracks.map(({ channel }) => channel);
    expect(channels).toHaveLength(20);
    expect(channels).not.toContain(9);
    expect(Math.max(...channels)).toBe(15);
  });

  test('names beyond ASCII lose their letters, not the file', () => {
    expect(read(song([]), 'Café ☂').name).toBe('Caf? ?');
  });

  test('the same score gives the same bytes', () => {
    const score = song([
      { role: 'bass', instrument: 'Finger Bass', notes: [{ start: 5, duration: 7, pitch: 40, velocity: 3 }] },
    ]);
    expect(writeMidi(score)).toEqual(writeMidi(score));
  });
});
