import type { WrittenNote } from '../draft.ts';
import { edmEnd, edmStart } from './edm-form.ts';
import { intoRange } from './hook.ts';
import { lastBarStart, type EdmDraft } from './edm-draft.ts';

/** The instruments of dance music's effects; a note lasts as long as its sweep. */
export const SWEEPS = ['Riser', 'Noise Sweep', 'Impact', 'Downlifter'] as const;
export type Sweep = (typeof SWEEPS)[number];

const BAR = 16;

/** Longest riser, in bars. */
const RISER_BARS = 8;
/** A sweep of noise goes over the end of the riser. */
const NOISE_BARS = 2;
const IMPACT_BARS = 2;
const FALL_BARS = 2;

const VELOCITIES: Readonly<Record<Sweep, number>> = { Riser: 92, 'Noise Sweep': 84, Impact: 112, Downlifter: 88 };

/** Around middle C: a sweep that has a pitch has the tonic. */
const REGISTER = [55, 66] as const;

/**
 * Effects that tell where a section begins or ends: a riser through each build and noise over its end, an impact where a drop
 * begins, something that falls where one ends. None sounds in the last bar.
 */
export function edmSweeps(draft: EdmDraft): Readonly<Record<Sweep, readonly WrittenNote[]>> {
  const pitch = intoRange(draft.key.tonic + 60, REGISTER);
  const note = (sweep: Sweep, from: number, bars: number): WrittenNote => {
    return { at: from, length: bars * BAR, pitch, velocity: VELOCITIES[sweep], late: 0 };
  };
  const found: Record<Sweep, WrittenNote[]> = { Riser: [], 'Noise Sweep': [], Impact: [], Downlifter: [] };
  draft.sections.forEach((section, index) => {
    if (!draft.style.layers[section.kind].includes('fx')) return;
    const before = draft.sections[index - 1];
    const start = edmStart(section);
    const end = edmEnd(section);
    const left = (lastBarStart(draft) - start) / BAR;
    if (section.kind === 'build') {
      const bars = Math.min(RISER_BARS, section.bars);
      found.Riser.push(note('Riser', end - bars * BAR, bars));
      const noise = Math.min(NOISE_BARS, section.bars);
      found['Noise Sweep'].push(note('Noise Sweep', end - noise * BAR, noise));
    } else if (section.kind === 'drop') {
      found.Impact.push(note('Impact', start, Math.min(IMPACT_BARS, section.bars)));
      // Where no build leads from a break to a drop, the noise does.
      if (before?.kind === 'break') {
        const noise = Math.min(NOISE_BARS, before.bars);
        found['Noise Sweep'].push(note('Noise Sweep', start - noise * BAR, noise));
      }
    } else if (before?.kind === 'drop' && left >= 1) {
      found.Downlifter.push(note('Downlifter', start, Math.min(FALL_BARS, section.bars, left)));
    }
  });
  return found;
}
