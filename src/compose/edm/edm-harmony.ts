import type { ChordEvent, Musicians } from '../../model/index.ts';
import { deriveSeed, seededRandom } from '../../random/index.ts';
import {
  colourChord,
  foreignTones,
  nearestOf,
  pitchClass,
  scalePitchClasses,
  type Chord,
  type Key,
} from '../../theory/index.ts';
import { audition, type Audition } from '../audition.ts';
import { choose } from '../chance.ts';
import type { WrittenChord } from '../draft.ts';
import { BEATS_PER_BAR, SIXTEENTHS_PER_BAR } from '../form.ts';
import { holdChords } from '../harmony.ts';
import { edmEnd, edmStart, type EdmSection } from './edm-form.ts';
import type { EdmStyle } from './edm-style.ts';

const TAKES = 6;

/** A progression has room for so many chords. */
const CHORDS_MIN = 4;

/** Has the chord network write a progression in the key, edits it, and keeps the take with the fewest faults. */
export function writeProgression(
  musicians: Musicians,
  options: { readonly style: EdmStyle; readonly key: Key; readonly seed: number },
): Audition<readonly WrittenChord[]> {
  const { key, seed } = options;
  const { bars, barsPerChord, temperature, topP, colour } = options.style.harmony;
  const barsEach = choose(barsPerChord, seededRandom(deriveSeed(seed, 'changes')));
  const beats = barsEach * BEATS_PER_BAR;
  const heard = audition(
    (attempt) => {
      const written = musicians.chords({
        seed: deriveSeed(seed, `chords ${attempt}`),
        temperature,
        topP,
        mode: key.mode,
        beats: Math.max(bars, CHORDS_MIN * barsEach) * BEATS_PER_BAR,
      });
      const diatonic = written.map((event) => ({ ...event, ...intoKey(event, key.mode) }));
      return holdChords(diatonic, beats);
    },
    (events) => loopFaults(events, beats),
    TAKES,
  );
  let at = 0;
  const take = heard.take.map(({ root, quality, beats: length }): WrittenChord => {
    const chord = colourChord({ root: pitchClass(root + key.tonic), quality }, key, colour);
    const written = { at, length: length * (SIXTEENTHS_PER_BAR / BEATS_PER_BAR), chord };
    at += written.length;
    return written;
  });
  return { take, rejections: heard.rejections };
}

/**
 * A network's chord as the triad of the key on its root, or on the step nearest to a foreign root. A diminished triad gives way to the
 * one that shares most with it: VII becomes V in major, II becomes IV in minor. Roots are semitones above the tonic, as the network's.
 */
export function intoKey({ root }: Chord, mode: Key['mode']): Chord {
  const key: Key = { tonic: 0, mode };
  const step = nearestOf(pitchClass(root), scalePitchClasses(key));
  const triad = (['maj', 'min'] as const)
    .map((quality): Chord => ({ root: step, quality }))
    .find((chord) => foreignTones(chord, key) === 0);
  if (triad !== undefined) return triad;
  return mode === 'major' ? { root: 7, quality: 'maj' } : { root: 5, quality: 'min' };
}

/** What is wrong with a progression that goes round: too few chords, standing still, ending as it begins, no home. */
function loopFaults(events: readonly ChordEvent[], beats: number): number {
  const roots = new Set(events.map(({ root }) => root)).size;
  const still = events.some((event) => event.beats > 2 * beats) ? 1 : 0;
  const closes = events.length > 1 && events[0]?.root === events.at(-1)?.root ? 0.5 : 0;
  const homeless = events.some(({ root }) => root === 0) ? 0 : 0.5;
  // Four chords are better than three, and three are the least.
  return Math.max(0, 3 - roots) + Math.max(0, 4 - roots) * 0.3 + still + closes + homeless;
}

/** The chords of a whole song: in each section the progression begins anew and goes round, and the last bar is the tonic, left to ring. */
export function layProgression(
  progression: readonly WrittenChord[],
  sections: readonly EdmSection[],
  key: Key,
): readonly WrittenChord[] {
  const period = progression.reduce((sum, { length }) => sum + length, 0);
  if (period === 0) throw new RangeError('A progression needs chords.');
  const lastBar = Math.max(0, ...sections.map(edmEnd)) - SIXTEENTHS_PER_BAR;
  const laid: WrittenChord[] = [];
  for (const section of sections) {
    const end = Math.min(edmEnd(section), lastBar);
    for (let from = edmStart(section); from < end; from += period) {
      for (const { at, length, chord } of progression) {
        if (from + at < end) laid.push({ at: from + at, length: Math.min(length, end - from - at), chord });
      }
    }
  }
  const home: Chord = { root: key.tonic, quality: key.mode === 'major' ? 'maj' : 'min' };
  return [...laid, { at: lastBar, length: SIXTEENTHS_PER_BAR, chord: home }];
}
