import { findHarmony } from './found-harmony.ts';
import { findMelody } from './found-melody.ts';
import { findSections } from './found-sections.ts';
import type { ChordSpan, MidiSong, Note } from '../score/index.ts';
import { barLines } from './bar-lines.ts';
import { progressions } from './chord-lessons.ts';
import { readHarmony, trackNamed } from './harmony.ts';
import type { ChordLesson, MelodyLesson } from './lesson.ts';
import { melodyStretches } from './melody-lessons.ts';
import { melodyLine } from './melody-line.ts';
import type { CorpusSong } from './read-corpus.ts';
import { songKey } from './song-key.ts';
import { splitOf } from './split.ts';
import { sungSections } from './sung-sections.ts';

/** Below this share of sounding time on the scale, a song modulates or its key was not found: it would teach wrong notes. */
const IN_SCALE_MIN = 0.9;
/** Above this share of chords without a name, what the harmony is can't be told. */
const UNNAMED_MAX = 0.05;
/** Below this share of sounding time within the chords that were found, they are not the song's. */
const COVERED_MIN = 0.7;

/** What a song teaches about harmony and melody. */
export interface SongLessons {
  readonly chords: readonly ChordLesson[];
  readonly melodies: readonly MelodyLesson[];
}

/** A song's harmony, and the notes of its melody. */
interface Source {
  readonly runs: readonly (readonly ChordSpan[])[];
  readonly melody: readonly Note[];
}

/** Whether a song's chords are written in a track named CHORDS. */
export function isAnnotated(song: CorpusSong): boolean {
  return trackNamed(song.midi, 'chords') !== undefined;
}

/**
 * A song's lessons, or why there are none. Chords and melody are read from its tracks named CHORDS (with BASS, if the roots are
 * there) and MELODY; of a song without CHORDS they are found by analysis if `analyse` says so.
 */
export function songLessons(song: CorpusSong, analyse: boolean): SongLessons | string {
  if (song.midi.meters.some(({ meter }) => meter[0] !== 4 || meter[1] !== 4)) return 'not in 4/4 throughout';
  if (!isAnnotated(song) && !analyse) return 'no track named CHORDS';
  const source = isAnnotated(song) ? written(song) : found(song);
  if (typeof source === 'string') return source;
  const line = melodyLine(source.melody);
  const inKey = songKey(line, source.runs.flat());
  if (inKey === undefined || inKey.inScale < IN_SCALE_MIN) return 'no single key';
  const { key } = inKey;
  const base = { song: song.file, provenance: song.provenance, split: splitOf(song.hash), mode: key.mode };
  const chords = progressions(source.runs, key).map((progression) => ({ ...base, chords: progression }));
  const melodies =
    line.length === 0
      ? []
      : melodyStretches(line, source.runs, key, sungSections(sectionsOf(song.midi), line)).map((stretch) => ({
          ...base,
          ...stretch,
        }));
  return chords.length + melodies.length === 0 ? 'too short' : { chords, melodies };
}

function written({ midi }: CorpusSong): Source | string {
  const chordTrack = trackNamed(midi, 'chords');
  if (chordTrack === undefined) return 'no track named CHORDS';
  const { runs, unnamed } = readHarmony(chordTrack, trackNamed(midi, 'bass'));
  if (unnamed > UNNAMED_MAX) return 'chords that have no name';
  return { runs, melody: trackNamed(midi, 'melody')?.notes ?? [] };
}

function found({ midi }: CorpusSong): Source | string {
  const { runs, covered } = findHarmony(inFourFour(midi));
  if (runs.length === 0) return 'nothing but drums';
  if (covered < COVERED_MIN) return 'no clear harmony';
  return { runs, melody: findMelody(midi)?.notes ?? [] };
}

function sectionsOf(midi: MidiSong) {
  const song = inFourFour(midi);
  return findSections(song, barLines(song));
}

/** The meter is 4/4 throughout: a meter event that repeats it within a bar moves no bar line. */
function inFourFour(midi: MidiSong): MidiSong {
  return { ...midi, meters: [{ start: 0, meter: [4, 4] }] };
}
