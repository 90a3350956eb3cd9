import { writeMidi } from '../../src/score/index.ts';
import { lofiScore } from './lofi-score.ts';

const HEADER = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6];
const TRACK = [0x4d, 0x54, 0x72, 0x6b];
/** The end-of-track event. */
export const END_OF_TRACK: readonly number[] = [0, 0xff, 0x2f, 0];

/** A MIDI file of these events, byte by byte: type 0 and 96 ticks a quarter when not said. */
export function midiFile(options: {
  readonly type?: number;
  readonly division?: number;
  readonly tracks: readonly (readonly number[])[];
}): Uint8Array {
  const { type = 0, division = 96, tracks } = options;
  const chunks = tracks.flatMap((events) => {
    const { length } = events;
    return [...TRACK, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255].concat(events);
  });
  const count = tracks.length;
  return Uint8Array.from([...HEADER, 0, type, count >> 8, count & 255, division >> 8, division & 255].concat(chunks));
}

/** Small sound files that differ in how they are written: a whole song, running status, tempo and meter changes, hanging notes. */
export function smallMidiFiles(): readonly Uint8Array[] {
  const running = [0, 0x90, 60, 100, 96, 60, 0, 0, 64, 80, 48, 64, 0, 0, 67, 90, 96, 67, 0];
  const changes = [
    ...[0, 0xff, 3, 4, 0x42, 0x61, 0x6e, 0x64, 0, 0xff, 6, 1, 0x41],
    ...[0, 0xff, 0x51, 3, 7, 0xa1, 0x20, 0, 0xff, 0x58, 4, 3, 2, 24, 8],
    ...[0, 0xc0, 33, 0, 0x90, 40, 100, 96, 0x80, 40, 0, 0, 0xff, 0x51, 3, 0x0b, 0x71, 0xb0],
    ...[0, 0x99, 36, 110, 24, 0x89, 36, 0, 0, 0xb0, 64, 127, 0, 0xe0, 0, 64, 0, 0xf0, 2, 1, 0xf7],
  ];
  const hanging = [0, 0x90, 72, 90, 0, 60, 100, 96, 60, 0, 0, 62, 90, 96, 62, 0, 0, 71, 1];
  return [
    writeMidi(lofiScore(2), { title: 'small' }),
    midiFile({ tracks: [[...running, ...END_OF_TRACK]] }),
    midiFile({
      type: 1,
      division: 480,
      tracks: [
        [...changes, ...END_OF_TRACK],
        [...running, ...END_OF_TRACK],
      ],
    }),
    midiFile({ type: 2, tracks: [[...changes, ...running, ...END_OF_TRACK]] }),
    midiFile({ tracks: [[...hanging, ...END_OF_TRACK]] }),
  ];
}
