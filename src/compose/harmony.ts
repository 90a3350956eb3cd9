import type { ChordEvent } from '../model/index.ts';
import type { Random } from '../random/index.ts';
import { colourChord, foreignTones, pitchClass, type Chord, type Colour, type Key } from '../theory/index.ts';
import { happens } from './chance.ts';
import { sectionEnd, sectionStart, songEnd, type LaidChord, type WrittenChord } from './draft.ts';
import { BEATS_PER_BAR, SIXTEENTHS_PER_BAR, type PlannedSection } from './form.ts';

const SIXTEENTHS_PER_BEAT = 4;

/**
 * Holds changes that come faster than `beats`: in each stretch of so many beats the chord that rules longest stays, and equal
 * neighbours become one. An edit of what the network wrote; the length stays the same.
 */
export function holdChords(events: readonly ChordEvent[], beats: number): readonly ChordEvent[] {
  const total = events.reduce((sum, event) => sum + event.beats, 0);
  const held: ChordEvent[] = [];
  for (let start = 0; start < total; start += beats) {
    const end = Math.min(total, start + beats);
    let at = 0;
    let longest: { readonly event: ChordEvent; readonly share: number } | undefined;
    for (const event of events) {
      const share = Math.min(end, at + event.beats) - Math.max(start, at);
      if (share > 0 && share > (longest?.share ?? 0)) longest = { event, share };
      at += event.beats;
    }
    if (longest === undefined) continue;
    const { root, quality } = longest.event;
    const previous = held.at(-1);
    if (previous?.root === root && previous.quality === quality) {
      held[held.length - 1] = { ...previous, beats: previous.beats + end - start };
    } else held.push({ root, quality, beats: end - start });
  }
  return held;
}

/**
 * A progression that comes home by its first chord's two and five, two beats each, in place of its last bar: the turnaround of
 * jazz. In minor, and before a minor chord, the two is half diminished.
 */
export function turnAround(events: readonly ChordEvent[]): readonly ChordEvent[] {
  const [first] = events;
  const total = events.reduce((sum, { beats }) => sum + beats, 0);
  if (first === undefined || total <= BEATS_PER_BAR) return events;
  const kept: ChordEvent[] = [];
  let at = 0;
  for (const event of events) {
    const beats = Math.min(event.beats, total - BEATS_PER_BAR - at);
    if (beats > 0) kept.push({ ...event, beats });
    at += event.beats;
  }
  const isMinor = first.quality.startsWith('min');
  return [
    ...kept,
    { root: pitchClass(first.root + 2), quality: isMinor ? 'halfDim7' : 'min7', beats: BEATS_PER_BAR / 2 },
    { root: pitchClass(first.root + 7), quality: 'dom7', beats: BEATS_PER_BAR / 2 },
  ];
}

/**
 * What is wrong with a progression, 0 for nothing: standing still, few roots, tones outside the key. A take with faults is asked
 * for again, and the best of some is kept.
 */
export function progressionFaults(events: readonly ChordEvent[], key: Key): number {
  const roots = new Set(events.map(({ root }) => root)).size;
  const foreign = events.reduce((sum, event) => sum + foreignTones(transpose(event, key), key) * event.beats, 0);
  const beats = events.reduce((sum, event) => sum + event.beats, 0);
  const stale = Math.max(0, ...events.map((event) => event.beats)) > beats / 2 ? 1 : 0;
  // One foreign tone for a quarter of the time (a dominant in minor) is colour; more begins to leave the key.
  return Math.max(0, 3 - roots) + stale + Math.max(0, (foreign / beats) * 4 - 1);
}

/** A network's progression in the song's key, with the sevenths and ninths of the key; equal chords are coloured alike. */
export function writeChords(
  events: readonly ChordEvent[],
  options: { readonly key: Key; readonly sevenths: number; readonly ninths: number; readonly random: Random },
): readonly WrittenChord[] {
  const { key, sevenths, ninths, random } = options;
  const coloured = new Map<string, Chord>();
  const colour = (): Colour => {
    const isNinth = happens(ninths, random);
    if (sevenths < 1 && !happens(sevenths, random)) return 'triad';
    return isNinth ? 'ninth' : 'seventh';
  };
  let at = 0;
  return events.map((event) => {
    const name = `${event.root} ${event.quality}`;
    const chord = coloured.get(name) ?? colourChord(transpose(event, key), key, colour());
    coloured.set(name, chord);
    const written = { at, length: event.beats * SIXTEENTHS_PER_BEAT, chord };
    at += written.length;
    return written;
  });
}

/**
 * The chords of the whole song: each section repeats its phrase's progression from its beginning, and the last bar is the tonic,
 * left to ring.
 */
export function layChords(
  sections: readonly PlannedSection[],
  phrases: Readonly<Record<string, { readonly chords: readonly WrittenChord[] }>>,
  key: Key,
): readonly LaidChord[] {
  const lastBar = songEnd(sections) - SIXTEENTHS_PER_BAR;
  const laid: LaidChord[] = [];
  for (const section of sections) {
    const end = Math.min(sectionEnd(section), lastBar);
    const progression = phrases[section.phrase]?.chords ?? [];
    const period = progression.reduce((sum, { length }) => sum + length, 0);
    if (period === 0) throw new RangeError(`Phrase "${section.phrase}" has no chords.`);
    for (let from = sectionStart(section); from < end; from += period) {
      for (const { at, length, chord } of progression) {
        const source = `${section.phrase} ${at}`;
        if (from + at < end) laid.push({ at: from + at, length: Math.min(length, end - from - at), chord, source });
      }
    }
  }
  const home: Chord = { root: key.tonic, quality: key.mode === 'major' ? 'maj' : 'min' };
  laid.push({ at: lastBar, length: SIXTEENTHS_PER_BAR, chord: colourChord(home, key, 'ninth'), source: 'home' });
  return laid;
}

function transpose(event: ChordEvent, key: Key): Chord {
  return { root: pitchClass(event.root + key.tonic), quality: event.quality };
}
