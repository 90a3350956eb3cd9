import { chordPitchClasses, type Chord } from './chord.ts';
import type { Pitch, PitchClass } from './pitch.ts';

/** Where a hand may lie. */
export interface VoicingRange {
  /** Lowest and highest pitch allowed. */
  readonly low: Pitch;
  readonly high: Pitch;
  /** How many notes at most; a chord with more tones loses its root first (the bass has it), then its fifth. */
  readonly voices: number;
}

/** Close position for a keyboard's middle: C3 to C5, four fingers. */
export const KEYBOARD_RANGE: VoicingRange = { low: 48, high: 72, voices: 4 };

/** A hand's reach: an octave and a third. */
const SPAN_MAX = 16;

/**
 * The smallest interval that stays clear above a low note, after the arranger's "low interval limits": nothing closer than a fifth
 * below E3, than a minor third below A3; above that a semitone is a colour, not mud.
 */
function smallestInterval(below: Pitch): number {
  if (below < 52) return 7;
  return below < 57 ? 3 : 1;
}

/** The pitch classes of a chord that a hand of so many voices plays. */
function playedTones(chord: Chord, voices: number): readonly PitchClass[] {
  const tones = [...chordPitchClasses(chord)];
  const fifth = tones[2];
  if (tones.length > voices) tones.shift();
  return tones.length > voices ? tones.filter((tone) => tone !== fifth) : tones;
}

/** Every way to lay the tones out within the range, each tone once, lowest first. */
function layouts(tones: readonly PitchClass[], range: VoicingRange): readonly (readonly Pitch[])[] {
  let partial: readonly (readonly Pitch[])[] = [[]];
  for (const tone of tones) {
    const places: Pitch[] = [];
    for (let pitch = range.low; pitch <= range.high; pitch += 1) if (pitch % 12 === tone) places.push(pitch);
    partial = partial.flatMap((layout) => places.map((pitch) => [...layout, pitch]));
  }
  return partial.map((layout) => [...layout].sort((a, b) => a - b));
}

function spread(voicing: readonly Pitch[]): number {
  return (voicing.at(-1) ?? 0) - (voicing[0] ?? 0);
}

/** Intervals that are too narrow for where they lie; a cluster (two semitone-or-tone steps in a row) counts too. */
function muddiness(voicing: readonly Pitch[]): number {
  let mud = 0;
  voicing.slice(1).forEach((pitch, index) => {
    const below = voicing[index] ?? 0;
    if (pitch - below < smallestInterval(below)) mud += 1;
    const twoBelow = voicing[index - 1];
    if (twoBelow !== undefined && pitch - twoBelow <= 3) mud += 1;
  });
  // A semitone under the melody voice sounds like a wrong note.
  if ((voicing.at(-1) ?? 0) - (voicing.at(-2) ?? -12) === 1) mud += 1;
  return mud;
}

/**
 * How far hands move between two voicings, in semitones: each note of the larger to the nearest of the other, summed;
 * `voicingDistance([60, 64, 67], [60, 65, 69])` is 3.
 */
export function voicingDistance(from: readonly Pitch[], to: readonly Pitch[]): number {
  const [more, fewer] = from.length >= to.length ? [from, to] : [to, from];
  if (more.length === fewer.length) {
    return more.reduce((sum, pitch, index) => sum + Math.abs(pitch - (fewer[index] ?? pitch)), 0);
  }
  return more.reduce((sum, pitch) => sum + Math.min(...fewer.map((other) => Math.abs(pitch - other))), 0);
}

/**
 * Lays a chord out in close position, moving as little as possible from the voicing before it, and drifting back to the middle of
 * the range. Notes lowest first. Throws a RangeError when the range has no room for the chord.
 */
export function voiceChord(
  chord: Chord,
  previous?: readonly Pitch[],
  range: VoicingRange = KEYBOARD_RANGE,
): readonly Pitch[] {
  const middle = (range.low + range.high) / 2;
  let best: readonly Pitch[] | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const layout of layouts(playedTones(chord, range.voices), range)) {
    const centre = layout.reduce((sum, pitch) => sum + pitch, 0) / layout.length;
    const cost =
      (previous === undefined ? 0 : voicingDistance(previous, layout)) +
      Math.abs(centre - middle) * (previous === undefined ? 2 : 0.5) +
      muddiness(layout) * 12 +
      Math.max(0, spread(layout) - SPAN_MAX) * 12;
    if (cost < bestCost) {
      best = layout;
      bestCost = cost;
    }
  }
  if (best === undefined) throw new RangeError(`No room for a chord between pitches ${range.low} and ${range.high}.`);
  return best;
}
