import type { Form, SectionTemplate } from './style.ts';

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

/** How long bars take: `barsToSeconds(20, 80)` is 60. */
export function barsToSeconds(bars: number, tempo: number): number {
  return (bars * BEATS_PER_BAR * 60) / tempo;
}

/** Bars of the song nearest to a length: an even number, since phrases are made of pairs of bars; at least {@link BARS_MIN}. */
export function nearestBars(seconds: number, tempo: number): number {
  return Math.max(BARS_MIN, Math.round(seconds / barsToSeconds(2, tempo)) * 2);
}

/** The whole tempo near `around`, within the style's range, at which whole phrases come nearest to the wished length. */
export function fitTempo(around: number, range: readonly [number, number], seconds: number): number {
  const miss = (tempo: number) => Math.abs(barsToSeconds(nearestBars(seconds, tempo), tempo) - seconds);
  let best = Math.round(around);
  for (let step = -TEMPO_LEEWAY; step <= TEMPO_LEEWAY; step += 1) {
    const tempo = Math.round(around) + step;
    if (tempo >= range[0] && tempo <= range[1] && miss(tempo) < miss(best)) best = tempo;
  }
  return best;
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
