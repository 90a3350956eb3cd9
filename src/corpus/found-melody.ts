import type { MidiSong, MidiTrack, Note } from '../score/index.ts';
import { trackNamed } from './harmony.ts';

/** A melody that was found in a song, and by which rule. */
export interface FoundMelody {
  /**
   * `named`: the track is called MELODY. `line`: of the tracks that play one note at a time, the highest. `skyline`: there is no
   * such track, and the highest notes of all are taken.
   */
  readonly rule: 'named' | 'line' | 'skyline';
  /** The name of the track; empty for a skyline. */
  readonly track: string;
  /** Sorted by start. */
  readonly notes: readonly Note[];
}

/** A track with fewer notes is no melody. */
const NOTES_MIN = 24;
/** Above this share of its time a track plays one note alone: a melody with some legato, a double stop now and then. */
const MONOPHONY_MIN = 0.8;
/** A melody sounds for this share of the song, at least. */
const PRESENCE_MIN = 0.25;
/** The mean pitch of a melody is G3 or higher: a lower line is a bass, whatever its program. */
const LINE_LOW = 55;
/** Below middle C, notes belong to the accompaniment. */
const SKYLINE_LOW = 60;
/** General MIDI's basses. */
const BASS_PROGRAMS = [32, 39] as const;

/**
 * The melody of a song, by the first rule that gives one (see {@link FoundMelody.rule}); undefined when even the skyline has too
 * few notes.
 */
export function findMelody(song: MidiSong): FoundMelody | undefined {
  const named = trackNamed(song, 'melody');
  if (named !== undefined) return { rule: 'named', track: named.name, notes: named.notes };
  const pitched = song.tracks.filter(({ drums }) => !drums);
  const lines = pitched.filter((track) => isMelodyLike(track, song.duration));
  if (lines.length > 0) {
    const highest = lines.reduce((best, line) => (meanPitch(line.notes) > meanPitch(best.notes) ? line : best));
    return { rule: 'line', track: highest.name, notes: highest.notes };
  }
  const notes = skyline(pitched.flatMap((track) => track.notes).filter(({ pitch }) => pitch >= SKYLINE_LOW));
  return notes.length < NOTES_MIN ? undefined : { rule: 'skyline', track: '', notes };
}

/** The notes above which nothing sounds when they begin: the outline that the ear follows. Sorted by start. */
export function skyline(notes: readonly Note[]): readonly Note[] {
  const outline: Note[] = [];
  for (const note of [...notes].sort((a, b) => a.start - b.start || b.pitch - a.pitch)) {
    const above = outline.at(-1);
    if (above === undefined || note.start >= above.start + above.duration || note.pitch > above.pitch)
      outline.push(note);
  }
  return outline;
}

function isMelodyLike({ notes, program }: MidiTrack, songDuration: number): boolean {
  if (notes.length < NOTES_MIN || (program >= BASS_PROGRAMS[0] && program <= BASS_PROGRAMS[1])) return false;
  if (meanPitch(notes) < LINE_LOW) return false;
  let sounding = 0;
  let until = 0;
  for (const { start, duration } of notes) {
    sounding += Math.max(0, start + duration - Math.max(start, until));
    until = Math.max(until, start + duration);
  }
  const played = notes.reduce((sum, { duration }) => sum + duration, 0);
  return sounding >= MONOPHONY_MIN * played && sounding >= PRESENCE_MIN * songDuration;
}

function meanPitch(notes: readonly Note[]): number {
  return notes.reduce((sum, { pitch }) => sum + pitch, 0) / notes.length;
}
