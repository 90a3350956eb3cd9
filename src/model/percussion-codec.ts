import { DRUM_STYLES, DRUM_VOICES, type DrumStyle, type DrumVoice } from '../theory/index.ts';
import { toSequence, vocabulary, type Codec } from './codec.ts';
import type { TokenSequence } from './token-sequence.ts';

/** A bar of 4/4 in sixteenths. */
const BAR = 16;
/** Bars of a phrase: drummers fill before the next one begins. */
const PHRASE = 8;
/** Voices of a group. */
const GROUP = 4;
/** Hit sets of a group: one bit for each voice. */
const SETS = 2 ** GROUP;
const VELOCITY_STEP = 16;
const OFFSET_STEP = 10;
const OFFSET_MAX = 50;
/** Where one class of tempo ends and the next begins, in quarter notes a minute. */
const TEMPO_EDGES = [70, 80, 90, 100, 115, 130, 150];

/** The three groups that a drummer's limbs play: drums, cymbals, toms and the rest. */
export const DRUM_GROUPS = ['drums', 'cymbals', 'toms'] as const;

/** `silent`, then MIDI velocities. */
export const drumVelocities = vocabulary<string | number>([
  'silent',
  ...Array.from({ length: 128 / VELOCITY_STEP }, (_, index) => index * VELOCITY_STEP + VELOCITY_STEP / 2),
]);
/** `silent`, then ticks behind the grid. */
export const drumOffsets = vocabulary<string | number>([
  'silent',
  ...Array.from({ length: (2 * OFFSET_MAX) / OFFSET_STEP + 1 }, (_, index) => index * OFFSET_STEP - OFFSET_MAX),
]);
const drumStyles = vocabulary<DrumStyle>(DRUM_STYLES);

const VELOCITY_SIZE = drumVelocities.values.length;
const OFFSET_SIZE = drumOffsets.values.length;

/**
 * The percussion network writes a sixteenth at a time. Its twelve voices are three groups of four, and each group answers with one
 * of its 16 hit sets: so every combination can be written, where one vocabulary of the frequent ones would bend the rare to
 * others, and independent voices would not know of each other. The chain goes on with each group's velocity (so that ghost notes
 * are soft under loud hats) and with how far behind the grid the loudest stroke is.
 *
 * It reads the sixteenth before, the place in the bar and in eight bars, what was hit one and two bars ago, the style, the tempo and
 * whether this is a fill.
 */
export const percussionCodec: Codec = {
  version: 1,
  inputs: [
    { name: 'drums', size: SETS, width: 12 },
    { name: 'cymbals', size: SETS, width: 12 },
    { name: 'toms', size: SETS, width: 8 },
    { name: 'drums velocity', size: VELOCITY_SIZE, width: 4 },
    { name: 'cymbals velocity', size: VELOCITY_SIZE, width: 4 },
    { name: 'toms velocity', size: VELOCITY_SIZE, width: 4 },
    { name: 'offset', size: OFFSET_SIZE, width: 6 },
    { name: 'place', size: BAR, width: 12 },
    { name: 'bar', size: PHRASE, width: 6 },
    { name: 'style', size: DRUM_STYLES.length, width: 10 },
    { name: 'tempo', size: TEMPO_EDGES.length + 1, width: 4 },
    { name: 'fill', size: 2, width: 4 },
    ...[1, 2].flatMap((bars) => [
      { name: `drums ${bars} bars ago`, size: SETS + 1, width: 10 },
      { name: `cymbals ${bars} bars ago`, size: SETS + 1, width: 10 },
      { name: `toms ${bars} bars ago`, size: SETS + 1, width: 6 },
    ]),
  ],
  heads: [
    { name: 'drums', size: SETS, feeds: 'drums' },
    { name: 'cymbals', size: SETS, feeds: 'cymbals' },
    { name: 'toms', size: SETS, feeds: 'toms' },
    { name: 'drums velocity', size: VELOCITY_SIZE, feeds: 'drums velocity' },
    { name: 'cymbals velocity', size: VELOCITY_SIZE, feeds: 'cymbals velocity' },
    { name: 'toms velocity', size: VELOCITY_SIZE, feeds: 'toms velocity' },
    { name: 'offset', size: OFFSET_SIZE, feeds: 'offset' },
  ],
  vocabularies: {
    voice: DRUM_VOICES,
    velocity: drumVelocities.values,
    offset: drumOffsets.values,
    style: drumStyles.values,
    tempo: TEMPO_EDGES,
  },
};

/** What the percussion network is told of a groove before it begins. */
export interface GrooveSetting {
  readonly style: DrumStyle;
  /** Quarter notes a minute. */
  readonly tempo: number;
}

/** A stroke on the sixteenth grid. */
export interface DrumHit {
  readonly at: number;
  readonly voice: DrumVoice;
  /** MIDI velocity, 1 to 127. */
  readonly velocity: number;
  /** Ticks behind the grid; below 0 is early. */
  readonly offset: number;
}

/** A groove as the percussion network hears it grow. */
export class PercussionMemory {
  readonly #setting: readonly [number, number];
  readonly #steps: (readonly number[])[] = [];

  constructor({ style, tempo }: GrooveSetting) {
    this.#setting = [drumStyles.token(style), TEMPO_EDGES.filter((edge) => tempo >= edge).length];
  }

  /** Sixteenths so far. */
  get now(): number {
    return this.#steps.length;
  }

  /** What was hit so many sixteenths ago, as the tokens of the groups; undefined before the beginning. */
  ago(sixteenths: number): readonly number[] | undefined {
    return this.#steps[this.now - sixteenths]?.slice(0, DRUM_GROUPS.length);
  }

  /** The values of {@link percussionCodec}'s inputs now. */
  inputs(fill: boolean): readonly number[] {
    const before = this.#steps.at(-1) ?? [0, 0, 0, 0, 0, 0, 0];
    const ago = [1, 2].flatMap((bars) => this.ago(bars * BAR) ?? [SETS, SETS, SETS]);
    return [...before, this.now % BAR, Math.floor(this.now / BAR) % PHRASE, ...this.#setting, fill ? 1 : 0, ...ago];
  }

  /** Takes in what the heads answered. */
  push(tokens: readonly number[]): void {
    this.#steps.push(tokens);
  }
}

/** A groove as a training sequence: a step for each sixteenth of its bars. */
export function encodePercussion(
  lesson: GrooveSetting & { readonly fill: boolean; readonly bars: number; readonly hits: readonly DrumHit[] },
): TokenSequence {
  const memory = new PercussionMemory(lesson);
  const steps = Array.from({ length: lesson.bars * BAR }, (): DrumHit[] => []);
  for (const hit of lesson.hits) steps[hit.at]?.push(hit);
  const rows = steps.map((hits) => {
    const inputs = memory.inputs(lesson.fill);
    const targets = tokensOf(hits);
    memory.push(targets);
    return { inputs, targets };
  });
  return toSequence(rows, percussionCodec);
}

/** What the heads should answer for the strokes of a sixteenth. */
function tokensOf(hits: readonly DrumHit[]): readonly number[] {
  const groups = DRUM_GROUPS.map((_, group) => {
    const own = hits.filter(({ voice }) => groupOf(voice) === group);
    const set = own.reduce((bits, { voice }) => bits | (1 << (DRUM_VOICES.indexOf(voice) % GROUP)), 0);
    const loudest = Math.max(0, ...own.map(({ velocity }) => velocity));
    return { set, velocity: own.length === 0 ? 0 : 1 + Math.min(7, Math.floor(loudest / VELOCITY_STEP)) };
  });
  const leader = hits.reduce<DrumHit | undefined>(
    (best, hit) => (hit.velocity > (best?.velocity ?? 0) ? hit : best),
    undefined,
  );
  const bent = Math.round((leader?.offset ?? 0) / OFFSET_STEP) * OFFSET_STEP;
  const offset = Math.min(OFFSET_MAX, Math.max(-OFFSET_MAX, bent));
  return [
    ...groups.map(({ set }) => set),
    ...groups.map(({ velocity }) => velocity),
    // `+ 0` makes of minus zero, which Math.round gives, the zero of the vocabulary.
    drumOffsets.token(leader === undefined ? 'silent' : offset + 0),
  ];
}

function groupOf(voice: DrumVoice): number {
  return Math.floor(DRUM_VOICES.indexOf(voice) / GROUP);
}

/** Whether all that a hit set of a group strikes is in a kit. */
export function setFits(group: number, set: number, kit: readonly DrumVoice[]): boolean {
  return DRUM_VOICES.slice(group * GROUP, (group + 1) * GROUP).every(
    (voice, bit) => ((set >> bit) & 1) === 0 || kit.includes(voice),
  );
}

/** The strokes of a sixteenth from what the heads answered. */
export function hitsOf(tokens: readonly number[], at: number): readonly DrumHit[] {
  return DRUM_VOICES.flatMap((voice, index) => {
    const group = groupOf(voice);
    if ((((tokens[group] ?? 0) >> (index % GROUP)) & 1) === 0) return [];
    const velocity = Number(drumVelocities.value(tokens[DRUM_GROUPS.length + group] ?? 0));
    const offset = Number(drumOffsets.value(tokens[2 * DRUM_GROUPS.length] ?? 0));
    return [{ at, voice, velocity, offset }];
  });
}
