import { TICKS_PER_SIXTEENTH, type Automation, type Ticks } from '../score/index.ts';
import { sectionEnd, sectionStart } from './draft.ts';
import type { PlannedSection } from './form.ts';

/** A low-pass at which nothing is heard of it, in Hz. */
const OPEN_HZ = 20_000;

/** The filter jumps within so many ticks: too fast for the ear, slow enough not to click. */
const JUMP: Ticks = 60;

/** The low-pass over all music that sections of a style ask for; none when no section does. */
export function sweeps(sections: readonly PlannedSection[]): readonly Automation[] {
  if (sections.every(({ lowPass }) => lowPass === undefined)) return [];
  const points = sections.flatMap((section) => {
    const [from, to] = section.lowPass ?? [OPEN_HZ, OPEN_HZ];
    const start = sectionStart(section) * TICKS_PER_SIXTEENTH;
    const end = sectionEnd(section) * TICKS_PER_SIXTEENTH;
    return [
      { at: start, value: from },
      { at: end - JUMP, value: to },
    ];
  });
  return [{ target: 'music', setting: 'lowPass', points }];
}
