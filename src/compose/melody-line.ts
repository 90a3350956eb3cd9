import type { MelodyEvent } from '../model/index.ts';
import { chordPitchClasses, nearestOf, pitchClass, scalePitchClasses, type Chord, type Key } from '../theory/index.ts';
import { chordAt, type Sixteenths, type WrittenChord, type WrittenNote } from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';
import type { Singing } from './lofi-style.ts';

/** Notes from here on are long enough to clash. */
const LONG: Sixteenths = 4;

const BARS_PER_BREATH = 4;

/** How far a phrase may be moved, in semitones. */
const OCTAVES: readonly number[] = [0, 12, -12, 24, -24, 36, -36];

/** What the editor is told of the song. */
export interface MelodySetting {
  readonly key: Key;
  /** Chords under the phrase; they repeat when the melody is longer. */
  readonly chords: readonly WrittenChord[];
  readonly singing: Singing;
}

/** Events of a network (which follow each other, in C) as notes in the song's key; rests become gaps. */
export function writeMelody(events: readonly MelodyEvent[], key: Key): readonly WrittenNote[] {
  // The nearer way to the key: up to six semitones down, five up.
  const shift = key.tonic > 5 ? key.tonic - 12 : key.tonic;
  const notes: WrittenNote[] = [];
  let at = 0;
  for (const { pitch, sixteenths, velocity } of events) {
    if (pitch !== undefined) notes.push({ at, length: sixteenths, pitch: pitch + shift, velocity, late: 0 });
    at += sixteenths;
  }
  return notes;
}

/**
 * Edits a phrase of a network as an arranger would: into the instrument's register, thinned where it is too busy, tied together over
 * short gaps, with room to breathe at the end of every four bars, within the velocities of the style, and without clashes.
 */
export function editMelody(notes: readonly WrittenNote[], setting: MelodySetting): readonly WrittenNote[] {
  const { singing } = setting;
  const thinned = thin(intoRegister(notes, singing.register), singing.notesPerBarMax);
  const edited = breathe(tie(thinned, singing.ringThrough), singing.breath);
  const velocities = edited.map(({ velocity }) => velocity);
  const [softest, loudest] = [Math.min(...velocities), Math.max(...velocities)];
  const [low, high] = singing.velocities;
  return mendClashes(
    edited.map((note) => ({
      ...note,
      velocity: low + ((note.velocity - softest) / Math.max(1, loudest - softest)) * (high - low),
    })),
    setting,
  );
}

/**
 * Moves a phrase by octaves to where the fewest notes stick out of the register, and of such places to where its middle is nearest to
 * the register's; what still sticks out is folded back by octaves.
 */
export function intoRegister(
  notes: readonly WrittenNote[],
  [low, high]: readonly [number, number],
): readonly WrittenNote[] {
  const pitches = notes.map(({ pitch }) => pitch).sort((a, b) => a - b);
  const median = pitches[Math.floor(pitches.length / 2)] ?? 0;
  const outside = (shift: number) => pitches.filter((pitch) => pitch + shift < low || pitch + shift > high).length;
  const away = (shift: number) => Math.abs(median + shift - (low + high) / 2);
  const shift = OCTAVES.toSorted((a, b) => outside(a) - outside(b) || away(a) - away(b))[0] ?? 0;
  return notes.map((note) => {
    let pitch = note.pitch + shift;
    while (pitch > high) pitch -= 12;
    while (pitch < low) pitch += 12;
    return { ...note, pitch };
  });
}

/** Leaves at most so many notes in a bar: short ones off the beat go first. */
export function thin(notes: readonly WrittenNote[], notesPerBarMax: number): readonly WrittenNote[] {
  const weight = (note: WrittenNote) => (note.at % 4 === 0 ? 8 : note.at % 2 === 0 ? 2 : 0) + Math.min(8, note.length);
  return notes.filter((note) => {
    const bar = notes.filter(({ at }) => barOf(at) === barOf(note.at));
    const heavier = bar.filter(
      (other) => weight(other) > weight(note) || (weight(other) === weight(note) && other.at < note.at),
    );
    return heavier.length < notesPerBarMax;
  });
}

/** Lets a note ring until the next one where no more than `gap` is between them, so that short notes make a line. */
export function tie(notes: readonly WrittenNote[], gap: Sixteenths): readonly WrittenNote[] {
  return notes.map((note, index) => {
    const until = notes[index + 1]?.at ?? note.at;
    const silence = until - note.at - note.length;
    return silence > 0 && silence <= gap ? { ...note, length: until - note.at } : note;
  });
}

/** Silence at the end of every four bars: what starts there goes, what sounds there is cut. */
export function breathe(notes: readonly WrittenNote[], breath: Sixteenths): readonly WrittenNote[] {
  const period = BARS_PER_BREATH * SIXTEENTHS_PER_BAR;
  return notes.flatMap((note) => {
    const stop = Math.floor(note.at / period) * period + period - breath;
    return note.at >= stop ? [] : [{ ...note, length: Math.min(note.length, stop - note.at) }];
  });
}

/**
 * Mends what clashes with the chord: on beats 1 and 3 and in long notes, a pitch a semitone above a chord tone (the "avoid note" of
 * jazz teaching) or outside the key goes to the nearest chord tone; elsewhere a foreign pitch goes to the nearest of the scale.
 * A note that rings into a chord it clashes with ends where that chord begins.
 */
export function mendClashes(notes: readonly WrittenNote[], setting: MelodySetting): readonly WrittenNote[] {
  const { key, chords, singing } = setting;
  const scale = scalePitchClasses(key);
  const period = chords.reduce((sum, { length }) => sum + length, 0);
  return notes.map((note) => {
    const place = period > 0 ? note.at % period : note.at;
    const ruling = chordAt(chords, place);
    const tones = chordPitchClasses(ruling.chord);
    const inChord = tones.includes(pitchClass(note.pitch));
    const mended = { ...note };
    if (clashes(note, ruling.chord, key)) mended.pitch = moveTo(note.pitch, tones, singing.register);
    else if (!inChord && !scale.includes(pitchClass(note.pitch))) {
      mended.pitch = moveTo(note.pitch, scale, singing.register);
    }
    const untilChange = ruling.at + ruling.length - place;
    const next = chordAt(chords, period > 0 ? (place + untilChange) % period : place).chord;
    if (note.length > untilChange && rubs(mended.pitch, next)) mended.length = untilChange;
    return mended;
  });
}

/** Whether a pitch is a semitone above a tone of the chord, and none of its tones. */
function rubs(pitch: number, chord: Chord): boolean {
  const tones = chordPitchClasses(chord);
  return !tones.includes(pitchClass(pitch)) && tones.includes(pitchClass(pitch - 1));
}

/** Whether a note is heard as wrong over a chord. */
export function clashes(note: WrittenNote, chord: Chord, key: Key): boolean {
  const tone = pitchClass(note.pitch);
  if (note.at % 8 !== 0 && note.length < LONG) return false;
  const foreign = !scalePitchClasses(key).includes(tone) && !chordPitchClasses(chord).includes(tone);
  return foreign || rubs(note.pitch, chord);
}

function moveTo(pitch: number, tones: readonly number[], [low, high]: readonly [number, number]): number {
  const up = pitchClass(nearestOf(pitchClass(pitch), tones) - pitch);
  const moved = pitch + (up > 6 ? up - 12 : up);
  if (moved > high) return moved - 12;
  return moved < low ? moved + 12 : moved;
}

function barOf(at: Sixteenths): number {
  return Math.floor(at / SIXTEENTHS_PER_BAR);
}

/** What is wrong with an edited phrase, 0 for nothing: too few notes to be a tune, one note again and again, restless leaps. */
export function melodyFaults(notes: readonly WrittenNote[], bars: number): number {
  const perBar = notes.length / bars;
  const steps = notes.slice(1).map((note, index) => Math.abs(note.pitch - (notes[index]?.pitch ?? note.pitch)));
  const share = (count: number) => count / Math.max(1, steps.length);
  const repeats = share(steps.filter((step) => step === 0).length);
  const leaps = share(steps.filter((step) => step > 7).length);
  const emptyBars = Array.from({ length: bars }, (_, bar) => notes.some(({ at }) => barOf(at) === bar)).filter(
    (played) => !played,
  );
  return (
    Math.max(0, 1.5 - perBar) +
    Math.max(0, repeats - 0.4) * 4 +
    Math.max(0, leaps - 0.25) * 4 +
    Math.max(0, emptyBars.length - bars / 4)
  );
}
