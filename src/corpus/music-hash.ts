import { TICKS_PER_SIXTEENTH, type MidiSong } from '../score/index.ts';
import { contentHash } from './split.ts';

/**
 * A name for what a song plays, whatever the file says besides: the pitches and starts of its notes on the sixteenth grid. It is
 * the same in any key, octave, tempo and loudness, with any instruments, and wherever in the file the music begins.
 */
export function musicHash(song: MidiSong): string {
  const grid = (ticks: number): number => Math.round(ticks / TICKS_PER_SIXTEENTH);
  let lowest = 127;
  let first = Infinity;
  for (const { drums, notes } of song.tracks) {
    for (const { pitch, start } of notes) {
      first = Math.min(first, grid(start));
      if (!drums) lowest = Math.min(lowest, pitch);
    }
  }
  const events = song.tracks.flatMap(({ drums, notes }) =>
    notes.map(({ pitch, start }) => `${grid(start) - first}${drums ? 'd' : 'n'}${drums ? pitch : pitch - lowest}`),
  );
  return contentHash([...new Set(events)].sort().join(' '));
}
