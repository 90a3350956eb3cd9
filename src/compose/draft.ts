import type { PartRole } from '../score/index.ts';
import type { Chord, DrumVoice, Key } from '../theory/index.ts';
import { SIXTEENTHS_PER_BAR, type PlannedSection } from './form.ts';
import type { LofiStyle } from './lofi-style.ts';

/** A time or length in sixteenths of a bar, on the grid, before anyone plays it. */
export type Sixteenths = number;

/** A note as it is written, before a hand plays it: see `perform`. */
export interface WrittenNote {
  /** From the start of the song, or of the phrase. */
  readonly at: Sixteenths;
  readonly length: Sixteenths;
  readonly pitch: number;
  /** MIDI velocity, not yet rounded. */
  readonly velocity: number;
  /** Milliseconds behind the grid. */
  readonly late: number;
}

/** A chord and where it rules. */
export interface WrittenChord {
  readonly at: Sixteenths;
  readonly length: Sixteenths;
  readonly chord: Chord;
}

/** A chord of the song. */
export interface LaidChord extends WrittenChord {
  /** Which chord of which phrase it is. What comes from the same one is played the same way: that is how a song repeats itself. */
  readonly source: string;
}

/** A stroke of a groove. */
export interface Stroke {
  /** From the bar line. */
  readonly at: Sixteenths;
  readonly voice: DrumVoice;
  /** MIDI velocity, as the network writes it: the arranger gives each voice its place in the mix. */
  readonly velocity: number;
  /** Ticks behind the grid. */
  readonly offset: number;
}

/** What the musicians wrote for a phrase, edited: chords for `harmony.bars` bars, which repeat, and eight bars of melody. */
export interface Phrase {
  readonly chords: readonly WrittenChord[];
  readonly melody: readonly WrittenNote[];
  /** Bars of drums, which repeat; none in a style without drums. */
  readonly groove: readonly (readonly Stroke[])[];
}

/** A song on paper: what the players read from. */
export interface Draft {
  readonly style: LofiStyle;
  readonly key: Key;
  readonly tempo: number;
  readonly sections: readonly PlannedSection[];
  /** From the first bar to the last, without gaps. */
  readonly chords: readonly LaidChord[];
  readonly phrases: Readonly<Record<string, Phrase>>;
}

/** Where a section starts. */
export function sectionStart(section: PlannedSection): Sixteenths {
  return section.startBar * SIXTEENTHS_PER_BAR;
}

/** Where a section ends. */
export function sectionEnd(section: PlannedSection): Sixteenths {
  return (section.startBar + section.bars) * SIXTEENTHS_PER_BAR;
}

/** Where the last section ends. */
export function songEnd(sections: readonly PlannedSection[]): Sixteenths {
  return Math.max(0, ...sections.map(sectionEnd));
}

/** The sections that a part plays in. */
export function sectionsOf(draft: Draft, role: PartRole): readonly PlannedSection[] {
  return draft.sections.filter((section) => section.parts.includes(role));
}

/** The chord that rules at a time; the last one after the end. Throws a RangeError when there are no chords. */
export function chordAt(chords: readonly WrittenChord[], at: Sixteenths): WrittenChord {
  const ruling = chords.findLast((chord) => chord.at <= at) ?? chords[0];
  if (ruling === undefined) throw new RangeError('There are no chords to play over.');
  return ruling;
}

/** How long the first and the last bars take to come and go. */
const FADE_BARS = 2;

/**
 * How loud everyone plays at a time, 0 to 1: by the section's energy, and softer in the first and last bars, so that a song
 * grows out of the one before it and leaves room for the next.
 */
export function dynamics(draft: Draft, at: Sixteenths): number {
  const section = draft.sections.findLast((candidate) => sectionStart(candidate) <= at);
  const fromEdge = Math.min(at, songEnd(draft.sections) - at) / (FADE_BARS * SIXTEENTHS_PER_BAR);
  const edge = 0.65 + 0.35 * Math.min(1, Math.max(0, fromEdge));
  return (0.7 + 0.3 * (section?.energy ?? 0)) * edge;
}
