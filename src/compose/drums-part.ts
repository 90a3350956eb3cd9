import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import { ticksToSeconds } from '../score/index.ts';
import { drumKey, type DrumVoice } from '../theory/index.ts';
import { between, choose, happens } from './chance.ts';
import { dynamics, sectionsOf, songEnd, type Draft, type Stroke, type WrittenNote } from './draft.ts';
import { SIXTEENTHS_PER_BAR, type PlannedSection } from './form.ts';
import { GHOST_VELOCITY } from './groove.ts';
import type { Drumming, Ending } from './lofi-style.ts';
import type { Range } from './style-fields.ts';

/** Where each voice lies in the mix: its velocities, for the softest stroke and for the hardest. */
const VELOCITIES: Readonly<Record<'kick' | 'snare' | 'cymbal', Range>> = {
  kick: [44, 104],
  snare: [24, 100],
  cymbal: [26, 72],
};

/** A stroke softer than this is not heard. */
const SOFTEST = 14;

/** Bars after which a hole may come. */
const HOLE_EVERY = 4;

/** In the middle of a section the drums may drop out in these ways. */
const DROP_OUTS: readonly Ending[] = ['stop', 'out'];

/** On which sixteenths of a bar the kick plays; on one where there are no drums. The bass follows it. */
export function kicksOf(draft: Draft): (bar: number) => readonly number[] {
  return (bar) => {
    const section = draft.sections.find(({ startBar, bars }) => bar >= startBar && bar < startBar + bars);
    if (section?.parts.includes('drums') !== true) return [0];
    const strokes = grooveBar(draft, section, bar - section.startBar);
    return strokes.filter(({ voice }) => voice === 'kick').map(({ at }) => at);
  };
}

/**
 * The drums part: the phrase's groove, with ghost notes that come and go, a fill or a hole in the last bar of a section, and now and
 * then a hole in the middle of one.
 */
export function drumsPart(draft: Draft, seed: number): readonly WrittenNote[] {
  const { drumming } = draft.style;
  if (drumming === undefined) return [];
  return sectionsOf(draft, 'drums').flatMap((section) => {
    const backbeat = choose(drumming.backbeats, seededRandom(deriveSeed(seed, `beat ${section.phrase}`)));
    const random = seededRandom(deriveSeed(seed, `drums ${section.startBar}`));
    const endings = endingsOf(draft, section, drumming, random);
    return Array.from({ length: section.bars }, (_, bar) => {
      // The last chord of a song rings alone.
      if ((section.startBar + bar + 1) * SIXTEENTHS_PER_BAR === songEnd(draft.sections)) return [];
      const strokes = endBar(grooveBar(draft, section, bar), endings.get(bar) ?? 'none');
      return playBar(draft, { drumming, backbeat, strokes, bar: section.startBar + bar, random });
    }).flat();
  });
}

/** Which bars of a section end in another way than the groove, counted from the section's start. */
function endingsOf(
  draft: Draft,
  section: PlannedSection,
  drumming: Drumming,
  random: Random,
): ReadonlyMap<number, Ending> {
  const endings = new Map<number, Ending>();
  for (let bar = HOLE_EVERY - 1; bar < section.bars - 1; bar += HOLE_EVERY) {
    const hole = choose(DROP_OUTS, random);
    if (happens(drumming.dropOuts, random)) endings.set(bar, hole);
  }
  const next = draft.sections.find(({ startBar }) => startBar === section.startBar + section.bars);
  // Into a section without drums nothing has to lead.
  const leads = next?.parts.includes('drums') === true;
  endings.set(section.bars - 1, leads ? choose(drumming.endings, random) : 'stop');
  return endings;
}

/** A bar of the groove of a section's phrase; `bar` counts from the section's start. */
function grooveBar(draft: Draft, section: PlannedSection, bar: number): readonly Stroke[] {
  const groove = draft.phrases[section.phrase]?.groove ?? [];
  return groove[bar % Math.max(1, groove.length)] ?? [];
}

interface BarOfDrums {
  readonly drumming: Drumming;
  /** The percussion key of the backbeat. */
  readonly backbeat: number;
  readonly strokes: readonly Stroke[];
  readonly bar: number;
  readonly random: Random;
}

function playBar(draft: Draft, { drumming, backbeat, strokes, bar, random }: BarOfDrums): readonly WrittenNote[] {
  return strokes
    .filter((stroke) => !isGhost(stroke) || happens(drumming.ghosts, random))
    .map((stroke): WrittenNote => {
      const at = bar * SIXTEENTHS_PER_BAR + stroke.at;
      const { softest, hardest, late, key } = playing(stroke, drumming, backbeat);
      // Kick, backbeat and hats keep the style's pocket; a ghost note lies where the drummer put it.
      const touch = isGhost(stroke) ? ticksToSeconds(stroke.offset, draft.tempo) * 1000 : 0;
      const velocity = softest + ((hardest - softest) * stroke.velocity) / 127;
      return {
        at,
        length: 1,
        pitch: key,
        velocity: Math.max(SOFTEST, velocity * drumming.force * dynamics(draft, at) + between([-5, 5], random)),
        late: between(late, random) + touch,
      };
    });
}

function isGhost({ voice, velocity }: Stroke): boolean {
  return voice === 'snare' && velocity <= GHOST_VELOCITY;
}

/** How a stroke is played. */
interface Playing {
  readonly softest: number;
  readonly hardest: number;
  readonly late: Range;
  readonly key: number;
}

function playing(stroke: Stroke, drumming: Drumming, backbeat: number): Playing {
  const as = (place: keyof typeof VELOCITIES, late: Range, key: number): Playing => {
    const [softest, hardest] = VELOCITIES[place];
    return { softest, hardest, late, key };
  };
  if (stroke.voice === 'kick') return as('kick', drumming.kickLate, drumKey('kick'));
  // A ghost note is played on the drum's head, not on its rim.
  if (stroke.voice === 'snare') return as('snare', drumming.snareLate, isGhost(stroke) ? drumKey('snare') : backbeat);
  return as('cymbal', drumming.hatLate, drumKey(stroke.voice));
}

/** A bar with its last half or last beat changed. */
function endBar(bar: readonly Stroke[], ending: Ending | 'none'): readonly Stroke[] {
  const until = (end: number, ...voices: readonly DrumVoice[]): readonly Stroke[] =>
    bar.filter(({ at, voice }) => at < end || (voices.length > 0 && !voices.includes(voice)));
  const hit = (at: number, voice: DrumVoice, velocity: number): Stroke => ({ at, voice, velocity, offset: 0 });
  switch (ending) {
    case 'none':
      return bar;
    case 'stop':
      return [...until(8), hit(8, 'open hat', 100)];
    case 'out':
      return bar.filter(({ at, voice }) => at === 0 && voice === 'kick');
    case 'toms':
      return [
        ...until(12),
        hit(12, 'high tom', 84),
        hit(13, 'high tom', 60),
        hit(14, 'mid tom', 84),
        hit(15, 'low tom', 92),
      ];
    case 'rushes':
      return [...until(12, 'snare'), hit(12, 'snare', 110), hit(14, 'snare', 24), hit(15, 'snare', 88)];
    case 'kickless':
      return until(1, 'kick').filter(({ voice, at }) => voice !== 'snare' || at < 8 || at === 12);
    case 'open':
      return [...until(14, 'closed hat', 'open hat'), hit(14, 'open hat', 100)];
  }
}
