import type { MelodyEvent } from '../model/index.ts';
import { chordPitchClasses, nearestOf, pitchClass, scalePitchClasses, type Chord, type Key } from '../theory/index.ts';
import { chordAt, type Sixteenths, type WrittenChord, type WrittenNote } from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';
import type { Singing } from './style.ts';

/** Notes from here on are long enough to clash. */
const LONG: Sixteenths = 4;

const BARS_PER_BREATH = 4;

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
 * Edits a phrase of a network as an arranger would: into the instrument's register, thinned where it is too busy, with room to
 * breathe at the end of every four bars, within the velocities of the style, and without clashes on strong beats.
 */
export function editMelody(notes: readonly WrittenNote[], setting: MelodySetting): readonly WrittenNote[] {
  const { singing } = setting;
  const edited = breathe(thin(intoRegister(notes, singing.register), singing.notesPerBarMax), singing.breath);
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

/** Moves a phrase by octaves so that its middle lies in the middle of the register, and folds what still sticks out. */
export function intoRegister(
  notes: readonly WrittenNote[],
  [low, high]: readonly [number, number],
): readonly WrittenNote[] {
  const pitches = notes.map(({ pitch }) => pitch).sort((a, b) => a - b);
  const median = pitches[Math.floor(pitches.length / 2)] ?? 0;
  const octaves = Math.round(((low + high) / 2 - median) / 12) * 12;
  return notes.map((note) => {
    let pitch = note.pitch + octaves;
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
 */
export function mendClashes(notes: readonly WrittenNote[], setting: MelodySetting): readonly WrittenNote[] {
  const { key, chords, singing } = setting;
  const scale = scalePitchClasses(key);
  const period = chords.reduce((sum, { length }) => sum + length, 0);
  return notes.map((note) => {
    const { chord } = chordAt(chords, period > 0 ? note.at % period : note.at);
    const tones = chordPitchClasses(chord);
    if (tones.includes(pitchClass(note.pitch))) return note;
    if (clashes(note, chord, key)) return { ...note, pitch: moveTo(note.pitch, tones, singing.register) };
    if (scale.includes(pitchClass(note.pitch))) return note;
    return { ...note, pitch: moveTo(note.pitch, scale, singing.register) };
  });
}

/** Whether a note is heard as wrong over a chord. */
export function clashes(note: WrittenNote, chord: Chord, key: Key): boolean {
  const tone = pitchClass(note.pitch);
  const tones = chordPitchClasses(chord);
  if (tones.includes(tone) || (note.at % 8 !== 0 && note.length < LONG)) return false;
  return !scalePitchClasses(key).includes(tone) || tones.includes(pitchClass(tone - 1));
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
