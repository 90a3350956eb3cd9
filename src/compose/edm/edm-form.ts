import { barsToSeconds, SIXTEENTHS_PER_BAR } from '../form.ts';
import type { Sixteenths } from '../draft.ts';

/** What a section of dance music is for. */
export const EDM_KINDS = ['intro', 'build', 'drop', 'break', 'outro'] as const;
export type EdmKind = (typeof EDM_KINDS)[number];

/** A section placed in a song. */
export interface EdmSection {
  readonly kind: EdmKind;
  /** The how manieth drop it is, or leads to, from 0; an outro's is that of the last one. */
  readonly round: number;
  readonly startBar: number;
  readonly bars: number;
  /** 0 to 1. */
  readonly energy: number;
}

/** Fewer bars have no room for two drops. */
const BARS_MIN = 8;

/** How far a song that was cut to whole groups of four bars may miss its wished length, in seconds. */
const MISS_MAX = 4;

/** Share of the wished length that a song may miss it by without its tempo being moved. */
const NEAR_ENOUGH = 0.02;

const ENERGIES: Readonly<Record<EdmKind, number>> = { intro: 0.45, build: 0.65, drop: 1, break: 0.3, outro: 0.4 };

/** How far the wish for more or less energy moves that of the sections. */
const ENERGY_REACH = 0.4;

/** Bars nearest to a length: groups of four, or of two where four come to nowhere near; at least {@link BARS_MIN}. */
export function nearestEdmBars(seconds: number, tempo: number): number {
  const fours = Math.round(seconds / barsToSeconds(4, tempo)) * 4;
  const near = Math.abs(barsToSeconds(fours, tempo) - seconds) <= MISS_MAX;
  return Math.max(BARS_MIN, near ? fours : Math.round(seconds / barsToSeconds(2, tempo)) * 2);
}

/**
 * The whole tempo of a range nearest to `around` at which groups of four bars come near enough to the wished length, else the one
 * that comes nearest.
 */
export function fitEdmTempo(around: number, [low, high]: readonly [number, number], seconds: number): number {
  const miss = (tempo: number) => Math.abs(barsToSeconds(nearestEdmBars(seconds, tempo), tempo) - seconds);
  // A mood's range may have fractions.
  const [slowest, fastest] = [Math.ceil(low), Math.max(Math.ceil(low), Math.floor(high))];
  const start = Math.min(fastest, Math.max(slowest, Math.round(around)));
  const tempos = Array.from({ length: fastest - slowest + 1 }, (_, index) => slowest + index).sort(
    (a, b) => Math.abs(a - start) - Math.abs(b - start),
  );
  const fitting = tempos.find((tempo) => miss(tempo) <= seconds * NEAR_ENOUGH);
  return fitting ?? tempos.reduce((best, tempo) => (miss(tempo) < miss(best) ? tempo : best), start);
}

/** The kinds of a song with so many drops, in order. */
function kindsOf(drops: number): readonly { readonly kind: EdmKind; readonly round: number }[] {
  const rounds = Array.from({ length: drops }, (_, round) => [
    ...(round === 0 ? [] : [{ kind: 'break' as const, round }]),
    { kind: 'build' as const, round },
    { kind: 'drop' as const, round },
  ]);
  return [{ kind: 'intro', round: 0 }, ...rounds.flat(), { kind: 'outro', round: drops - 1 }];
}

/** What a song of two drops may hold: each a step longer than the one before it. In the order of {@link kindsOf}. */
const SHORT_FORMS: readonly (readonly number[])[] = [
  [0, 2, 2, 1, 0, 2, 1],
  [0, 2, 2, 2, 0, 2, 2],
  [0, 2, 4, 2, 0, 2, 2],
  [0, 2, 4, 2, 0, 4, 2],
  [0, 2, 4, 4, 0, 4, 2],
  [0, 4, 4, 4, 0, 4, 2],
  [0, 4, 4, 4, 0, 4, 4],
  [4, 4, 4, 4, 0, 4, 4],
  [4, 4, 4, 4, 4, 4, 4],
];

/** Which sections grow first when there are bars to spare. */
const GROWS: readonly EdmKind[] = ['drop', 'break', 'intro', 'outro', 'build'];

/** Longest section by kind. */
const LONGEST: Readonly<Record<EdmKind, number>> = { intro: 16, build: 8, drop: 16, break: 16, outro: 16 };

/**
 * The form of a song of so many bars (even, at least {@link BARS_MIN}), without gaps: intro, build, drop, break, build, drop,
 * outro, in sections of 8 and 16 bars, of 4 and 2 in a short one; a long one has more drops. `energy` (0 to 1, the middle changes
 * nothing) lifts or lowers all but the drops.
 */
export function planEdmForm(bars: number, energy = 0.5): readonly EdmSection[] {
  const drops = Math.max(2, Math.ceil((bars - 16) / 40));
  const kinds = kindsOf(drops);
  const lengths = drops === 2 ? shortForm(bars) : kinds.map(() => 4);
  grow(kinds, lengths, bars);
  let bar = 0;
  return kinds.flatMap(({ kind, round }, index) => {
    const length = lengths[index] ?? 0;
    const section = { kind, round, startBar: bar, bars: length, energy: sectionEnergy(kind, energy) };
    bar += length;
    return length === 0 ? [] : [section];
  });
}

/** The longest of the short forms that fits, in a list of its own. */
function shortForm(bars: number): number[] {
  const total = (form: readonly number[]): number => form.reduce((sum, length) => sum + length, 0);
  const form = SHORT_FORMS.findLast((candidate) => total(candidate) <= bars);
  if (form === undefined) throw new RangeError(`A form needs at least ${BARS_MIN} bars.`);
  return [...form];
}

/** Lengthens sections in place until they fill the bars: to eight bars, then to sixteen, the last of a kind first. */
function grow(kinds: readonly { readonly kind: EdmKind }[], lengths: number[], bars: number): void {
  const order = GROWS.flatMap((grows) => kinds.flatMap(({ kind }, index) => (kind === grows ? [index] : [])).reverse());
  let left = bars - lengths.reduce((sum, length) => sum + length, 0);
  for (const [from, to] of [
    [4, 8],
    [8, 16],
  ] as const) {
    for (const index of order) {
      const longest = LONGEST[kinds[index]?.kind ?? 'drop'];
      if (lengths[index] !== from || to > longest || left < to - from) continue;
      lengths[index] = to;
      left -= to - from;
    }
  }
  // What is over: an outro may be odd, since nothing follows it.
  lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + left;
}

function sectionEnergy(kind: EdmKind, energy: number): number {
  if (kind === 'drop') return Math.min(1, 1 + (energy - 0.5) * ENERGY_REACH);
  return Math.min(1, Math.max(0.1, ENERGIES[kind] + (energy - 0.5) * ENERGY_REACH));
}

/** Where a section begins. */
export function edmStart({ startBar }: EdmSection): Sixteenths {
  return startBar * SIXTEENTHS_PER_BAR;
}

/** Where a section ends. */
export function edmEnd({ startBar, bars }: EdmSection): Sixteenths {
  return (startBar + bars) * SIXTEENTHS_PER_BAR;
}
