import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { ticksToSeconds } from '../../score/index.ts';
import { drumKey, type DrumVoice } from '../../theory/index.ts';
import { between } from '../chance.ts';
import type { Stroke, WrittenNote } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import type { Range } from '../style-fields.ts';
import { drumRoll } from './drum-roll.ts';
import { edmDynamics, edmSectionsOf, FULL, lastBarStart, SPARSE, type EdmDraft } from './edm-draft.ts';
import type { EdmSection } from './edm-form.ts';

/** Velocities of each voice, for the softest stroke and for the hardest. */
const VELOCITIES: Readonly<Partial<Record<DrumVoice, Range>>> = {
  kick: [60, 118],
  snare: [24, 112],
  clap: [40, 106],
  'closed hat': [30, 78],
  'open hat': [36, 84],
  ride: [34, 76],
  crash: [50, 104],
};
const OTHERS: Range = [34, 88];

/** Milliseconds that a machine's drummer is off the grid. */
const TOUCH: Range = [-1.5, 2.5];

/** How much of the network's own timing stays: dance music lives on the grid. */
const OWN_TIMING = 0.3;

/** Bars between two fills of a drop. */
const FILL_EVERY = 8;

/** What a sparse song's drummer leaves out of a drop. */
const COLOURS: readonly DrumVoice[] = ['percussion', 'rim', 'ride'];

/**
 * The drums: the groove by section, a fill at the end of every eight bars of a drop and of the sections before it, a roll in
 * builds, cymbals where a drop begins. The kick is silent in the bar before a drop.
 */
export function edmDrums(draft: EdmDraft): readonly WrittenNote[] {
  const sections = edmSectionsOf(draft, 'drums');
  const played = sections.flatMap((section) => {
    const random = seededRandom(deriveSeed(draft.seed, `drums ${section.startBar}`));
    const bars = Array.from({ length: section.bars }, (_, bar) =>
      barOfSection(draft, section, bar).map((stroke) => play(draft, stroke, section.startBar + bar, random)),
    ).flat();
    return section.kind === 'build' ? [...bars, ...drumRoll(draft, section)] : bars;
  });
  return [...played, ...ending(draft)];
}

/** The strokes of a bar of a section, counted from its beginning. */
function barOfSection(draft: EdmDraft, section: EdmSection, bar: number): readonly Stroke[] {
  const { style, groove, fill } = draft;
  const strokes = groove[bar % Math.max(1, groove.length)] ?? [];
  const last = bar === section.bars - 1;
  const isSongEnd = (section.startBar + bar) * SIXTEENTHS_PER_BAR >= lastBarStart(draft);
  if (isSongEnd) return [];
  switch (section.kind) {
    case 'build': {
      const own = strokes.filter(({ voice }) => style.drums.build.includes(voice) && voice !== style.drums.roll);
      // The roll is alone in the bar before the drop.
      return last ? [] : own;
    }
    case 'drop': {
      const fills = last || (bar + 1) % FILL_EVERY === 0;
      const filled = fills ? withFill(strokes, fill) : strokes;
      const colour = draft.energy <= SPARSE ? filled.filter(({ voice }) => !COLOURS.includes(voice)) : filled;
      const crashes = bar % (draft.energy >= FULL ? FILL_EVERY / 2 : FILL_EVERY) === 0;
      return crashes ? [...colour, crash] : colour;
    }
    case 'intro': {
      const open = bar >= section.bars / 2 || draft.energy >= FULL;
      return strokes.filter(({ voice }) => open || style.drums.intro.includes(voice));
    }
    case 'break':
      return strokes.filter(({ voice }) => style.drums.break.includes(voice));
    case 'outro':
      return strokes.filter(({ voice }) => style.drums.outro.includes(voice));
  }
}

const crash: Stroke = { at: 0, voice: 'crash', velocity: 110, offset: 0 };

/** A bar whose second half the fill takes over; the kick goes on, or the floor would fall away. */
function withFill(bar: readonly Stroke[], fill: readonly Stroke[]): readonly Stroke[] {
  const from = Math.min(SIXTEENTHS_PER_BAR, ...fill.map(({ at }) => at));
  return [...bar.filter(({ at, voice }) => at < from || voice === 'kick' || voice === 'open hat'), ...fill];
}

function play(draft: EdmDraft, stroke: Stroke, bar: number, random: Random): WrittenNote {
  const at = bar * SIXTEENTHS_PER_BAR + stroke.at;
  const [softest, hardest] = VELOCITIES[stroke.voice] ?? OTHERS;
  const velocity = softest + ((hardest - softest) * stroke.velocity) / 127;
  const own = ticksToSeconds(stroke.offset, draft.tempo) * 1000 * OWN_TIMING;
  // The kick is the grid.
  const late = stroke.voice === 'kick' ? 0 : between(TOUCH, random) + Math.max(-8, Math.min(8, own));
  return {
    at,
    length: 1,
    pitch: drumKey(stroke.voice),
    velocity: velocity * edmDynamics(draft, at) + between([-3, 3], random),
    late,
  };
}

/** The last bar: one stroke to land on. */
function ending(draft: EdmDraft): readonly WrittenNote[] {
  const at = lastBarStart(draft);
  const last = draft.sections.at(-1);
  if (last === undefined || !draft.style.layers[last.kind].includes('drums')) return [];
  return (['kick', 'crash'] as const).map((voice) => {
    return { at, length: 4, pitch: drumKey(voice), velocity: voice === 'kick' ? 92 : 70, late: 0 };
  });
}
