import type { InputField } from './architecture.ts';
import type { MelodySection } from './musicians.ts';

/** A section of a song, by its bars. */
export interface SectionSpan extends MelodySection {
  /** Bars from the beginning of the music to the section's; below 0 when it began before. */
  readonly from: number;
  readonly bars: number;
}

/** Themes that are told apart; all further ones are the last. */
const THEMES = 4;
/** Bars of a section that are counted, from its beginning and to its end. */
const BARS_OVER = 16;
const BARS_LEFT = 8;

/** What a network is told of the form. The last value of each is for bars that lie in no section. */
export const FORM_INPUTS: readonly InputField[] = [
  { name: 'section', size: 2 * THEMES + 1, width: 8 },
  { name: 'bars of the section', size: BARS_OVER + 1, width: 8 },
  { name: 'bars left of the section', size: BARS_LEFT + 1, width: 6 },
];

/** The values of {@link FORM_INPUTS} in a bar: the theme (with 4 added when it returns), the bars that are over and, from this one on, left. */
export function formPlace(sections: readonly SectionSpan[], bar: number): readonly number[] {
  const section = sections.findLast(({ from, bars }) => bar >= from && bar < from + bars);
  if (section === undefined) return [2 * THEMES, BARS_OVER, BARS_LEFT];
  const { from, bars, theme, returns } = section;
  return [
    Math.min(theme, THEMES - 1) + (returns ? THEMES : 0),
    Math.min(bar - from, BARS_OVER - 1),
    Math.min(from + bars - bar, BARS_LEFT) - 1,
  ];
}
