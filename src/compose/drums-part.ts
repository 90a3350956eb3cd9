import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import { strokes, type Stroke } from '../theory/index.ts';
import { between, choose, happens } from './chance.ts';
import { dynamics, sectionsOf, type Draft, type WrittenNote } from './draft.ts';
import { SIXTEENTHS_PER_BAR, type PlannedSection } from './form.ts';
import type { Beat, Drumming } from './style.ts';

/** General MIDI percussion keys. */
export const KICK = 36;
export const SNARE = 38;
export const SIDE_STICK = 37;
export const CLOSED_HAT = 42;
export const OPEN_HAT = 46;

const VELOCITIES: Readonly<Record<keyof Beat, Readonly<Record<Stroke['force'], number>>>> = {
  kick: { strong: 100, plain: 80, ghost: 50 },
  snare: { strong: 92, plain: 74, ghost: 34 },
  hat: { strong: 66, plain: 48, ghost: 30 },
  openHat: { strong: 62, plain: 50, ghost: 34 },
};

/** How a phrase of drums ends, so that a new one may begin. */
const ENDINGS = ['stop', 'rushes', 'kickless', 'open'] as const;
type Ending = (typeof ENDINGS)[number] | 'none';

/** The beat that a phrase's sections share, and the drum it puts on two and four. */
interface Pattern {
  readonly beat: Beat;
  readonly backbeat: number;
}

function patternOf(drumming: Drumming, phrase: string, seed: number): Pattern {
  const random = seededRandom(deriveSeed(seed, `beat ${phrase}`));
  return { beat: choose(drumming.beats, random), backbeat: choose(drumming.backbeats, random) };
}

/** On which sixteenths of a bar the kick plays; the style's first beat where there are no drums. The bass follows it. */
export function kicksOf(draft: Draft, seed: number): (bar: number) => readonly number[] {
  const { drumming } = draft.style;
  if (drumming === undefined) return () => [0];
  return (bar) => {
    const section = draft.sections.find(({ startBar, bars }) => bar >= startBar && bar < startBar + bars);
    if (section?.parts.includes('drums') !== true) return [0];
    return strokes(patternOf(drumming, section.phrase, seed).beat.kick).map(({ at }) => at);
  };
}

/** The drums part: the phrase's beat in every bar, with ghost notes that come and go, and an ending in the last bar of a section. */
export function drumsPart(draft: Draft, seed: number): readonly WrittenNote[] {
  const { drumming } = draft.style;
  if (drumming === undefined) return [];
  return sectionsOf(draft, 'drums').flatMap((section) => {
    const pattern = patternOf(drumming, section.phrase, seed);
    const random = seededRandom(deriveSeed(seed, `drums ${section.startBar}`));
    const ending = choose(ENDINGS, random);
    return Array.from({ length: section.bars }, (_, bar) => {
      const last = bar === section.bars - 1;
      return playBar(draft, { section, pattern, bar, ending: last ? ending : 'none', random });
    }).flat();
  });
}

interface BarOfDrums {
  readonly section: PlannedSection;
  readonly pattern: Pattern;
  /** Counted from the section's start. */
  readonly bar: number;
  readonly ending: Ending;
  readonly random: Random;
}

function playBar(draft: Draft, { section, pattern, bar, ending, random }: BarOfDrums): readonly WrittenNote[] {
  const start = (section.startBar + bar) * SIXTEENTHS_PER_BAR;
  const drumming = draft.style.drumming;
  if (drumming === undefined) return [];
  const hit = (voice: keyof Beat, { at, force }: Stroke): WrittenNote => {
    const lateness = {
      kick: drumming.kickLate,
      snare: drumming.snareLate,
      hat: drumming.hatLate,
      openHat: drumming.hatLate,
    };
    const swell = dynamics(draft, start + at);
    return {
      at: start + at,
      length: 1,
      pitch: percussionKey(voice, force, pattern.backbeat),
      velocity: VELOCITIES[voice][force] * swell + between([-5, 5], random),
      late: between(lateness[voice], random),
    };
  };
  const voices = ending === 'none' ? pattern.beat : endBar(pattern.beat, ending);
  return (['kick', 'snare', 'hat', 'openHat'] as const).flatMap((voice) =>
    strokes(voices[voice])
      .filter(({ force }) => force !== 'ghost' || happens(0.75, random))
      .map((stroke) => hit(voice, stroke)),
  );
}

/** The beat with its last half or last beat changed. */
function endBar(beat: Beat, ending: Exclude<Ending, 'none'>): Beat {
  const keep = (row: string, until: number, rest: string) => row.slice(0, until) + rest;
  switch (ending) {
    case 'stop':
      return {
        kick: keep(beat.kick, 8, '........'),
        snare: keep(beat.snare, 8, '........'),
        hat: keep(beat.hat, 8, '........'),
        openHat: keep(beat.openHat, 8, 'X.......'),
      };
    case 'rushes':
      return { ...beat, snare: keep(beat.snare, 12, 'X.gx') };
    case 'kickless':
      return { ...beat, kick: keep(beat.kick, 1, '...............'), snare: keep(beat.snare, 8, '....X...') };
    case 'open':
      return { ...beat, hat: keep(beat.hat, 14, '..'), openHat: keep(beat.openHat, 14, 'X.') };
  }
}

function percussionKey(voice: keyof Beat, force: Stroke['force'], backbeat: number): number {
  switch (voice) {
    case 'kick':
      return KICK;
    case 'snare':
      // A ghost note is played on the drum's head, not on its rim.
      return force === 'ghost' ? SNARE : backbeat;
    case 'hat':
      return CLOSED_HAT;
    case 'openHat':
      return OPEN_HAT;
  }
}
