import {
  SAMPLE_RATE,
  addLoop,
  addTo,
  dbToGain,
  fadeOut,
  silence,
  type Db,
  type Lufs,
  type Stereo,
} from '../dsp/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import { nearestNames, type Lack } from '../score/index.ts';
import type { Effect, EffectShelf } from './effect-shelf.ts';
import { StudioError } from './studio-error.ts';

/** Loudness that an effect may have relative to the music; at the loud end it drowns the music. */
const RANGE: readonly [Db, Db] = [-60, -3];

/** All beds together lie at least so far under the music; above it a listener measured rain to mask it. */
const BEDS_TOGETHER: Db = -10;

/** A beat loop that ends with the song's last bar fades over this. */
const END_SECONDS = 0.02;

/** The bars of a song, for beat loops to keep to. */
export interface SongBars {
  /** Beats a minute. */
  readonly tempo: number;
  /** Frame at which the first bar begins. */
  readonly first: number;
  /** Frame at which the last bar ends. */
  readonly end: number;
}

/**
 * Lays an effect under a mix from its first sample to its last, in place; the seed chooses where in its loops it begins. A beat loop
 * begins with the first bar, when the song's bars are given, and ends with the last.
 */
export function layEffect(
  mix: Stereo,
  name: string,
  effect: Effect,
  loudness: Lufs,
  seed: number,
  bars?: SongBars,
): void {
  const gain = dbToGain(loudness - effect.lufs);
  if (effect.isInTime && bars !== undefined) {
    for (const layer of effect.layers) layBars(mix, layer, gain, bars);
    return;
  }
  const random = seededRandom(deriveSeed(seed, `effect ${name}`));
  for (const layer of effect.layers) {
    const every = layer.every ?? layer.left.length;
    addLoop(mix, layer, Math.floor(random() * every), gain, every);
  }
}

function layBars(mix: Stereo, loop: Stereo, gain: number, { first, end }: SongBars): void {
  // The mix may be no more than the song's opening: then nothing ends in it.
  const here = mix.left.length;
  const fade = Math.max(first, end - END_SECONDS * SAMPLE_RATE);
  addLoop(part(mix, first, Math.min(here, fade)), loop, 0, gain);
  if (fade >= here) return;
  const last = silence(end - fade);
  addLoop(last, loop, fade - first, gain);
  fadeOut(last, END_SECONDS);
  addTo(part(mix, fade, Math.min(here, end)), last);
}

/** A part of audio; writing to it writes to the whole. */
function part({ left, right }: Stereo, from: number, to: number): Stereo {
  return { left: left.subarray(from, to), right: right.subarray(from, to) };
}

/** What is to be laid under a song. */
export interface WantedEffects {
  /** Layers by name, with their loudness relative to the music. */
  readonly effects: Readonly<Record<string, Db>>;
  /** Those of them that somebody asked for; the others are the style's own, and give way to them. None when not given. */
  readonly asked?: readonly string[];
  readonly seed: number;
  /** For beat loops; without it they are loops like any other. */
  readonly bars?: SongBars;
}

/**
 * Lays all effects asked for under a mix, in place, each at its level relative to the music's loudness. What is asked for above -10 dB is
 * laid so; beds at or below that are lowered as far as it takes for all of them together to lie at -10 dB at most: first the style's own, all
 * alike, and what somebody asked for only where that by itself is more.
 * What can't be had is left out, and told. Returns the effects laid, with their levels.
 */
export async function layEffects(
  mix: Stereo,
  music: Lufs,
  shelf: EffectShelf,
  wanted: WantedEffects,
  lacks: Lack[],
): Promise<Readonly<Record<string, Db>>> {
  const levels = readLevels(wanted.effects, shelf, lacks);
  const known = new Set(shelf.names());
  const beds = [...levels].filter(([name, db]) => known.has(name) && db <= BEDS_TOGETHER);
  const lowered = lowerBeds(new Map(beds), new Set(wanted.asked?.map((name) => shelf.usualName(name))));
  const laid: Record<string, Db> = {};
  for (const [name, level] of levels) {
    const db = lowered.get(name) ?? level;
    // There is no room for it under what was asked for.
    if (db <= RANGE[0] && level > RANGE[0]) continue;
    const effect = await take(shelf, name, wanted.bars?.tempo, lacks);
    if (effect === undefined) continue;
    layEffect(mix, name, effect, music + db, wanted.seed, wanted.bars);
    laid[name] = db;
  }
  return laid;
}

/** Levels within range, by usual name. */
function readLevels(effects: Readonly<Record<string, Db>>, shelf: EffectShelf, lacks: Lack[]): ReadonlyMap<string, Db> {
  const levels = new Map<string, Db>();
  for (const [asked, level] of Object.entries(effects)) {
    const name = shelf.usualName(asked.trim().toLowerCase());
    if (!Number.isFinite(level)) {
      lacks.push({ kind: 'no-level', name });
      continue;
    }
    const db = Math.min(RANGE[1], Math.max(RANGE[0], level));
    if (db !== level) lacks.push({ kind: 'other-level', name, db, asked: level });
    levels.set(name, db);
  }
  return levels;
}

/** The levels of beds, so that together they keep below {@link BEDS_TOGETHER}: what was asked for first, and the others in what room that leaves. */
function lowerBeds(beds: ReadonlyMap<string, Db>, asked: ReadonlySet<string>): ReadonlyMap<string, Db> {
  const first = fitted(new Map([...beds].filter(([name]) => asked.has(name))), powerOf(BEDS_TOGETHER));
  const room = powerOf(BEDS_TOGETHER) - sumOf(first);
  return new Map([...first, ...fitted(new Map([...beds].filter(([name]) => !asked.has(name))), room)]);
}

/** Levels lowered by the same amount, as far as it takes for all of them to have a power together; to nothing where it leaves no room. */
function fitted(levels: ReadonlyMap<string, Db>, power: number): ReadonlyMap<string, Db> {
  const sum = sumOf(levels);
  if (sum <= power) return levels;
  const excess = power > 0 ? 10 * Math.log10(sum / power) : Infinity;
  return new Map([...levels].map(([name, db]) => [name, Math.max(RANGE[0], Math.round((db - excess) * 10) / 10)]));
}

/** Unrelated sounds add by power. */
function sumOf(levels: ReadonlyMap<string, Db>): number {
  return [...levels.values()].reduce((sum, db) => sum + powerOf(db), 0);
}

function powerOf(db: Db): number {
  return dbToGain(db) ** 2;
}

async function take(
  shelf: EffectShelf,
  name: string,
  tempo: number | undefined,
  lacks: Lack[],
): Promise<Effect | undefined> {
  try {
    const effect = await shelf.get(name, tempo);
    if (effect === undefined) lacks.push({ kind: 'no-effect', name, near: nearestNames(name, shelf.names()) });
    return effect;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    lacks.push({ kind: 'bad-effect', name, problem: error.message });
    return undefined;
  }
}
