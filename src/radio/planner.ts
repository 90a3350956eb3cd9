import { findName, nearestNames, type Key } from '../score/index.ts';
import type { Random } from '../random/index.ts';
import type { Character } from './kinship.ts';
import type { Log } from './log.ts';
import type { Recipe } from './recipe.ts';

/** What a style's songs are like. */
export interface StyleTraits {
  readonly family: 'lofi' | 'edm';
  /** Slowest and fastest, in quarter notes a minute. */
  readonly tempo: readonly [number, number];
  /** How many of its songs are in minor, 0 to 1. */
  readonly minorShare: number;
}

/** What a planner chooses from. */
export interface PlannerOptions {
  /** What each style's songs are like, by the style's name and in order; empty until it is known. */
  readonly traits: () => Readonly<Record<string, StyleTraits>>;
  /** The styles to play, in turn; all of LoFi when there are none. */
  readonly rotation: readonly string[];
  readonly random: Random;
  readonly log: Log;
  /** Whether the very first song is short, so that it is soon on air. */
  readonly firstIsShort: boolean;
}

/** Songs of the programme last about so long; the very first is short. */
const SONG_SECONDS = 120;
const FIRST_SONG_SECONDS = 40;

/** What is played when nothing is known yet. */
const FIRST_STYLE = 'lofi-hiphop';

/** So many songs of one style follow each other: enough to settle in, and few enough that an hour is not all alike. */
export const BLOCK_SONGS = { least: 3, most: 4 } as const;

/** From one song of LoFi to the next the tempo moves by up to so much. */
const TEMPO_STEP = 0.05;

/**
 * What a station composes when nobody asked for anything. Each song is chosen with the one before it in mind: its key is the same, the relative
 * one, or one a fifth away, and its tempo near; dance music of one style keeps its tempo, so that songs can be mixed on the beat. Names of styles
 * that are not there are left out with a warning.
 */
export function planner(options: PlannerOptions): () => Recipe {
  const { random } = options;
  let isFirst = options.firstIsShort;
  let before: (Character & { readonly style: string }) | undefined;
  let left = 0;
  let isChecked = false;
  return () => {
    const traits = options.traits();
    const isKnown = Object.keys(traits).length > 0;
    if (isKnown && !isChecked) warnOfUnknown(options, traits);
    isChecked ||= isKnown;
    const rotation = rotationOf(options.rotation, traits);
    const style = left > 0 && before !== undefined ? before.style : following(rotation, before?.style);
    left = left > 0 ? left - 1 : drawBetween(BLOCK_SONGS.least, BLOCK_SONGS.most, random) - 1;
    const seconds = isFirst ? FIRST_SONG_SECONDS : SONG_SECONDS;
    isFirst = false;
    const recipe = { style, seed: Math.floor(random() * 2 ** 32), seconds, instruments: {}, effects: {} };
    const own = traits[style];
    if (own === undefined) return recipe;
    before = { style, tempo: drawTempo(own, before, traits, random), key: drawKey(own, before?.key, random) };
    return { ...recipe, tempo: before.tempo, key: before.key };
  };
}

/** The styles to play in turn: those wanted that are there, else all of LoFi; what was wanted while nothing is known. */
export function rotationOf(
  wanted: readonly string[],
  traits: Readonly<Record<string, StyleTraits>>,
): readonly string[] {
  const names = Object.keys(traits);
  if (names.length === 0) return wanted.length > 0 ? wanted : [FIRST_STYLE];
  const there = wanted.flatMap((name) => findName(name, names) ?? []);
  if (there.length > 0) return there;
  const lofi = names.filter((name) => traits[name]?.family === 'lofi');
  return lofi.length > 0 ? lofi : names;
}

function warnOfUnknown({ rotation, log }: PlannerOptions, traits: Readonly<Record<string, StyleTraits>>): void {
  const names = Object.keys(traits);
  for (const name of rotation.filter((wanted) => findName(wanted, names) === undefined)) {
    const near = nearestNames(name, names);
    const advice = (near.length > 0 ? near : names).join(', ');
    log.warn({ style: name }, `There is no style "${name}" to play; the nearest are: ${advice}`);
  }
}

function following(rotation: readonly string[], style: string | undefined): string {
  const at = style === undefined ? -1 : rotation.indexOf(style);
  return rotation[(at + 1) % rotation.length] ?? FIRST_STYLE;
}

/** A whole number from `least` to `most`, both included. */
export function drawBetween(least: number, most: number, random: Random): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** A whole tempo of the style, near the one before. */
function drawTempo(
  { tempo: [slowest, fastest], family }: StyleTraits,
  before: (Character & { readonly style: string }) | undefined,
  traits: Readonly<Record<string, StyleTraits>>,
  random: Random,
): number {
  const within = (tempo: number) => Math.max(Math.ceil(slowest), Math.min(Math.floor(fastest), Math.round(tempo)));
  if (before === undefined) return within(slowest + random() * (fastest - slowest));
  if (family === 'lofi') return within(before.tempo * (1 + TEMPO_STEP * (2 * random() - 1)));
  const isNear = traits[before.style]?.family === 'edm';
  return within(isNear ? before.tempo : slowest + random() * (fastest - slowest));
}

/** The same notes, or those of a neighbour on the circle of fifths. */
export function drawKey({ minorShare }: StyleTraits, before: Key | undefined, random: Random): Key {
  const mode = random() < minorShare ? 'minor' : 'major';
  if (before === undefined) return { tonic: Math.floor(random() * 12), mode };
  const major = before.mode === 'major' ? before.tonic : before.tonic + 3;
  const steps = [0, 0, 7, 5][Math.floor(random() * 4)] ?? 0;
  const tonic = major + steps + (mode === 'major' ? 0 : 9);
  return { tonic: tonic % 12, mode };
}
