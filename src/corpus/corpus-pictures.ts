import { histogram, pianoRollPicture, PPQ, transpose, type Note } from '../score/index.ts';
import type { CorpusCounts, Counts } from './corpus-tally.ts';
import type { CorpusSong } from './read-corpus.ts';
import type { SongAnalysis } from './song-analysis.ts';
import type { SongRecord } from './song-record.ts';

/** A picture: the name of its file, and the text of its SVG. */
export interface Picture {
  readonly file: string;
  readonly svg: string;
}

/** How much of a song its pictures show: 16 bars of 4/4. */
const SHOWN = 16 * 4 * PPQ;

/** Histograms of a corpus. */
export function corpusHistograms(counts: CorpusCounts): readonly Picture[] {
  const draw = (name: string, title: string, of: Counts, xLabel: string, yLabel: string): Picture => ({
    file: `${name}.svg`,
    svg: histogram({ title, bins: of, xLabel, yLabel }),
  });
  return [
    {
      file: 'pitch-classes.svg',
      svg: histogram({
        title: 'Pitch classes, before and after the keys were aligned',
        bins: counts.pitchClasses,
        compare: counts.pitchClassesInC,
        names: ['as written', 'moved to C major or A minor'],
        xLabel: 'pitch class',
        yLabel: 'notes',
      }),
    },
    draw('durations', 'Durations of notes', counts.durations, 'sixteenths', 'notes'),
    draw('velocities', 'Velocities of notes', counts.velocities, 'velocity, from', 'notes'),
    draw('micro-timing', 'How far off the grid notes are played', counts.microTiming, 'ticks late, from', 'notes'),
    draw('tempos', 'Tempos', counts.tempos, 'quarter notes a minute, from', 'songs'),
    draw('keys', 'Keys', counts.keys, 'key', 'songs'),
    draw('chord-qualities', 'Chords', counts.chordQualities, 'quality', 'quarter notes'),
  ];
}

/** A song's first bars as its file has them, and as networks learn them: on the grid, in C or A minor, the melody apart from the rest. */
export function beforeAndAfter(
  name: string,
  { file, midi }: CorpusSong,
  { melody, semitonesToC }: SongAnalysis,
  record: SongRecord,
): readonly Picture[] {
  const from = midi.tracks.reduce((first, { notes }) => Math.min(first, notes[0]?.start ?? first), midi.duration);
  const start = Math.floor(from / (4 * PPQ)) * 4 * PPQ;
  const window = { from: start, to: Math.min(start + SHOWN, midi.duration) };
  const placed = new Set(melody?.notes.map(({ start: at, pitch }) => `${at} ${pitch}`));
  const moved = record.tracks.filter(({ drums }) => !drums).flatMap(({ notes }) => notes);
  const voice = (melodic: boolean): readonly Note[] =>
    transpose(
      moved
        .filter(([at, , pitch, , offset]) => placed.has(`${at + offset} ${pitch}`) === melodic)
        .map(([at, duration, pitch, velocity]) => ({ start: at, duration, pitch, velocity })),
      semitonesToC,
    );
  const tracks = midi.tracks.filter(({ drums }) => !drums).slice(0, 7);
  return [
    {
      file: `piano-roll-${name}-before.svg`,
      svg: pianoRollPicture({
        title: `${file}: as written`,
        voices: tracks.map((track, index) => ({ name: track.name || `track ${index + 1}`, notes: track.notes })),
        ...window,
      }),
    },
    {
      file: `piano-roll-${name}-after.svg`,
      svg: pianoRollPicture({
        title: `${file}: on the grid, ${semitonesToC} semitones moved`,
        voices: [
          { name: 'melody', notes: voice(true) },
          { name: 'the rest', notes: voice(false) },
        ],
        ...window,
      }),
    },
  ];
}
