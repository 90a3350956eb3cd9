import tonejsMidi from '@tonejs/midi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MIDI_BYTES_MAX, readMidi, ScoreError } from '../../src/score/index.ts';
import { END_OF_TRACK as END, midiFile as file } from '../support/small-midi.ts';

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

  it('reads type 2 with one track, which is type 0', () => {
    expect(readMidi(file({ type: 2, tracks: [C_THEN_E] }), 'one.mid').tracks[0]?.notes).toHaveLength(2);
  });

  it('reads every tempo and marker, and passes over tempos and meters that make no sense', () => {
    const meta = [
      ...[0, 0xff, 0x51, 3, 0, 0, 0],
      ...[0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20],
      ...[0, 0xff, 0x58, 4, 0, 2, 24, 8],
      ...[0, 0xff, 0x58, 4, 7, 200, 24, 8],
      ...[0, 0xff, 0x06, 5, 0x56, 0x65, 0x72, 0x73, 0x65],
      ...[96, 0xff, 0x51, 3, 0x0b, 0x71, 0xb0],
      ...C_THEN_E,
    ];
    const read = readMidi(file({ tracks: [meta] }), 'changes.mid');
    expect(read.tempos.map(({ start, tempo }) => [start, Math.round(tempo)])).toEqual([
      [0, 120],
      [480, 80],
    ]);
    expect(read.meters).toEqual([{ start: 0, meter: [4, 4] }]);
    expect(read.markers).toEqual([{ start: 0, text: 'Verse' }]);
  });

  it('tells the players of one track apart by channel and program, and ends a note whatever program came since', () => {
    const events = [
      ...[0, 0xff, 3, 4, 0x42, 0x61, 0x6e, 0x64],
      ...[0, 0xc0, 33, 0, 0x90, 40, 100, 48, 0xc0, 4, 0, 0x90, 60, 90],
      ...[0, 0x99, 36, 110, 48, 0x89, 36, 0, 0, 0x80, 40, 0, 0, 60, 0],
      ...END,
    ];
    const { tracks } = readMidi(file({ tracks: [events] }), 'band.mid');
    expect(tracks.map(({ name, program, drums, notes }) => [name, program, drums, notes.length])).toEqual([
      ['Band', 33, false, 1],
      ['Band', 4, false, 1],
      ['Band', 0, true, 1],
    ]);
    expect(tracks[0]?.notes[0]?.duration).toBe(480);
  });

  it('passes over chunks it does not know, and goes on with the status that ran before a meta event', () => {
    const alien = [0x58, 0x59, 0x5a, 0x20, 0, 0, 0, 3, 1, 2, 3];
    const plain = file({ tracks: [[0, 0x90, 60, 100, 0, 0xff, 1, 1, 65, 96, 60, 0, ...END]] });
    const mixed = Uint8Array.from([...plain.subarray(0, 14), ...alien, ...plain.subarray(14)]);
    expect(readMidi(mixed, 'alien.mid').tracks[0]?.notes).toEqual([
      { start: 0, duration: 480, pitch: 60, velocity: 100 },
    ]);
  });

  it('leaves hanging notes out and counts them', () => {
    const read = readMidi(file({ tracks: [[0, 0x90, 72, 90, 0, 60, 100, 96, 60, 0, ...END]] }), 'hang.mid');
    expect([read.hanging, read.tracks[0]?.notes.length]).toEqual([1, 1]);
  });

  it('takes time in proportion to the bytes when notes hang (a regression: the parser before took 14 s for this file)', () => {
    const strikes = 90_000;
    const pairs: number[] = [];
    for (let strike = 0; strike < strikes; strike += 1) {
      if (strike % 2 === 0) pairs.push(0, 0x90, 60 + (strike % 12), 100);
      else pairs.push(1, 0x80, 59 + (strike % 12), 0, 0, 0x90, 30, 100);
    }
    const read = readMidi(file({ tracks: [pairs.concat(END)] }), 'storm.mid');
    expect(read.hanging).toBe(45_000);
    expect(read.tracks[0]?.notes).toHaveLength(45_000);
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
    ['type 2 with several songs', file({ type: 2, tracks: [C_THEN_E, C_THEN_E] }), /type 2 with several songs/],
    ['a type that there is not', file({ type: 3, tracks: [C_THEN_E] }), /type 3/],
    ['no notes', file({ tracks: [END] }), /no notes/],
    ['a hanging note only', file({ tracks: [[0, 0x90, 60, 100, ...END]] }), /no notes that end/],
    [
      'a file in which most notes hang',
      file({ tracks: [[0, 0x90, 60, 100, 0, 62, 100, 0, 64, 100, 96, 60, 0, ...END]] }),
      /2 of 3 notes never end/,
    ],
    ['a song of days', file({ tracks: [[0, 0x90, 60, 100, 0xff, 0xff, 0xff, 0x7f, 60, 0, ...END]] }), /longer than/],
    [
      'a time of more than four bytes',
      file({ tracks: [[0xff, 0xff, 0xff, 0xff, 0, 0x90, 60, 100, ...END]] }),
      /a time/,
    ],
    ['running status from nowhere', file({ tracks: [[0, 60, 100, ...END]] }), /no status/],
    ['a status as a pitch', file({ tracks: [[0, 0x90, 0xc0, 100, ...END]] }), /an event is corrupt/],
    ['a text longer than its track', file({ tracks: [[0, 0xff, 1, 99, 65, ...END]] }), /an event is cut short/],
    ['an event of no kind', file({ tracks: [[0, 0xf4, 0, ...END]] }), /of no known kind/],
    ['a giant', new Uint8Array(MIDI_BYTES_MAX + 1), /over 4000000 bytes/],
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
