import tonejsMidi from '@tonejs/midi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MIDI_BYTES_MAX, readMidi, ScoreError } from '../../src/score/index.ts';

const HEADER = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6];
const TRACK = [0x4d, 0x54, 0x72, 0x6b];

function file(options: { type?: number; division?: number; tracks: readonly (readonly number[])[] }): Uint8Array {
  const { type = 0, division = 96, tracks } = options;
  const chunks = tracks.flatMap((events) => [...TRACK, 0, 0, events.length >> 8, events.length & 255, ...events]);
  return Uint8Array.from([...HEADER, 0, type, 0, tracks.length, division >> 8, division & 255, ...chunks]);
}

const END = [0, 0xff, 0x2f, 0];
/** A quarter of middle C at 96 ticks a quarter, then E by running status, ended by note-ons of velocity 0. */
const C_THEN_E = [0, 0x90, 60, 100, 96, 60, 0, 0, 64, 80, 48, 64, 0, ...END];

function song(): Uint8Array {
  const midi = new tonejsMidi.Midi();
  midi.header.setTempo(84);
  const melody = midi.addTrack();
  melody.name = 'MELODY';
  const drums = midi.addTrack();
  drums.channel = 9;
  for (let beat = 0; beat < 8; beat += 1) {
    melody.addNote({ midi: 60 + beat, ticks: beat * 480, durationTicks: 240, velocity: 0.5 });
    drums.addNote({ midi: 36, ticks: beat * 480, durationTicks: 60, velocity: 1 });
  }
  return midi.toArray();
}

describe('readMidi', () => {
  it('converts times to our pulses, whatever the division of the file', () => {
    const { tracks, tempo, meters, duration } = readMidi(file({ tracks: [C_THEN_E] }), 'c.mid');
    expect(tracks[0]?.notes).toEqual([
      { start: 0, duration: 480, pitch: 60, velocity: 100 },
      { start: 480, duration: 240, pitch: 64, velocity: 80 },
    ]);
    expect({ tempo, meters, duration }).toEqual({ tempo: 120, meters: [{ start: 0, meter: [4, 4] }], duration: 720 });
  });

  it('tells tracks by name, and drums by channel 10', () => {
    const { tracks, tempo } = readMidi(song(), 'song.mid');
    expect(tempo).toBeCloseTo(84, 1);
    expect(tracks.map(({ name, drums, notes }) => [name, drums, notes.length])).toEqual([
      ['MELODY', false, 8],
      ['', true, 8],
    ]);
  });

  it('reads tempo and meter events', () => {
    const meta = [0, 0xff, 0x51, 3, 0x0b, 0x71, 0xb0, 0, 0xff, 0x58, 4, 3, 2, 24, 8, ...C_THEN_E];
    const read = readMidi(file({ tracks: [meta] }), 'waltz.mid');
    expect(read.tempo).toBeCloseTo(80, 3);
    expect(read.meters).toEqual([{ start: 0, meter: [3, 4] }]);
  });

  it.each([
    ['something else', new TextEncoder().encode('RIFF, but no MIDI at all'), /not a MIDI file/],
    ['an empty file', new Uint8Array(), /not a MIDI file/],
    ['a cut file', file({ tracks: [C_THEN_E] }).subarray(0, 30), /cut short in track 1 of 1/],
    [
      'a file without its second track',
      file({ type: 1, tracks: [C_THEN_E, []] }).subarray(0, 14 + 8 + 17),
      /1 of 2 tracks/,
    ],
    ['SMPTE time', file({ division: 0xe728, tracks: [C_THEN_E] }), /SMPTE/],
    ['no ticks in a beat', file({ division: 0, tracks: [C_THEN_E] }), /0 ticks/],
    ['type 2', file({ type: 2, tracks: [C_THEN_E] }), /type 2/],
    ['no notes', file({ tracks: [END] }), /no notes/],
    ['a hanging note only', file({ tracks: [[0, 0x90, 60, 100, ...END]] }), /no notes/],
    ['a giant', new Uint8Array(MIDI_BYTES_MAX + 1), /over 1000000 bytes/],
  ])('refuses %s and names the file', (_, bytes, problem) => {
    const read = () => readMidi(bytes, 'bad.mid');
    expect(read).toThrow(ScoreError);
    expect(read).toThrow(/^bad\.mid: /);
    expect(read).toThrow(problem);
  });

  it('lets nothing but a ScoreError escape, however the bytes are damaged', () => {
    const original = song();
    const damage = fc.record({
      bytes: fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 8 }),
      keep: fc.oneof(fc.constant(original.length), fc.nat(original.length)),
    });
    let read = 0;
    fc.assert(
      fc.property(damage, ({ bytes, keep }) => {
        const damaged = Uint8Array.from(original);
        for (const [place, value] of bytes) damaged[place] = value;
        try {
          const { tracks } = readMidi(damaged.subarray(0, keep), 'fuzz.mid');
          read += 1;
          for (const note of tracks.flatMap(({ notes }) => notes)) {
            expect(Number.isSafeInteger(note.start) && note.start >= 0 && note.duration >= 1).toBe(true);
            expect(note.pitch >= 0 && note.pitch <= 127 && note.velocity >= 1 && note.velocity <= 127).toBe(true);
          }
        } catch (problem) {
          if (!(problem instanceof ScoreError)) throw problem;
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
    // Both ends were met: some damage is survivable.
    expect(read).toBeGreaterThan(100);
  });
});
