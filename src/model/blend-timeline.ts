import { TICKS_PER_SIXTEENTH, type Score } from '../score/index.ts';
import { chordPitchClasses, pitchClass } from '../theory/index.ts';
import type { ChordEvent, MelodyEvent } from './musicians.ts';

/** Sixteenths in a bar of 4/4, and in the stretch that one chord set stands for. */
const BAR = 16;
const HALF_BAR = 8;

/** A bar as it is compared: relative to the key, so that transposition hides no likeness. */
export interface BarShape {
  /** Bit n is set where a melody note begins on sixteenth n. */
  readonly onsets: number;
  /** How often each step of the melody (interval and sixteenths since the note before), and each pair of them, occurs. */
  readonly steps: ReadonlyMap<string, number>;
  /** How many there are in all. */
  readonly stepCount: number;
  /** Pitch classes above the tonic that the harmony has in each half of the bar, as bits. */
  readonly harmony: readonly number[];
}

/** How near each bar is to each source. */
export interface Closeness {
  /** For each bar and source 0 (alike) to 1 (nothing in common). */
  readonly distances: readonly (readonly number[])[];
  /** For each bar and source how much more alike they are than the other sources' bars are to that source, on average. */
  readonly leads: readonly (readonly number[])[];
  /** For each bar the sources' shares, which sum to 1; neighbouring bars are smoothed into each other. */
  readonly shares: readonly (readonly number[])[];
}

/** What each feature counts for; of a bar without a melody only the harmony is compared. */
const WEIGHTS = { steps: 0.4, onsets: 0.25, harmony: 0.35 } as const;
/** A bar is compared with its neighbours, which count half. */
const NEIGHBOURS = [
  [-1, 0.5],
  [0, 1],
  [1, 0.5],
] as const;
/** Differences of likeness of this size weigh e to 1 in the shares. */
const TEMPERATURE = 0.08;
const SMOOTHING = [1, 2, 1];
/** So many bars of each other source tell how near bars come to a source by chance. */
const CHANCE_BARS = 32;

/** The bars of music as networks read it: relative to a tonic of C, on the grid. Without notes only the harmony is known. */
export function lessonBars(lesson: {
  readonly notes?: readonly MelodyEvent[];
  readonly chords: readonly ChordEvent[];
}): readonly BarShape[] {
  let at = 0;
  const notes = (lesson.notes ?? []).flatMap(({ pitch, sixteenths }) => {
    const start = at;
    at += sixteenths;
    return pitch === undefined ? [] : [{ at: start, pitch }];
  });
  let from = 0;
  const chords = lesson.chords.map((chord) => {
    const start = from;
    from += chord.beats * 4;
    return { at: start, until: from, tones: bitsOf(chordPitchClasses(chord)) };
  });
  return barShapes(notes, chords, Math.floor(Math.max(at, from) / BAR));
}

/** The bars of a score in 4/4, by its melody part and its chords. */
export function scoreBars(score: Score): readonly BarShape[] {
  const grid = (ticks: number): number => Math.round(ticks / TICKS_PER_SIXTEENTH);
  const melody = score.parts.find(({ role }) => role === 'melody')?.notes ?? [];
  return barShapes(
    melody.map(({ start, pitch }) => ({ at: grid(start), pitch })),
    score.chords.map((chord) => ({
      at: grid(chord.start),
      until: grid(chord.start + chord.duration),
      tones: bitsOf(chordPitchClasses(chord).map((tone) => pitchClass(tone - score.key.tonic))),
    })),
    Math.ceil(score.duration / TICKS_PER_SIXTEENTH / BAR),
  );
}

/**
 * Who tells how near bars are to sources: the likeness to the nearest of a source's bars (Dice's coefficient over the melody's steps and
 * pairs of steps, and over onsets; Jaccard's over the harmony's pitch classes), as distances and as shares by a softmax. A source with
 * many bars, or with common ones, is near to a lot by chance; so the shares go by how much nearer a bar comes to a source than the other
 * sources' bars do. Bars before `from` are heard as neighbours, and not told of. Throws a RangeError when a source has no bars.
 */
export function closenessTo(
  sources: readonly (readonly BarShape[])[],
): (bars: readonly BarShape[], from?: number) => Closeness {
  if (sources.some((source) => source.length === 0)) throw new RangeError('a source without bars');
  const byChance = sources.map((source) => {
    const foreign = sources.filter((other) => other !== source);
    const nearest = foreign.flatMap((other) => spread(other).map((bar) => likenessTo(other, bar, source)));
    return nearest.reduce((sum, alike) => sum + alike, 0) / Math.max(1, nearest.length);
  });
  return (bars, from = 0) => {
    const likeness = bars
      .slice(from)
      .map((_, index) => sources.map((source) => likenessTo(bars, from + index, source)));
    const leads = likeness.map((row) => row.map((alike, source) => alike - (byChance[source] ?? 0)));
    const sharp = leads.map(softmax);
    const reach = (SMOOTHING.length - 1) / 2;
    const shares = sharp.map((row, bar) => {
      const mixed = row.map((_, source) =>
        SMOOTHING.reduce((sum, weight, index) => sum + weight * (sharp[bar + index - reach]?.[source] ?? 0), 0),
      );
      const total = mixed.reduce((sum, share) => sum + share, 0);
      return mixed.map((share) => share / total);
    });
    return { distances: likeness.map((row) => row.map((alike) => 1 - alike)), leads, shares };
  };
}

/** At most {@link CHANCE_BARS} numbers of bars with a melody (of any, where there is none), spread evenly. */
function spread(bars: readonly BarShape[]): readonly number[] {
  const sung = bars.flatMap(({ onsets }, bar) => (onsets === 0 ? [] : [bar]));
  const numbers = sung.length > 0 ? sung : [...bars.keys()];
  const count = Math.min(CHANCE_BARS, numbers.length);
  return Array.from({ length: count }, (_, index) => numbers[Math.floor((index * numbers.length) / count)] ?? 0);
}

/** How alike a bar is to the nearest of a source's. */
function likenessTo(bars: readonly BarShape[], bar: number, source: readonly BarShape[]): number {
  return source.reduce((best, _bar, place) => Math.max(best, likenessAt(bars, bar, source, place)), 0);
}

function barShapes(
  notes: readonly { readonly at: number; readonly pitch: number }[],
  chords: readonly { readonly at: number; readonly until: number; readonly tones: number }[],
  bars: number,
): readonly BarShape[] {
  const shapes = Array.from({ length: bars }, (_, bar) => ({
    onsets: 0,
    steps: new Map<string, number>(),
    stepCount: 0,
    harmony: [0, HALF_BAR].map((half) => {
      const start = bar * BAR + half;
      const heard = chords.filter(({ at, until }) => at < start + HALF_BAR && until > start);
      return heard.reduce((tones, chord) => tones | chord.tones, 0);
    }),
  }));
  let stepBefore: string | undefined;
  notes.forEach(({ at, pitch }, index) => {
    const shape = shapes[Math.floor(at / BAR)];
    const before = notes[index - 1];
    const step = before === undefined ? undefined : `${pitch - before.pitch}:${at - before.at}`;
    if (shape !== undefined) {
      shape.onsets |= 1 << (at % BAR);
      const grams = [step, stepBefore === undefined || step === undefined ? undefined : `${stepBefore} ${step}`];
      for (const gram of grams) {
        if (gram === undefined) continue;
        shape.steps.set(gram, (shape.steps.get(gram) ?? 0) + 1);
        shape.stepCount += 1;
      }
    }
    stepBefore = step;
  });
  return shapes;
}

/** How alike a bar and a place of a source are, neighbours included, 0 to 1. */
function likenessAt(bars: readonly BarShape[], bar: number, source: readonly BarShape[], place: number): number {
  let sum = 0;
  let weights = 0;
  for (const [offset, weight] of NEIGHBOURS) {
    const ours = bars[bar + offset];
    const theirs = source[place + offset];
    if (ours === undefined || theirs === undefined) continue;
    sum += weight * barLikeness(ours, theirs);
    weights += weight;
  }
  return sum / weights;
}

function barLikeness(a: BarShape, b: BarShape): number {
  let harmony = 0;
  for (let half = 0; half < a.harmony.length; half += 1) {
    harmony += jaccard(a.harmony[half] ?? 0, b.harmony[half] ?? 0) / a.harmony.length;
  }
  if (a.onsets === 0) return harmony;
  const both = countBits(a.onsets & b.onsets);
  const onsets = (2 * both) / (countBits(a.onsets) + countBits(b.onsets));
  return WEIGHTS.steps * diceOfSteps(a, b) + WEIGHTS.onsets * onsets + WEIGHTS.harmony * harmony;
}

function diceOfSteps(a: BarShape, b: BarShape): number {
  const total = a.stepCount + b.stepCount;
  if (a.stepCount === 0 || b.stepCount === 0) return 0;
  let shared = 0;
  for (const [gram, count] of a.steps) shared += Math.min(count, b.steps.get(gram) ?? 0);
  return (2 * shared) / total;
}

function jaccard(a: number, b: number): number {
  const union = countBits(a | b);
  return union === 0 ? 1 : countBits(a & b) / union;
}

function softmax(row: readonly number[]): readonly number[] {
  const highest = Math.max(...row);
  const weights = row.map((value) => Math.exp((value - highest) / TEMPERATURE));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function bitsOf(classes: readonly number[]): number {
  return classes.reduce((bits, tone) => bits | (1 << tone), 0);
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
