import { findKey, pitchClass } from '../theory/index.ts';
import { barJaccard } from './bar-jaccard.ts';
import { barsRepeated, emptyBeats, grooveConsistency, pitchClassEntropy, scaleConsistency } from './metrics.ts';
import type { MidiSong } from './midi-read.ts';
import { PPQ, TICKS_PER_SIXTEENTH, type Note } from './score.ts';

/** The farthest apart that bars are compared. */
export const JACCARD_LAGS = 16;

/** What can be counted in a MIDI file; NaN where there is nothing to count. Pitch is counted without drums, rhythm with them. */
export interface MidiMetrics {
  readonly pitchClassEntropy: number;
  readonly scaleConsistency: number;
  readonly grooveConsistency: number;
  readonly barsRepeated: number;
  /** By lag, 1 to {@link JACCARD_LAGS}; see barJaccard. */
  readonly barJaccard: readonly number[];
  readonly emptyBeats: number;
  /** Notes of all parts in a beat (a quarter note). */
  readonly noteDensity: number;
  /** Semitones from the lowest note to the highest. */
  readonly pitchRange: number;
  /** The shares of the twelve pitch classes, the tonic of the key that fits best first; empty without a key. */
  readonly pitchClasses: readonly number[];
  /** The shares of the notes by duration: those of {@link DURATION_CLASSES}, and longer ones. */
  readonly durations: readonly number[];
}

/** Upper ends of the duration classes, in sixteenths. */
export const DURATION_CLASSES: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16];

/** Measures a MIDI file. Its first meter holds for the whole of it; drums are what plays on channel 10. */
export function measureMidi(song: MidiSong): MidiMetrics {
  const [beats, value] = song.meters[0]?.meter ?? [4, 4];
  const sixteenthsPerBar = Math.max(1, Math.round((beats * 16) / value));
  const all = song.tracks.flatMap(({ notes }) => notes);
  const pitched = song.tracks.filter(({ drums }) => !drums).flatMap(({ notes }) => notes);
  const lastOnset = all.reduce((last, { start }) => Math.max(last, start), 0);
  // A note that is rounded up to the last bar line begins another bar.
  const bars = Math.floor(Math.round(lastOnset / TICKS_PER_SIXTEENTH) / sixteenthsPerBar) + 1;
  const [lowest, highest] = range(pitched);
  return {
    pitchClassEntropy: pitchClassEntropy(pitched),
    scaleConsistency: scaleConsistency(pitched),
    grooveConsistency: grooveConsistency(all, bars, sixteenthsPerBar),
    barsRepeated: barsRepeated(pitched, sixteenthsPerBar),
    barJaccard: barJaccard(pitched, JACCARD_LAGS, sixteenthsPerBar),
    emptyBeats: emptyBeats(all, song.duration),
    noteDensity: all.length / (song.duration / PPQ),
    pitchRange: pitched.length === 0 ? Number.NaN : highest - lowest,
    pitchClasses: pitchClassesFromTonic(pitched),
    durations: durationShares(pitched),
  };
}

function range(notes: readonly Note[]): readonly [number, number] {
  return notes.reduce<readonly [number, number]>(
    ([low, high], { pitch }) => [Math.min(low, pitch), Math.max(high, pitch)],
    [127, 0],
  );
}

function pitchClassesFromTonic(notes: readonly Note[]): readonly number[] {
  const lengths = new Array<number>(12).fill(0);
  const counts = new Array<number>(12).fill(0);
  for (const { pitch, duration } of notes) {
    const tone = pitchClass(pitch);
    lengths[tone] = (lengths[tone] ?? 0) + duration;
    counts[tone] = (counts[tone] ?? 0) + 1;
  }
  const tonic = findKey(lengths)?.key.tonic;
  if (tonic === undefined) return [];
  return counts.map((_, step) => (counts[(tonic + step) % 12] ?? 0) / notes.length);
}

function durationShares(notes: readonly Note[]): readonly number[] {
  const counts = new Array<number>(DURATION_CLASSES.length + 1).fill(0);
  for (const { duration } of notes) {
    const sixteenths = Math.max(1, Math.round(duration / TICKS_PER_SIXTEENTH));
    const found = DURATION_CLASSES.findIndex((end) => sixteenths <= end);
    const index = found === -1 ? DURATION_CLASSES.length : found;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count) => count / notes.length);
}
