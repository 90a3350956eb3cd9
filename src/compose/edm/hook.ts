import type { RollEvent } from '../../model/index.ts';
import {
  chordPitchClasses,
  nearestOf,
  pitchClass,
  scalePitchClasses,
  type Key,
  type Pitch,
} from '../../theory/index.ts';
import { chordAt, type Sixteenths, type WrittenChord, type WrittenNote } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import type { Range } from '../style-fields.ts';
import { figureLength, readFigure, type FigureNote } from './figure.ts';

/** Bars of a hook. */
export const HOOK_BARS = 8;

/** Larger steps than an octave less a tone can't be sung. */
const LEAP_MAX = 9;

/** A lead rests for so long after its figure's last note when the figure says nothing. */
const LAST_NOTE: Sixteenths = 4;

/** What a hook is fitted to. */
export interface HookSetting {
  readonly key: Key;
  /** Goes round under the hook. */
  readonly progression: readonly WrittenChord[];
  readonly register: Range;
  readonly velocity: number;
}

/** Moves a roll, which is in C major or A minor, to a key: at most six semitones down, five up. */
export function toKey(events: readonly RollEvent[], key: Key): readonly RollEvent[] {
  const up = pitchClass(key.tonic - (key.mode === 'minor' ? 9 : 0));
  const shift = up > 5 ? up - 12 : up;
  return events.map((event) => ({ ...event, pitch: event.pitch + shift }));
}

/** The highest pitch that begins at each sixteenth of a roll; where none begins, the one before goes on. */
export function skyline(events: readonly RollEvent[], sixteenths: Sixteenths): readonly Pitch[] {
  const tops = new Map<number, Pitch>();
  for (const { at, pitch } of events) tops.set(at, Math.max(pitch, tops.get(at) ?? 0));
  let last = events[0]?.pitch ?? 60;
  return Array.from({ length: sixteenths }, (_, at) => (last = tops.get(at) ?? last));
}

/** Notes that a rhythm of two bars may have: fewer are no melody, more can't be sung. */
const OWN_NOTES: Range = [5, 14];

/** The rhythm of the highest notes in the first two bars of a roll, as a figure; undefined when it has too few or too many. */
export function ownFigure(roll: readonly RollEvent[]): string | undefined {
  const tops = skyline(roll, 2 * SIXTEENTHS_PER_BAR);
  const signs = tops.map((top, at) => (roll.some((event) => event.at === at && event.pitch === top) ? 'x' : '-'));
  const notes = signs.filter((sign) => sign === 'x').length;
  return notes >= OWN_NOTES[0] && notes <= OWN_NOTES[1] ? signs.join('') : undefined;
}

/**
 * A hook of eight bars from the top line of a roll: the roll says the pitches, a figure of two bars the rhythm. It is built like a
 * period: question, answer, question, another answer, so that half of it is known when it has been heard once; the last note is long.
 * `from` is the bar of the roll that it begins with.
 */
export function shapeHook(
  top: readonly Pitch[],
  figure: string,
  from: number,
  setting: HookSetting,
): readonly WrittenNote[] {
  const length = figureLength(figure);
  const rhythm = readFigure(figure);
  const question = linePitches(top, rhythm, from * SIXTEENTHS_PER_BAR);
  const answers = [2, 3].map((ahead) => linePitches(top, rhythm, (from + ahead) * SIXTEENTHS_PER_BAR));
  const half = length / 2;
  const notes = Array.from({ length: 4 }, (_, part): readonly WrittenNote[] => {
    const isAnswer = part % 2 === 1;
    const answer = answers[Math.floor(part / 2)] ?? question;
    return rhythm.flatMap(({ at, length: held }, index): readonly WrittenNote[] => {
      // An answer begins as the question did and ends otherwise.
      const line = isAnswer && at >= half ? answer : question;
      const ends = isAnswer && index === rhythm.length - 1;
      const pitch = line[index] ?? question[index];
      if (pitch === undefined) return [];
      const sounding = ends ? Math.max(held, Math.min(LAST_NOTE, length - at)) : held;
      return [{ at: part * length + at, length: sounding, pitch, velocity: accent(at, setting.velocity), late: 0 }];
    });
  }).flat();
  return fitHook(notes, setting);
}

function linePitches(top: readonly Pitch[], rhythm: readonly FigureNote[], from: Sixteenths): readonly Pitch[] {
  return rhythm.map(({ at }) => top[(from + at) % Math.max(1, top.length)] ?? 60);
}

function accent(at: Sixteenths, velocity: number): number {
  return velocity * (at % 8 === 0 ? 1.06 : at % 4 === 0 ? 1 : 0.93);
}

/**
 * Fits a line to the harmony and to a voice: chord tones on the beats and in long notes, the scale elsewhere, no leap wider than
 * {@link LEAP_MAX}, all within the register.
 */
export function fitHook(notes: readonly WrittenNote[], setting: HookSetting): readonly WrittenNote[] {
  const { key, progression, register } = setting;
  const scale = scalePitchClasses(key);
  const period = progression.reduce((sum, { length }) => sum + length, 0);
  const home = homeShift(notes, register);
  let previous: Pitch | undefined;
  return notes.map((note) => {
    const tones = chordPitchClasses(chordAt(progression, note.at % Math.max(1, period)).chord);
    const strong = note.at % 4 === 0 || note.length >= 4;
    const near = previous === undefined ? note.pitch + home : closeTo(note.pitch + home, previous);
    const pitch = intoRange(snap(near, strong ? tones : scale), register);
    previous = pitch;
    return { ...note, pitch };
  });
}

/** Octaves that bring the middle of a line nearest to the middle of a register. */
function homeShift(notes: readonly WrittenNote[], [low, high]: Range): number {
  const pitches = notes.map(({ pitch }) => pitch).sort((a, b) => a - b);
  const median = pitches[Math.floor(pitches.length / 2)] ?? 0;
  return Math.round(((low + high) / 2 - median) / 12) * 12;
}

/** The octave of a pitch that is no leap away from another. */
function closeTo(pitch: Pitch, previous: Pitch): Pitch {
  if (Math.abs(pitch - previous) <= LEAP_MAX) return pitch;
  const up = pitchClass(pitch - previous);
  return up <= 6 ? previous + up : previous + up - 12;
}

function snap(pitch: Pitch, tones: readonly number[]): Pitch {
  const up = pitchClass(nearestOf(pitchClass(pitch), tones) - pitch);
  return pitch + (up > 6 ? up - 12 : up);
}

/** Folds a pitch by octaves into a register, which is at least an octave wide. */
export function intoRange(pitch: Pitch, [low, high]: Range): Pitch {
  let folded = pitch;
  while (folded > high) folded -= 12;
  while (folded < low) folded += 12;
  return folded;
}

/**
 * What is wrong with a hook, 0 for nothing: a range that no one would sing or that says nothing, one note again and again, many
 * leaps, too few different notes.
 */
export function hookFaults(notes: readonly WrittenNote[]): number {
  const pitches = notes.map(({ pitch }) => pitch);
  const range = Math.max(...pitches) - Math.min(...pitches);
  const steps = pitches.slice(1).map((pitch, index) => Math.abs(pitch - (pitches[index] ?? pitch)));
  const share = (test: (step: number) => boolean) => steps.filter(test).length / Math.max(1, steps.length);
  return (
    Math.max(0, 7 - range) / 4 +
    Math.max(0, range - 16) / 4 +
    Math.max(0, 5 - new Set(pitches).size) / 2 +
    Math.max(0, share((step) => step === 0) - 0.35) * 4 +
    Math.max(0, share((step) => step > 5) - 0.2) * 3 +
    Math.max(0, 0.25 - share((step) => step > 0 && step <= 2)) * 2
  );
}
