import { PPQ, TICKS_PER_SIXTEENTH, type HistogramBin } from '../score/index.ts';
import { CHORD_QUALITIES, keyName, pitchClass, pitchClassName } from '../theory/index.ts';
import type { SongAnalysis } from './song-analysis.ts';
import type { SongRecord, TrackRecord } from './song-record.ts';

/** Counts by label, in the order of their axis. */
export type Counts = readonly HistogramBin[];

/** What a corpus is like, counted. Durations, velocities and micro-timing are those of all notes, pitch classes without drums. */
export interface CorpusCounts {
  /** As written, and after each song was moved to C major or A minor. */
  readonly pitchClasses: Counts;
  readonly pitchClassesInC: Counts;
  /** In sixteenths on the grid; what is no multiple is of a triplet. */
  readonly durations: Counts;
  /** By the lowest of eight velocities. */
  readonly velocities: Counts;
  /** Ticks after the grid, by the lower end of ten. */
  readonly microTiming: Counts;
  /** Songs, by the lower end of ten BPM of their first tempo. */
  readonly tempos: Counts;
  readonly keys: Counts;
  /** Songs by their first meter. */
  readonly meters: Counts;
  /** Quarter notes that chords of each quality last. */
  readonly chordQualities: Counts;
  readonly splits: Counts;
  readonly chordsFrom: Counts;
  readonly melodyRules: Counts;
  readonly licences: Counts;
}

/** Counts songs one by one, in memory that does not grow with them. */
export interface CorpusTally {
  add(record: SongRecord, analysis: SongAnalysis): void;
  counts(): CorpusCounts;
}

/** From so many labels of one kind (there may be any number of meters), new ones are counted as `other`. */
const LABELS_MAX = 64;

const TWELVE = Array.from({ length: 12 }, (_, pitch) => pitchClassName(pitch));
const range = (from: number, to: number, step: number): readonly string[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => String(from + index * step));

/** A tally of no songs yet. */
export function corpusTally(): CorpusTally {
  const labels: Readonly<Record<keyof CorpusCounts, readonly string[]>> = {
    pitchClasses: TWELVE,
    pitchClassesInC: TWELVE,
    durations: ['triplet', ...range(1, 16, 1), 'longer'],
    velocities: range(0, 120, 8),
    microTiming: range(-60, 60, 10),
    tempos: range(30, 240, 10),
    keys: (['major', 'minor'] as const).flatMap((mode) => TWELVE.map((_, tonic) => keyName({ tonic, mode }))),
    meters: [],
    chordQualities: Object.keys(CHORD_QUALITIES),
    splits: ['train', 'validation', 'test'],
    chordsFrom: [],
    melodyRules: [],
    licences: [],
  };
  const counters = new Map(
    Object.entries(labels).map(([name, known]) => [name, new Map(known.map((label) => [label, 0]))]),
  );
  const count = (name: keyof CorpusCounts, label: string, amount = 1): void => {
    const counter = counters.get(name);
    if (counter === undefined) return;
    const known = counter.has(label) || counter.size < LABELS_MAX ? label : 'other';
    counter.set(known, (counter.get(known) ?? 0) + amount);
  };
  const countNotes = ({ drums, notes }: TrackRecord, semitonesToC: number): void => {
    for (const [, duration, pitch, velocity, offset] of notes) {
      if (!drums) {
        count('pitchClasses', pitchClassName(pitch));
        count('pitchClassesInC', pitchClassName(pitchClass(pitch + semitonesToC)));
      }
      const sixteenths = duration / TICKS_PER_SIXTEENTH;
      count('durations', !Number.isInteger(sixteenths) ? 'triplet' : sixteenths > 16 ? 'longer' : String(sixteenths));
      count('velocities', String(Math.floor(velocity / 8) * 8));
      count('microTiming', String(Math.min(60, Math.max(-60, Math.floor(offset / 10) * 10))));
    }
  };
  return {
    add(record, { harmony }) {
      for (const track of record.tracks) countNotes(track, record.semitonesToC);
      const tempo = record.tempos[0]?.[1] ?? 120;
      count('tempos', String(Math.min(240, Math.max(30, Math.floor(tempo / 10) * 10))));
      if (record.key !== null) count('keys', record.key);
      const [, beats, value] = record.meters[0] ?? [0, 4, 4];
      count('meters', `${beats}/${value}`);
      if (record.key !== null) {
        count('chordsFrom', record.chordsFrom);
        for (const { quality, duration } of harmony) count('chordQualities', quality, duration / PPQ);
      }
      count('melodyRules', record.melody?.rule ?? 'none');
      count('splits', record.split);
      count('licences', record.licenceStatus);
    },
    counts: () => {
      const bins = (name: keyof CorpusCounts): Counts =>
        [...(counters.get(name) ?? [])].map(([label, count]) => ({ label, count }));
      return {
        pitchClasses: bins('pitchClasses'),
        pitchClassesInC: bins('pitchClassesInC'),
        durations: bins('durations'),
        velocities: bins('velocities'),
        microTiming: bins('microTiming'),
        tempos: bins('tempos'),
        keys: bins('keys'),
        meters: bins('meters'),
        chordQualities: bins('chordQualities'),
        splits: bins('splits'),
        chordsFrom: bins('chordsFrom'),
        melodyRules: bins('melodyRules'),
        licences: bins('licences'),
      };
    },
  };
}
