import { TICKS_PER_SIXTEENTH, type Automation, type PartRole } from '../../score/index.ts';
import type { Sixteenths } from '../draft.ts';
import type { EdmDraft } from './edm-draft.ts';
import { edmEnd, edmStart, type EdmSection } from './edm-form.ts';

/** Filters that do nothing, in hertz. */
const OPEN_HIGH_PASS = 20;
const OPEN_LOW_PASS = 20_000;

/** Parts whose low-pass opens through a break. */
const OPENING = ['chords', 'pad'] as const satisfies readonly PartRole[];

/** Eighths of a beat in which a swelling chord comes up. */
const SWELL_POINTS = 4;

type Point = Automation['points'][number];

/**
 * How the desk moves: an intro opens, a build is thinned from below, chords and pads open through a break, breaks and builds are
 * held back so that the drop steps forward, and the chords of some styles swell into every beat of a drop.
 */
export function edmAutomation(draft: EdmDraft): readonly Automation[] {
  const { sections, style } = draft;
  const { sweeps, layers } = style;
  const roles = new Set(Object.values(layers).flat());
  const opening = OPENING.filter((role) => roles.has(role)).map((target): Automation => {
    const settings = { from: sweeps.breakLowPass, to: OPEN_LOW_PASS, rest: OPEN_LOW_PASS };
    return move(target, 'lowPass', ramps(sections, 'break', settings));
  });
  return [
    move(
      'music',
      'lowPass',
      ramps(sections, 'intro', { from: sweeps.introLowPass, to: OPEN_LOW_PASS, rest: OPEN_LOW_PASS }),
    ),
    move(
      'music',
      'highPass',
      ramps(sections, 'build', { from: OPEN_HIGH_PASS, to: sweeps.buildHighPass, rest: OPEN_HIGH_PASS }),
    ),
    move('music', 'gain', levels(draft)),
    ...opening,
    move('chords', 'gain', swells(draft)),
  ].filter(({ points }) => points.length > 0);
}

function move(target: Automation['target'], setting: Automation['setting'], points: readonly Point[]): Automation {
  return { target, setting, points };
}

function point(at: Sixteenths, value: number): Point {
  return { at: Math.round(at * TICKS_PER_SIXTEENTH), value };
}

/** A tick before a time: where a value ends that jumps there. */
function justBefore(at: Sixteenths, value: number): Point {
  return { at: Math.max(0, Math.round(at * TICKS_PER_SIXTEENTH) - 1), value };
}

/** A value that moves through each section of a kind and rests elsewhere. */
function ramps(
  sections: readonly EdmSection[],
  kind: EdmSection['kind'],
  { from, to, rest }: { readonly from: number; readonly to: number; readonly rest: number },
): readonly Point[] {
  return sections
    .filter((section) => section.kind === kind)
    .flatMap((section) => {
      const [start, end] = [edmStart(section), edmEnd(section)];
      const before = start > 0 && from !== rest ? [justBefore(start, rest)] : [];
      const after = to === rest ? [point(end, rest)] : [justBefore(end, to), point(end, rest)];
      return [...before, point(start, from), ...after];
    });
}

/** The level of all music: breaks and builds held back, a build coming up to its own. */
function levels({ sections, style }: EdmDraft): readonly Point[] {
  const { breakGain, buildGain } = style.sweeps;
  return sections.flatMap((section) => {
    const gain = section.kind === 'break' ? breakGain : section.kind === 'build' ? buildGain : 0;
    return [point(edmStart(section), gain), justBefore(edmEnd(section), gain)];
  });
}

/** Chords that come up in each beat of a drop, as if a kick had pushed them away. */
function swells({ sections, style }: EdmDraft): readonly Point[] {
  const depth = style.chords.swell;
  if (depth === 0) return [];
  return sections
    .filter(({ kind }) => kind === 'drop')
    .flatMap((section) => {
      const beats = Array.from({ length: section.bars * 4 }, (_, beat) => edmStart(section) + beat * 4);
      const before = edmStart(section) > 0 ? [justBefore(edmStart(section), 0)] : [];
      const points = beats.flatMap((at) =>
        Array.from({ length: SWELL_POINTS }, (_, step) => {
          const up = step / (SWELL_POINTS - 1);
          return step === SWELL_POINTS - 1 ? justBefore(at + 4, 0) : point(at + up * 2.5, -depth * (1 - up) ** 1.5);
        }),
      );
      return [...before, ...points, point(edmEnd(section), 0)];
    });
}
