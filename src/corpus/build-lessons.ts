import type { ChordSpan } from '../score/index.ts';
import { progressions } from './chord-lessons.ts';
import { gatherDrums, type DrumLesson } from './drum-lessons.ts';
import { readHarmony, trackNamed } from './harmony.ts';
import type { ChordLesson, MelodyLesson } from './lesson.ts';
import { melodyStretches } from './melody-lessons.ts';
import { melodyLine } from './melody-line.ts';
import { readCorpus, type CorpusOptions, type CorpusSong, type Drop } from './read-corpus.ts';
import { gatherRolls, type RollLesson } from './roll-lessons.ts';
import { songKey } from './song-key.ts';
import { contentHash, splitOf } from './split.ts';

/** Below this share of sounding time on the scale, a song modulates or its key was not found: it would teach wrong notes. */
const IN_SCALE_MIN = 0.9;
/** Above this share of chords without a name, what the harmony is can't be told. */
const UNNAMED_MAX = 0.05;

/** Everything to learn from in a corpus. */
export interface Lessons {
  readonly chords: readonly ChordLesson[];
  readonly melodies: readonly MelodyLesson[];
  readonly rolls: readonly RollLesson[];
  readonly drums: readonly DrumLesson[];
  /** Files that gave nothing at all. */
  readonly drops: readonly Drop[];
}

/**
 * Reads a corpus folder and makes lessons of its songs in 4/4: chords of those that have a track named CHORDS (and BASS, if the roots are
 * there), melodies of those that have one named MELODY too, rolls of EDM and Classical (see {@link gatherRolls}), and the drums of all.
 * Throws a CorpusError when the folder can't be read.
 */
export async function buildLessons(folder: string, options: CorpusOptions = {}): Promise<Lessons> {
  const drops: Drop[] = [];
  const chords: ChordLesson[] = [];
  const melodies: MelodyLesson[] = [];
  const rolls = gatherRolls();
  const drums = gatherDrums();
  const seen = new Set<string>();
  const isNew = (music: unknown): boolean => {
    const hash = contentHash(JSON.stringify(music));
    return !seen.has(hash) && seen.add(hash) !== undefined;
  };
  for await (const song of readCorpus(folder, { ...options, onDrop: (drop) => drops.push(drop) })) {
    const others = [rolls.add(song), drums.add(song)].filter((reason) => reason === undefined);
    const lessons = lessonsOf(song);
    if (typeof lessons === 'string') {
      if (others.length === 0) drops.push({ file: song.file, reason: lessons });
      continue;
    }
    const freshChords = lessons.chords.filter((lesson) => isNew(lesson.chords));
    const freshMelodies = lessons.melodies.filter((lesson) => isNew(lesson.notes));
    chords.push(...freshChords);
    melodies.push(...freshMelodies);
    if (freshChords.length + freshMelodies.length + others.length === 0) {
      drops.push({ file: song.file, reason: 'its music is in another file' });
    }
  }
  return { chords, melodies, rolls: rolls.lessons(), drums: drums.lessons, drops };
}

/** A song's lessons, or why there are none. */
function lessonsOf(song: CorpusSong): Pick<Lessons, 'chords' | 'melodies'> | string {
  const { midi } = song;
  if (midi.meters.some(({ meter }) => meter[0] !== 4 || meter[1] !== 4)) return 'not in 4/4 throughout';
  const chordTrack = trackNamed(midi, 'chords');
  if (chordTrack === undefined) return 'no track named CHORDS';
  const melodyTrack = trackNamed(midi, 'melody');
  const { runs, unnamed } = readHarmony(chordTrack, trackNamed(midi, 'bass'));
  if (unnamed > UNNAMED_MAX) return 'chords that have no name';
  const line = melodyTrack === undefined ? [] : melodyLine(melodyTrack.notes);
  const spans: readonly ChordSpan[] = runs.flat();
  const found = songKey(line, spans);
  if (found === undefined || found.inScale < IN_SCALE_MIN) return 'no single key';
  const base = {
    song: song.file,
    provenance: song.provenance,
    split: splitOf(song.hash),
    mode: found.key.mode,
  };
  const chords = progressions(runs, found.key).map((progression) => ({ ...base, chords: progression }));
  const melodies = line.length === 0 ? [] : melodyStretches(line, runs, found.key).map((s) => ({ ...base, ...s }));
  return chords.length + melodies.length === 0 ? 'too short' : { chords, melodies };
}
