import { chordAt, type Sixteenths, type Stroke, type WrittenChord, type WrittenNote } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import type { Key } from '../../theory/index.ts';
import type { PartRole } from '../../score/index.ts';
import { edmEnd, edmStart, type EdmKind, type EdmSection } from './edm-form.ts';
import type { EdmStyle } from './edm-style.ts';

/** What the networks wrote for a song, edited. */
export interface EdmIdeas {
  /** A progression of some bars, which goes round. */
  readonly progression: readonly WrittenChord[];
  /** Eight bars of melody over it. */
  readonly hook: readonly WrittenNote[];
  /** The top line of two bars, a pitch for each sixteenth: how an arpeggio goes up and down. */
  readonly contour: readonly number[];
  /** Eight bars of the classical line against the melody. */
  readonly counter: readonly WrittenNote[];
  /** Bars of drums, which go round. */
  readonly groove: readonly (readonly Stroke[])[];
  /** A bar of drums that ends a section. */
  readonly fill: readonly Stroke[];
}

/** A song of dance music on paper: what the players read from. */
export interface EdmDraft extends EdmIdeas {
  readonly style: EdmStyle;
  readonly key: Key;
  readonly tempo: number;
  readonly sections: readonly EdmSection[];
  /** From the first bar to the last, without gaps. */
  readonly chords: readonly WrittenChord[];
  /** 0 is EDM, 1 Classical. */
  readonly classical: number;
  /** 0 to 1, as it was asked for: {@link SPARSE} and less leaves things out, {@link FULL} and more adds some. */
  readonly energy: number;
  readonly seed: number;
}

/** From which energy on a song is sparse or full. */
export const SPARSE = 0.3;
export const FULL = 0.7;

/** The sections in which a part plays; a sparse song has no arpeggios but in breaks. */
export function edmSectionsOf(draft: EdmDraft, role: PartRole): readonly EdmSection[] {
  const rests = (kind: EdmKind) => role === 'arp' && kind !== 'break' && draft.energy <= SPARSE;
  return draft.sections.filter(({ kind }) => draft.style.layers[kind].includes(role) && !rests(kind));
}

/** Where the last bar begins: its chord is left to ring. */
export function lastBarStart(draft: EdmDraft): Sixteenths {
  return Math.max(0, ...draft.sections.map(edmEnd)) - SIXTEENTHS_PER_BAR;
}

/** A stretch of a section under one chord. */
export interface Stretch extends WrittenChord {
  /** The chord that follows; undefined at the end. */
  readonly next: WrittenChord | undefined;
}

/** The chords within a section, cut to it, but for the song's last bar. */
export function stretchesOf(draft: EdmDraft, section: EdmSection): readonly Stretch[] {
  const from = edmStart(section);
  const until = Math.min(edmEnd(section), lastBarStart(draft));
  return draft.chords.flatMap((written, index) => {
    const at = Math.max(from, written.at);
    const end = Math.min(until, written.at + written.length);
    return end > at ? [{ chord: written.chord, at, length: end - at, next: draft.chords[index + 1] }] : [];
  });
}

/** The chord of the song's last bar. */
export function lastChord(draft: EdmDraft): WrittenChord {
  return chordAt(draft.chords, lastBarStart(draft));
}

/** How loud everyone plays at a time, 0 to 1: by the section's energy, and rising through a build. */
export function edmDynamics(draft: EdmDraft, at: Sixteenths): number {
  const section = draft.sections.findLast((candidate) => edmStart(candidate) <= at);
  if (section === undefined) return 1;
  const done = (at - edmStart(section)) / (edmEnd(section) - edmStart(section));
  const rise = section.kind === 'build' ? (1 - section.energy) * Math.min(1, done) : 0;
  return 0.72 + 0.28 * (section.energy + rise);
}

/** Bars that ideas last. */
const IDEA: Sixteenths = 8 * SIXTEENTHS_PER_BAR;

/** An idea of eight bars from the beginning of a section, again and again until it ends; the song's last bar is left free. */
export function roundIn(draft: EdmDraft, section: EdmSection, idea: readonly WrittenNote[]): readonly WrittenNote[] {
  const until = Math.min(edmEnd(section), lastBarStart(draft));
  const notes: WrittenNote[] = [];
  for (let from = edmStart(section); from < until; from += IDEA) {
    for (const note of idea) {
      const at = from + note.at;
      if (at < until) notes.push({ ...note, at, length: Math.min(note.length, until - at) });
    }
  }
  return notes;
}
