import { writeMidi, type Note, type PartRole } from '../../src/score/index.ts';

/** A MIDI file in 4/4 of some parts, at a tempo. */
export function partSong(parts: readonly (readonly [PartRole, readonly Note[]])[], tempo = 120): Uint8Array {
  const duration = Math.max(...parts.flatMap(([, notes]) => notes.map((note) => note.start + note.duration)));
  return writeMidi({
    tempo,
    meter: [4, 4],
    key: { tonic: 0, mode: 'major' },
    parts: parts.map(([role, notes]) => ({ role, instrument: 'any', notes })),
    chords: [],
    sections: [],
    duration,
  });
}
