import type { Chord, Key } from '../theory/index.ts';

/** Time in a score, in pulses; {@link PPQ} of them are a quarter note. */
export type Ticks = number;

/** Pulses per quarter note of every Score. */
export const PPQ: Ticks = 480;

/** Pulses per sixteenth note, the grid the networks write on. */
export const TICKS_PER_SIXTEENTH: Ticks = PPQ / 4;

/** A note of a part; it sounds for `start <= t < start + duration`. */
export interface Note {
  readonly start: Ticks;
  /** At least 1. */
  readonly duration: Ticks;
  /** MIDI pitch, 0 to 127; on a drum part, the General MIDI percussion key. */
  readonly pitch: number;
  /** MIDI velocity, 1 to 127. */
  readonly velocity: number;
}

/**
 * What a part does in the music; the studio chooses a strip of the desk by it. `arp` is broken chords and plucks, `fx` risers, sweeps
 * and impacts.
 */
export const PART_ROLES = ['melody', 'chords', 'bass', 'pad', 'arp', 'fx', 'drums'] as const;
export type PartRole = (typeof PART_ROLES)[number];

/** One player's line. Notes are sorted by start, then by pitch. */
export interface Part {
  readonly role: PartRole;
  /** An instrument by name (`Rhodes`, `nylon guitar`) or as `file.sf2:bank:program`; the studio finds the preset. */
  readonly instrument: string;
  readonly notes: readonly Note[];
}

/** A stretch of the form, in whole bars. */
export interface Section {
  readonly name: string;
  readonly start: Ticks;
  readonly duration: Ticks;
}

/** A chord and how long it rules. */
export interface ChordSpan extends Chord {
  readonly start: Ticks;
  readonly duration: Ticks;
}

/** A setting of the desk that moves in the course of a song. */
export interface Automation {
  /** A part's strip, or the sum of all music before the master. */
  readonly target: PartRole | 'music';
  /** `lowPass` and `highPass` are corner frequencies in Hz, `gain` is in decibels; where there is no point, nothing is done. */
  readonly setting: 'lowPass' | 'highPass' | 'gain';
  /** In order of time, at least one: held before the first and after the last, straight lines between (frequencies in octaves). */
  readonly points: readonly { readonly at: Ticks; readonly value: number }[];
}

/** A piece of music: constant tempo and meter, its key, and what each part plays. */
export interface Score {
  /** Quarter notes a minute. */
  readonly tempo: number;
  /** `[beats in a bar, note value of a beat]`: `[4, 4]`. */
  readonly meter: readonly [number, number];
  readonly key: Key;
  readonly parts: readonly Part[];
  /** In order, without gaps. */
  readonly chords: readonly ChordSpan[];
  readonly sections: readonly Section[];
  /** What moves on the desk; nothing when absent. */
  readonly automation?: readonly Automation[];
  /** End of the last bar. Notes may not start after it. */
  readonly duration: Ticks;
}

/** How long ticks last: `ticksToSeconds(480, 120)` is 0.5. */
export function ticksToSeconds(ticks: Ticks, tempo: number): number {
  return (ticks / PPQ) * (60 / tempo);
}

/** How many ticks pass, not rounded: `secondsToTicks(0.5, 120)` is 480. */
export function secondsToTicks(seconds: number, tempo: number): Ticks {
  return (seconds * tempo * PPQ) / 60;
}
