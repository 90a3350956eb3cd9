import { ScoreError } from './score-error.ts';

/**
 * Larger files are refused before they are parsed. The largest of 4,400 human-made files has 160,000 bytes; reading takes time and
 * memory in proportion to the bytes, about 100 MB for a file of this size that is nothing but notes.
 */
export const MIDI_BYTES_MAX = 4_000_000;

/** The frame of a Standard MIDI File: how it counts time, and where its tracks lie. */
export interface MidiChunks {
  /** Ticks in a quarter note. */
  readonly division: number;
  /** The events of each track, as a view into the file. */
  readonly tracks: readonly Uint8Array[];
}

/**
 * Finds the tracks of a Standard MIDI File of type 0 or 1, or of type 2 with a single track, which is the same as type 0. Chunks
 * of other kinds between the tracks are passed over, as the standard asks. `name` is what messages call the file.
 * Throws a ScoreError when the file is too large, cut short, of type 2 with several tracks (these are songs apart, whose order
 * nothing tells), or timed in SMPTE frames (which have no beats to learn from).
 */
export function midiChunks(bytes: Uint8Array, name: string): MidiChunks {
  const fail = (problem: string): never => {
    throw new ScoreError(`${name}: ${problem}`);
  };
  if (bytes.length > MIDI_BYTES_MAX) {
    fail(`${bytes.length} bytes; MIDI files over ${MIDI_BYTES_MAX} bytes are not read`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 14 || view.getUint32(0) !== HEADER_CHUNK) fail('not a MIDI file (it does not begin with MThd)');
  const headerLength = view.getUint32(4);
  if (headerLength < 6) fail('the MIDI header is corrupt');
  const type = view.getUint16(8);
  const trackCount = view.getUint16(10);
  const division = view.getUint16(12);
  if (type > 2) fail(`MIDI type ${type} is not known`);
  if (type === 2 && trackCount > 1) fail('MIDI type 2 with several songs is not supported');
  if ((division & 0x8000) !== 0) fail('timed in SMPTE frames; only beats are supported');
  if (division === 0) fail('the MIDI header is corrupt (0 ticks per beat)');
  const tracks: Uint8Array[] = [];
  let offset = 8 + headerLength;
  while (tracks.length < trackCount) {
    if (offset + 8 > bytes.length) fail(`cut short: ${tracks.length} of ${trackCount} tracks are there`);
    const start = offset + 8;
    const isTrack = view.getUint32(offset) === TRACK_CHUNK;
    offset = start + view.getUint32(offset + 4);
    if (offset > bytes.length) fail(`cut short in track ${tracks.length + 1} of ${trackCount}`);
    if (isTrack) tracks.push(bytes.subarray(start, offset));
  }
  return { division, tracks };
}

/** `MThd` and `MTrk` as big-endian numbers. */
const HEADER_CHUNK = 0x4d546864;
const TRACK_CHUNK = 0x4d54726b;
