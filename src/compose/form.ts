import type { Form, SectionTemplate } from './lofi-style.ts';
import { ENERGY_AS_WRITTEN } from './song-plan.ts';

/** Quarter notes in a bar: every style so far is in 4/4. */
export const BEATS_PER_BAR = 4;

/** Sixteenths in a bar: the unit in which parts are written. */
export const SIXTEENTHS_PER_BAR = 16;

/** A section placed in a song. Its length may be less than its template's: half a phrase, or a short intro. */
export interface PlannedSection extends Omit<SectionTemplate, 'bars'> {
  readonly startBar: number;
  readonly bars: number;
}

/** The shortest song: four bars and their end. */
const BARS_MIN = 6;

/** From this length on intro and outro have their four bars. */
const BARS_FOR_FULL_ENDS = 16;

/** A tempo that was not asked for may move this far, so that the song ends nearer to the wished length. */
const TEMPO_LEEWAY = 3;

/** Share of the wished length that a song may miss it by without its tempo being moved. */
const NEAR_ENOUGH = 0.02;

/** How long bars take: `barsToSeconds(20, 80)` is 60. */
export function barsToSeconds(bars: number, tempo: number): number {
  return (bars * BEATS_PER_BAR * 60) / tempo;
}

/** Bars of the song nearest to a length: an even number, since phrases are made of pairs of bars; at least {@link BARS_MIN}. */
export function nearestBars(seconds: number, tempo: number): number {
  return Math.max(BARS_MIN, Math.round(seconds / barsToSeconds(2, tempo)) * 2);
}

/**
 * The whole tempo nearest to `around`, within the style's range, at which whole phrases come near enough to the wished length; when
 * none does, the one that comes nearest.
 */
export function fitTempo(around: number, range: readonly [number, number], seconds: number): number {
  const miss = (tempo: number) => Math.abs(barsToSeconds(nearestBars(seconds, tempo), tempo) - seconds);
  const start = Math.round(around);
  const near = Array.from({ length: 2 * TEMPO_LEEWAY + 1 }, (_, index) => start + index - TEMPO_LEEWAY)
    .filter((tempo) => tempo >= range[0] && tempo <= range[1])
    .sort((a, b) => Math.abs(a - start) - Math.abs(b - start));
  const fitting = near.find((tempo) => miss(tempo) <= seconds * NEAR_ENOUGH);
  return fitting ?? near.reduce((best, tempo) => (miss(tempo) < miss(best) ? tempo : best), start);
}

/** How far the wish for more or less energy moves that of the sections. */
const ENERGY_REACH = 0.8;

/** The drums rest in sections that are calmer than this. */
const DRUMS_FROM = 0.35;

/**
 * Sections with the energy that was wished for: {@link ENERGY_AS_WRITTEN} leaves them as they are, 0 makes them sparse and soft, 1 lets
 * everyone play out. Where little energy is left, the drums rest.
 */
export function withEnergy(sections: readonly PlannedSection[], energy: number): readonly PlannedSection[] {
  return sections.map((section) => {
    const moved = Math.min(1, Math.max(0.1, section.energy + (energy - ENERGY_AS_WRITTEN) * ENERGY_REACH));
    const parts = moved < DRUMS_FROM ? section.parts.filter((role) => role !== 'drums') : section.parts;
    return { ...section, energy: moved, parts };
  });
}

/** Sections that fill a number of bars (even, at least 6) without gaps: intro, body, outro; a short song has no intro. */
export function planForm(form: Form, bars: number): readonly PlannedSection[] {
  const outroBars = bars >= BARS_FOR_FULL_ENDS ? 4 : 2;
  const withoutOutro = bars - outroBars;
  // What is over four-bar phrases is the intro's, or four bars more where a whole one fits.
  const over = withoutOutro % 4;
  const introBars = over === 0 && withoutOutro >= 8 ? 4 : over;
  const bodyBars = withoutOutro - introBars;

  const templates = form.body.filter(({ bodyBarsMin = 0 }) => bodyBars >= bodyBarsMin);
  const again = templates.findIndex((template) => form.body.indexOf(template) >= form.again);
  const sections: PlannedSection[] = [];
  let bar = 0;
  const place = (template: SectionTemplate, length: number) => {
    if (length > 0) sections.push({ ...template, startBar: bar, bars: length });
    bar += length;
  };

  place(form.intro, introBars);
  let next = 0;
  while (bar < introBars + bodyBars) {
    const template = templates[next];
    if (template === undefined) throw new RangeError('A form needs a body.');
    place(template, Math.min(template.bars, introBars + bodyBars - bar));
    next = next + 1 < templates.length ? next + 1 : Math.max(0, again);
  }
  place(form.outro, outroBars);
  return sections;
}
