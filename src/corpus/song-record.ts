import { chordSymbol, keyName, quantise, transpose, type ChordSpan, type MidiTrack } from '../score/index.ts';
import { pitchClass, type Key } from '../theory/index.ts';
import type { CorpusSong } from './read-corpus.ts';
import { songSeconds, type SongAnalysis } from './song-analysis.ts';
import { splitOf, type Split } from './split.ts';

/** A song of a built corpus: one line of JSON. All times are in ticks, 480 a quarter note. */
export interface SongRecord {
  readonly file: string;
  readonly sha256: string;
  readonly split: Split;
  readonly source: string;
  readonly licence: string;
  readonly licenceStatus: string;
  readonly seconds: number;
  readonly bars: number;
  /** `[from, quarter notes a minute]` */
  readonly tempos: readonly (readonly [number, number])[];
  /** `[from, beats in a bar, value of a beat]` */
  readonly meters: readonly (readonly [number, number, number])[];
  readonly key: string | null;
  readonly keyCorrelation: number;
  /** The share of the sounding time on the key's scale. */
  readonly inScale: number;
  /** How many semitones all of this, key and chords too, was moved from what the file says. */
  readonly movedBy: number;
  /** What to add to each pitch of the file to be in C major or A minor, and to have a mean pitch of middle C. */
  readonly semitonesToC: number;
  readonly semitonesToCentre: number;
  readonly chordsFrom: 'track' | 'analysis';
  /** `[from, duration, symbol]` */
  readonly chords: readonly (readonly [number, number, string])[];
  /** The melody's track and the rule by which it was chosen. */
  readonly melody: { readonly rule: string; readonly track: string } | null;
  /** `[from, duration, name]` */
  readonly sections: readonly (readonly [number, number, string])[];
  /** Notes that never ended and were left out. */
  readonly hanging: number;
  readonly tracks: readonly TrackRecord[];
}

/** A track of a song, on the grid. */
export interface TrackRecord {
  readonly name: string;
  readonly program: number;
  readonly drums: boolean;
  /** `[start, duration, pitch, velocity, offset]`: start and duration on the grid, and how much later it was played. */
  readonly notes: readonly (readonly [number, number, number, number, number])[];
}

/** Writes down a song and what was found in it, so many semitones higher. Its tracks share the grid of each beat. */
export function songRecord(song: CorpusSong, analysis: SongAnalysis, movedBy = 0): SongRecord {
  const { file, hash, provenance, midi } = song;
  const { melody } = analysis;
  const key = analysis.key && { ...analysis.key, tonic: pitchClass(analysis.key.tonic + movedBy) };
  const chordName = ({ root, quality }: ChordSpan, inKey: Key): string =>
    chordSymbol({ root: pitchClass(root + movedBy), quality }, inKey);
  return {
    file,
    sha256: hash,
    split: splitOf(hash),
    source: provenance.source,
    licence: provenance.licence,
    licenceStatus: provenance.status,
    seconds: rounded(songSeconds(midi), 1),
    bars: analysis.bars.length,
    tempos: midi.tempos.map(({ start, tempo }) => [start, rounded(tempo, 2)]),
    meters: midi.meters.map(({ start, meter }) => [start, ...meter]),
    key: key === undefined ? null : keyName(key),
    keyCorrelation: rounded(analysis.keyCorrelation, 3),
    inScale: rounded(analysis.inScale, 3),
    movedBy,
    semitonesToC: analysis.semitonesToC,
    semitonesToCentre: analysis.semitonesToCentre,
    chordsFrom: analysis.harmonyFrom,
    chords: key === undefined ? [] : analysis.harmony.map((span) => [span.start, span.duration, chordName(span, key)]),
    melody: melody === undefined ? null : { rule: melody.rule, track: melody.track },
    sections: analysis.sections.map(({ start, duration, name }) => [start, duration, name]),
    hanging: midi.hanging,
    tracks: trackRecords(midi.tracks, movedBy),
  };
}

function trackRecords(tracks: readonly MidiTrack[], movedBy: number): readonly TrackRecord[] {
  const moved = quantise(tracks.flatMap(({ drums, notes }) => (drums ? notes : transpose(notes, movedBy))));
  let from = 0;
  return tracks.map(({ name, program, drums, notes }) => {
    const own = moved.slice(from, (from += notes.length));
    return {
      name,
      program,
      drums,
      notes: own.map((note) => [note.start, note.duration, note.pitch, note.velocity, note.offset] as const),
    };
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
