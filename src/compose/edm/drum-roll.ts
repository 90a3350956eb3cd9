import { deriveSeed, seededRandom } from '../../random/index.ts';
import { drumKey } from '../../theory/index.ts';
import { between } from '../chance.ts';
import type { Sixteenths, WrittenNote } from '../draft.ts';
import type { EdmDraft } from './edm-draft.ts';
import { edmEnd, edmStart, type EdmSection } from './edm-form.ts';

/** Sixteenths between two strokes, in each quarter of a build: fourths, eighths, sixteenths, thirty-seconds. */
const STEPS: readonly Sixteenths[] = [4, 2, 1, 0.5];

/** Silence before the drop, so that it falls. */
const GAP: Sixteenths = 2;

const SOFTEST = 38;
const LOUDEST = 112;

/** A roll through a build that comes ever faster and louder, and stops short of the drop. */
export function drumRoll(draft: EdmDraft, section: EdmSection): readonly WrittenNote[] {
  const start = edmStart(section);
  const end = edmEnd(section) - GAP;
  const quarter = (edmEnd(section) - start) / STEPS.length;
  const random = seededRandom(deriveSeed(draft.seed, `roll ${section.startBar}`));
  const notes: WrittenNote[] = [];
  let at = start;
  while (at < end) {
    const done = (at - start) / (end - start);
    const step = STEPS[Math.floor((at - start) / quarter)] ?? 0.5;
    notes.push({
      at,
      length: step,
      pitch: drumKey(draft.style.drums.roll),
      velocity: SOFTEST + (LOUDEST - SOFTEST) * done ** 1.3 + between([-2, 2], random),
      late: 0,
    });
    at += step;
  }
  return notes;
}
