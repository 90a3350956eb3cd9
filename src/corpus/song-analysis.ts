import {
  alignment,
  keyOfNotes,
  PPQ,
  semitonesToC,
  type ChordSpan,
  type MidiSong,
  type Note,
  type Section,
} from '../score/index.ts';
import { pitchClass, scalePitchClasses, type Key } from '../theory/index.ts';
import { barLines, type Bar } from './bar-lines.ts';
import { findHarmony } from './found-harmony.ts';
import { findMelody, type FoundMelody } from './found-melody.ts';
import { findSections } from './found-sections.ts';
import { readHarmony, trackNamed } from './harmony.ts';

/** Below this share of attacks with a name, a chord track is not believed. */
const NAMED_MIN = 0.95;

/** What is found in a song by listening to all of it. */
export interface SongAnalysis {
  readonly bars: readonly Bar[];
  /** Undefined for a song of drums alone. */
  readonly key: Key | undefined;
  /** How well the key fits, -1 to 1 (see `findKey`), and the share of the sounding time on its scale. */
  readonly keyCorrelation: number;
  readonly inScale: number;
  /** Semitones that bring the song to C major or A minor. */
  readonly semitonesToC: number;
  /** Semitones that bring the mean pitch of the song to middle C. */
  readonly semitonesToCentre: number;
  readonly harmony: readonly ChordSpan[];
  /** Whether the harmony is written in a track named CHORDS, or was found. */
  readonly harmonyFrom: 'track' | 'analysis';
  readonly melody: FoundMelody | undefined;
  readonly sections: readonly Section[];
}

/** Finds bars, key, chords, melody and sections of any song. */
export function analyseSong(song: MidiSong): SongAnalysis {
  const pitched = song.tracks.filter(({ drums }) => !drums).flatMap((track) => track.notes);
  const bars = barLines(song);
  const finding = keyOfNotes(pitched);
  const chordTrack = trackNamed(song, 'chords');
  const written = chordTrack === undefined ? undefined : readHarmony(chordTrack, trackNamed(song, 'bass'));
  const believed = written !== undefined && 1 - written.unnamed >= NAMED_MIN;
  return {
    bars,
    key: finding?.key,
    keyCorrelation: finding?.correlation ?? 0,
    inScale: finding === undefined ? 0 : shareInScale(pitched, finding.key),
    semitonesToC: finding === undefined ? 0 : semitonesToC(finding.key),
    semitonesToCentre: alignment(pitched, 'centre'),
    harmony: (believed ? written : findHarmony(song)).runs.flat(),
    harmonyFrom: believed ? 'track' : 'analysis',
    melody: findMelody(song),
    sections: findSections(song, bars),
  };
}

function shareInScale(notes: readonly Note[], key: Key): number {
  const scale = scalePitchClasses(key);
  const ticks = (some: readonly Note[]): number => some.reduce((sum, { duration }) => sum + duration, 0);
  return ticks(notes.filter(({ pitch }) => scale.includes(pitchClass(pitch)))) / ticks(notes);
}

/** How long a song lasts, in seconds, by all its tempos; 120 BPM until the first. */
export function songSeconds(song: MidiSong): number {
  let seconds = 0;
  let tempo = song.tempos[0]?.start === 0 ? song.tempos[0].tempo : 120;
  let now = 0;
  for (const change of song.tempos) {
    const until = Math.min(change.start, song.duration);
    seconds += ((until - now) / PPQ) * (60 / tempo);
    now = until;
    tempo = change.tempo;
  }
  return seconds + ((song.duration - now) / PPQ) * (60 / tempo);
}
