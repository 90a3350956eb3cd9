import { pitchClassEntropy, scaleConsistency } from '../score/index.ts';
import { pitchClass } from '../theory/index.ts';
import { BEAT, type MusicWindow } from './classifier-windows.ts';

/** Upper ends, in semitones, of the classes that steps and leaps of a voice are counted in. */
const LEAPS = [0, 1, 2, 3, 4, 5, 7, 9, 12, Infinity] as const;
/** Notes that begin together; the last class is five and more. */
const CHORD_SIZES = 5;
/** Interval classes: unison (or octaves) to tritone. */
const INTERVAL_CLASSES = 7;

const leapNames = LEAPS.map((end, index) => (end === Infinity ? `over ${LEAPS[index - 1] ?? 0}` : `to ${end}`));

/** Names of {@link pitchFeatures}. */
export const PITCH_FEATURES: readonly string[] = [
  ...leapNames.map((name) => `top leap ${name}`),
  'top upwards',
  'top turns',
  ...leapNames.map((name) => `bottom leap ${name}`),
  'bottom turns',
  ...Array.from({ length: INTERVAL_CLASSES }, (_, index) => `together ${index}`),
  ...Array.from({ length: CHORD_SIZES }, (_, index) => `chord of ${index + 1}`),
  'pitch classes',
  'pitch-class entropy',
  'scale consistency',
  'pitch classes a beat',
  'range',
  'spread',
];

/** How the highest and the lowest of each onset move, what sounds together, and how many pitches there are. */
export function pitchFeatures({ onsets }: MusicWindow): readonly number[] {
  const top = onsets.map(({ pitches }) => pitches.at(-1) ?? 0);
  const bottom = onsets.map(({ pitches }) => pitches[0] ?? 0);
  const all = onsets.flatMap(({ pitches }) => pitches);
  const topMoves = moves(top);
  const notes = all.map((pitch) => ({ start: 0, duration: 1, pitch, velocity: 1 }));
  const sizes = onsets.map(({ pitches }) => Math.min(CHORD_SIZES, pitches.length) - 1);
  return [
    ...shares(topMoves.map(leapClass), LEAPS.length),
    share(topMoves, (move) => move > 0),
    turns(topMoves),
    ...shares(moves(bottom).map(leapClass), LEAPS.length),
    turns(moves(bottom)),
    ...shares(
      onsets.flatMap(({ pitches }) => intervalClasses(pitches)),
      INTERVAL_CLASSES,
    ),
    ...shares(sizes, CHORD_SIZES),
    new Set(all.map(pitchClass)).size / 12,
    pitchClassEntropy(notes),
    scaleConsistency(notes),
    pitchClassesPerBeat(onsets),
    (top.reduce((a, b) => Math.max(a, b)) - bottom.reduce((a, b) => Math.min(a, b))) / 12,
    onsets.reduce((sum, _, index) => sum + (top[index] ?? 0) - (bottom[index] ?? 0), 0) / onsets.length / 12,
  ];
}

function moves(voice: readonly number[]): readonly number[] {
  return voice.slice(1).map((pitch, index) => pitch - (voice[index] ?? pitch));
}

function leapClass(move: number): number {
  return LEAPS.findIndex((end) => Math.abs(move) <= end);
}

/** The share of moves that go against the one before. */
function turns(voiceMoves: readonly number[]): number {
  const real = voiceMoves.filter((move) => move !== 0);
  return share(real.slice(1), (move, index) => Math.sign(move) !== Math.sign(real[index] ?? 0));
}

/** The interval class of each pair of pitches that begin together. */
function intervalClasses(pitches: readonly number[]): readonly number[] {
  return pitches.flatMap((high, index) =>
    pitches.slice(0, index).map((low) => {
      const interval = pitchClass(high - low);
      return Math.min(interval, 12 - interval);
    }),
  );
}

/** How many pitch classes begin in a beat, on the mean of the beats in which any does; of twelve. */
function pitchClassesPerBeat(onsets: MusicWindow['onsets']): number {
  const beats = new Map<number, Set<number>>();
  for (const { step, pitches } of onsets) {
    const beat = beats.get(Math.floor(step / BEAT)) ?? new Set();
    for (const pitch of pitches) beat.add(pitchClass(pitch));
    beats.set(Math.floor(step / BEAT), beat);
  }
  return [...beats.values()].reduce((sum, tones) => sum + tones.size, 0) / beats.size / 12;
}

/** How often each class occurs, of all; zeros when nothing does. */
export function shares(classes: readonly number[], count: number): readonly number[] {
  const counts = new Array<number>(count).fill(0);
  for (const index of classes) counts[index] = (counts[index] ?? 0) + 1;
  return counts.map((value) => value / Math.max(1, classes.length));
}

/** The share of items of which something is so; 0 of nothing. */
export function share<T>(items: readonly T[], isSo: (item: T, index: number) => boolean): number {
  return items.filter(isSo).length / Math.max(1, items.length);
}
