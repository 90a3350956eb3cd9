import tonejsMidi from '@tonejs/midi';

import { ScoreError } from './score-error.ts';
import { PPQ, type Note, type Ticks } from './score.ts';

/**
 * Larger files are refused before they are parsed. A long sonata with every pedal move has 160,000 bytes; the parser's time grows
 * with the square of the notes in a track that are never ended.
 */
export const MIDI_BYTES_MAX = 1_000_000;

/** A track of a MIDI file. */
export interface MidiTrack {
  readonly name: string;
  /** General MIDI program, 0 to 127. */
  readonly program: number;
  /** Whether it plays on channel 10, where pitches are percussion keys. */
  readonly drums: boolean;
  /** Sorted by start, then by pitch; at {@link PPQ}. */
  readonly notes: readonly Note[];
}

/** A MIDI file as it was written: no key, no roles, any tempo changes and meters; times are converted to {@link PPQ}. */
export interface MidiSong {
  /** Quarter notes a minute at the beginning; 120 when the file does not say. */
  readonly tempo: number;
  /** In order of time; `[[4, 4]]` at 0 when the file does not say. */
  readonly meters: readonly { readonly start: Ticks; readonly meter: readonly [number, number] }[];
  /** Tracks that have notes. */
  readonly tracks: readonly MidiTrack[];
  /** End of the last note. */
  readonly duration: Ticks;
}

/**
 * Reads a Standard MIDI File of type 0 or 1. `name` is what messages call it.
 * Throws a ScoreError when it is too large, cut short, corrupt, timed in SMPTE frames, of type 2, or has no notes.
 */
export function readMidi(bytes: Uint8Array, name: string): MidiSong {
  checkChunks(bytes, name);
  let midi: InstanceType<typeof tonejsMidi.Midi>;
  try {
    midi = new tonejsMidi.Midi(bytes);
  } catch (cause) {
    // The parser throws strings as well as errors.
    throw new ScoreError(`${name}: no MIDI that can be read (${String(cause)})`, { cause });
  }
  const ticks = (value: number): Ticks => Math.round((value * PPQ) / midi.header.ppq);
  const tracks = midi.tracks
    .filter((track) => track.notes.length > 0)
    .map((track) => ({
      name: track.name,
      program: track.instrument.number,
      drums: track.channel === 9,
      notes: track.notes
        .map((note): Note => ({
          start: ticks(note.ticks),
          duration: Math.max(1, ticks(note.durationTicks)),
          pitch: note.midi,
          velocity: Math.min(127, Math.max(1, Math.round(note.velocity * 127))),
        }))
        .sort((a, b) => a.start - b.start || a.pitch - b.pitch),
    }));
  if (tracks.length === 0) throw new ScoreError(`${name}: the MIDI file has no notes`);
  if (!tracks.every((track) => track.notes.every(isSound))) {
    throw new ScoreError(`${name}: the MIDI file is corrupt (a note is out of range)`);
  }
  const meters = midi.header.timeSignatures.map(({ ticks: start, timeSignature: [beats = 4, value = 4] }) => ({
    start: ticks(start),
    meter: [beats, value] as const,
  }));
  const tempo = midi.header.tempos[0]?.bpm ?? 120;
  return {
    tempo: Number.isFinite(tempo) && tempo > 0 ? tempo : 120,
    meters: meters.length > 0 ? meters : [{ start: 0, meter: [4, 4] }],
    tracks,
    duration: tracks.reduce(
      (end, { notes }) => notes.reduce((last, n) => Math.max(last, n.start + n.duration), end),
      0,
    ),
  };
}

function isSound(note: Note): boolean {
  const inMidiRange = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 127;
  const isTime = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  return isTime(note.start) && isTime(note.duration) && inMidiRange(note.pitch) && inMidiRange(note.velocity);
}

/** The parser reads beyond the end as zeros, so what was cut short has to be found by the chunks' lengths. */
function checkChunks(bytes: Uint8Array, name: string): void {
  const fail = (problem: string): never => {
    throw new ScoreError(`${name}: ${problem}`);
  };
  if (bytes.length > MIDI_BYTES_MAX)
    fail(`${bytes.length} bytes; MIDI files over ${MIDI_BYTES_MAX} bytes are not read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 14 || view.getUint32(0) !== 0x4d546864) fail('not a MIDI file (it does not begin with MThd)');
  const headerLength = view.getUint32(4);
  if (headerLength < 6) fail('the MIDI header is corrupt');
  if (view.getUint16(8) > 1) fail(`MIDI type ${view.getUint16(8)} is not supported, only 0 and 1`);
  const trackCount = view.getUint16(10);
  const division = view.getUint16(12);
  if ((division & 0x8000) !== 0) fail('timed in SMPTE frames; only beats are supported');
  if (division === 0) fail('the MIDI header is corrupt (0 ticks per beat)');
  let offset = 8 + headerLength;
  for (let track = 0; track < trackCount; track += 1) {
    if (offset + 8 > bytes.length) fail(`cut short: ${track} of ${trackCount} tracks are there`);
    offset += 8 + view.getUint32(offset + 4);
    if (offset > bytes.length) fail(`cut short in track ${track + 1} of ${trackCount}`);
  }
}
