import { measureMidi, PPQ, type MidiMetrics, type MidiSong } from '../score/index.ts';
import type { FeaturePoint } from './compare-sets.ts';

/** A MIDI file by its name. */
export interface NamedSong {
  readonly name: string;
  readonly midi: MidiSong;
}

/** A song and what was counted in it. */
export interface SongFigures {
  readonly name: string;
  readonly metrics: MidiMetrics;
}

/** The figures that are one number a song, in the order of tables. */
export const FIGURES = [
  'pitchClassEntropy',
  'scaleConsistency',
  'grooveConsistency',
  'barsRepeated',
  'barJaccard',
  'emptyBeats',
  'noteDensity',
  'pitchRange',
] as const;
export type Figure = (typeof FIGURES)[number];

/** What two sets of songs are compared by: the figures, and two shares over classes. */
export const FEATURES = [...FIGURES, 'pitchClasses', 'durations'] as const;
export type Feature = (typeof FEATURES)[number];

/** Figures and features as people read them. */
export const FEATURE_NAMES: Readonly<Record<Feature, string>> = {
  pitchClassEntropy: 'pitch-class entropy (bits)',
  scaleConsistency: 'scale consistency',
  grooveConsistency: 'groove consistency',
  barsRepeated: 'bars repeated',
  barJaccard: 'bar Jaccard, mean of lags 1-16',
  emptyBeats: 'empty beats',
  noteDensity: 'notes a beat',
  pitchRange: 'pitch range (semitones)',
  pitchClasses: 'pitch classes from the tonic',
  durations: 'note durations',
};

/** A file that claims to be longer is broken: counting by bars would take the memory of the machine. */
const BEATS_MAX = 40_000;

/** Measures a song; a sentence when it makes no sense to. */
export function songFigures({ name, midi }: NamedSong): SongFigures | string {
  const beats = midi.duration / PPQ;
  if (beats > BEATS_MAX) return `${Math.round(beats)} beats long; songs over ${BEATS_MAX} beats are not measured`;
  return { name, metrics: measureMidi(midi) };
}

/** A song's value of a figure; NaN where there is nothing to count. */
export function figureOf({ metrics }: SongFigures, figure: Figure): number {
  return figure === 'barJaccard' ? mean(metrics.barJaccard) : metrics[figure];
}

/** A song's place along a feature. */
export function pointOf(song: SongFigures, feature: Feature): FeaturePoint {
  const { name: id, metrics } = song;
  if (feature === 'pitchClasses' || feature === 'durations') return { id, values: metrics[feature] };
  return { id, values: [figureOf(song, feature)] };
}

/** The mean of the numbers that are finite; NaN when there is none. */
export function mean(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
