import type { Musicians } from '../model/index.ts';
import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import { measureScore, PPQ, type MixPlan, type PartRole, type Score, type ScoreMetrics } from '../score/index.ts';
import type { Key } from '../theory/index.ts';
import { audition } from './audition.ts';
import { between, choose, happens } from './chance.ts';
import { ComposeError } from './compose-error.ts';
import { fitEdmTempo } from './edm/edm-form.ts';
import { writeEdm } from './edm/write-edm.ts';
import { fitTempo } from './form.ts';
import { countMisses, gateMiss, gatesFor, missedGates, type GateMisses } from './gates.ts';
import { ENERGY_AS_WRITTEN, type SongPlan, type WrittenScore } from './song-plan.ts';
import type { Style } from './style.ts';
import { nameSong } from './title.ts';
import { writeLofi } from './write-lofi.ts';

/** What to compose. */
export interface ComposeOptions {
  /** The name of a style, or of a genre that a person trained. */
  readonly style: string;
  /** An unsigned 32-bit integer: the same options and seed give the same music. */
  readonly seed: number;
  /** Wished length, {@link SECONDS_MIN} to {@link SECONDS_MAX}; the song ends on the nearest whole phrase. */
  readonly seconds: number;
  /** Quarter notes a minute, {@link TEMPO_MIN} to {@link TEMPO_MAX}; the style chooses when it is not given. */
  readonly tempo?: number;
  readonly key?: Key;
  /** The name of a mood, which shifts the style; none when it is not given. */
  readonly mood?: string;
  /** How much happens, 0 (sparse, soft) to 1 (full); the style's own curve when it is not given. */
  readonly energy?: number;
  /** How much Classical is blended in, 0 to 1, in styles that know it. */
  readonly classical?: number;
  /** Instruments by part; the style chooses the others. */
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
}

/** What to compose in a style that was found, and is in its mood. */
export type SongWish = Omit<ComposeOptions, 'style' | 'mood'>;

/** A song, composed. */
export interface Composition {
  readonly score: Score;
  readonly title: string;
  /** The style's effect layers and their level in decibels relative to the music. */
  readonly effects: Readonly<Record<string, number>>;
  /** The style's desk; LoFi's when absent. */
  readonly mix?: MixPlan;
  readonly metrics: ScoreMetrics;
  /** Takes of the networks and whole scores that were not good enough. */
  readonly rejections: number;
  /** By figure, how many of the scores that were written missed the style's gate for it, the one that was kept among them. */
  readonly misses: GateMisses;
}

export const SECONDS_MIN = 10;
export const SECONDS_MAX = 600;
export const TEMPO_MIN = 40;
export const TEMPO_MAX = 220;

/** A bar of 4/4. */
const TICKS_PER_BAR = 4 * PPQ;

/** How many scores are composed at most before the best of them is kept. */
const SCORES = 5;

/**
 * Composes a song in a style: the networks write, the arranger of the style's family edits; a score that misses the style's gates is
 * composed again with a derived seed. Deterministic. Throws a ComposeError when a number is out of its range.
 */
export function compose(style: Style, options: SongWish, musicians: Musicians): Composition {
  checkRanges(options);
  const random = seededRandom(deriveSeed(options.seed, 'song'));
  const title = nameSong(random, style.family);
  const key = options.key ?? chooseKey(style, random);
  const tempo = options.tempo ?? chooseTempo(style, between(style.tempo, random), options.seconds);
  const { seconds, energy = ENERGY_AS_WRITTEN, classical } = options;
  const plan = {
    key,
    tempo,
    seconds,
    energy,
    instruments: { ...chooseInstruments(style, random), ...options.instruments },
    ...(classical === undefined ? {} : { classical }),
  };

  let rejections = 0;
  let misses: GateMisses = {};
  const best = audition(
    (attempt) => {
      const seed = attempt === 0 ? options.seed : deriveSeed(options.seed, `score ${attempt}`);
      const written = write(style, { ...plan, seed }, musicians);
      rejections += written.rejections;
      const { score } = written;
      const metrics = measureScore(score);
      const gates = gatesFor(style.gates, score.duration / TICKS_PER_BAR);
      misses = countMisses(misses, missedGates(metrics, gates));
      return { score, metrics, gates };
    },
    ({ metrics, gates }) => gateMiss(metrics, gates),
    SCORES,
  );
  rejections += best.rejections;
  const { effects, mix } = style;
  const { score, metrics } = best.take;
  return { score, metrics, title, effects, ...(mix === undefined ? {} : { mix }), rejections, misses };
}

/** The families and who arranges them. */
function write(style: Style, plan: Omit<SongPlan, 'style'>, musicians: Musicians): WrittenScore {
  return style.family === 'edm' ? writeEdm({ ...plan, style }, musicians) : writeLofi({ ...plan, style }, musicians);
}

/** A tempo near one of the style's at which a song of the family comes out about as long as wished. */
function chooseTempo(style: Style, around: number, seconds: number): number {
  return style.family === 'edm' ? fitEdmTempo(around, style.tempo, seconds) : fitTempo(around, style.tempo, seconds);
}

function chooseKey(style: Style, random: Random): Key {
  const mode = happens(style.minorShare, random) ? 'minor' : 'major';
  return { tonic: Math.floor(random() * 12), mode };
}

/** One instrument for each part of the style; the melody's is not the chords'. */
function chooseInstruments(style: Style, random: Random): Readonly<Partial<Record<PartRole, string>>> {
  const chosen: Partial<Record<PartRole, string>> = {};
  for (const [role, names] of Object.entries(style.instruments) as [PartRole, readonly string[]][]) {
    const others = names.filter((name) => !Object.values(chosen).includes(name));
    chosen[role] = choose(others.length > 0 ? others : names, random);
  }
  return chosen;
}

function checkRanges({ seed, seconds, tempo, key, energy, classical }: SongWish): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new ComposeError(`A seed is a whole number from 0 to 4294967295, not ${seed}.`);
  }
  if (!(seconds >= SECONDS_MIN && seconds <= SECONDS_MAX)) {
    throw new ComposeError(`A song lasts from ${SECONDS_MIN} to ${SECONDS_MAX} seconds, not ${seconds}.`);
  }
  if (tempo !== undefined && !(tempo >= TEMPO_MIN && tempo <= TEMPO_MAX)) {
    throw new ComposeError(`A tempo is from ${TEMPO_MIN} to ${TEMPO_MAX} quarter notes a minute, not ${tempo}.`);
  }
  if (key !== undefined && !(Number.isInteger(key.tonic) && key.tonic >= 0 && key.tonic < 12)) {
    throw new ComposeError(`A tonic is a whole number from 0 to 11, not ${key.tonic}.`);
  }
  for (const [name, share] of Object.entries({ energy, classical })) {
    if (share !== undefined && !(share >= 0 && share <= 1)) {
      throw new ComposeError(`The ${name} of a song is a number from 0 to 1, not ${share}.`);
    }
  }
}
