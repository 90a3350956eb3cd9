import type { Musicians } from '../model/index.ts';
import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import { measureScore, type PartRole, type Score, type ScoreMetrics } from '../score/index.ts';
import type { Key } from '../theory/index.ts';
import { arrange } from './arrange.ts';
import { audition } from './audition.ts';
import { between, choose, happens } from './chance.ts';
import { ComposeError } from './compose-error.ts';
import type { Phrase } from './draft.ts';
import { fitTempo, nearestBars, planForm, type PlannedSection } from './form.ts';
import { gateMiss } from './gates.ts';
import { layChords } from './harmony.ts';
import { writePhrase } from './phrase.ts';
import type { Style } from './style.ts';
import { findStyle } from './styles.ts';
import { nameSong } from './title.ts';

/** What to compose. */
export interface ComposeOptions {
  /** One of {@link styles}. */
  readonly style: string;
  /** An unsigned 32-bit integer: the same options and seed give the same music. */
  readonly seed: number;
  /** Wished length, {@link SECONDS_MIN} to {@link SECONDS_MAX}; the song ends on the nearest whole phrase. */
  readonly seconds: number;
  /** Quarter notes a minute, {@link TEMPO_MIN} to {@link TEMPO_MAX}; the style chooses when it is not given. */
  readonly tempo?: number;
  readonly key?: Key;
  /** Instruments by part; the style chooses the others. */
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
}

/** A song, composed. */
export interface Composition {
  readonly score: Score;
  readonly title: string;
  /** The style's effect layers and their level in decibels relative to the music. */
  readonly effects: Readonly<Record<string, number>>;
  readonly metrics: ScoreMetrics;
  /** Takes of the networks and whole scores that were not good enough. */
  readonly rejections: number;
}

export const SECONDS_MIN = 10;
export const SECONDS_MAX = 600;
export const TEMPO_MIN = 40;
export const TEMPO_MAX = 220;

/** How many scores are composed at most before the best of them is kept. */
const SCORES = 5;

/**
 * Composes a song: the networks write chords, melody and drums for each phrase of the form, the arranger edits them and writes
 * the bass; a score that misses the style's gates is composed again with a derived seed. Deterministic.
 * Throws a ComposeError when there is no such style or a number is out of its range.
 */
export function compose(options: ComposeOptions, musicians: Musicians): Composition {
  const style = findStyle(options.style);
  checkRanges(options);
  const random = seededRandom(deriveSeed(options.seed, 'song'));
  const title = nameSong(random);
  const key = options.key ?? chooseKey(style, random);
  const tempo = options.tempo ?? fitTempo(between(style.tempo, random), style.tempo, options.seconds);
  const instruments = { ...chooseInstruments(style, random), ...options.instruments };
  const sections = planForm(style.form, nearestBars(options.seconds, tempo));

  let rejections = 0;
  const best = audition(
    (attempt) => {
      const seed = attempt === 0 ? options.seed : deriveSeed(options.seed, `score ${attempt}`);
      const written = writePhrases(musicians, { style, key, tempo, seed, sections });
      const { phrases } = written;
      rejections += written.rejections;
      const draft = { style, key, tempo, sections, phrases, chords: layChords(sections, phrases, key) };
      const score = arrange(draft, { seed, instruments });
      return { score, metrics: measureScore(score) };
    },
    ({ metrics }) => gateMiss(metrics, style.gates),
    SCORES,
  );
  rejections += best.rejections;
  return { ...best.take, title, effects: style.effects, rejections };
}

function writePhrases(
  musicians: Musicians,
  options: {
    readonly style: Style;
    readonly key: Key;
    readonly tempo: number;
    readonly seed: number;
    readonly sections: readonly PlannedSection[];
  },
) {
  const phrases: Record<string, Phrase> = {};
  let rejections = 0;
  for (const name of new Set(options.sections.map(({ phrase }) => phrase))) {
    const written = writePhrase(musicians, { ...options, seed: deriveSeed(options.seed, `phrase ${name}`) });
    phrases[name] = written.take;
    rejections += written.rejections;
  }
  return { phrases, rejections };
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

function checkRanges({ seed, seconds, tempo, key }: ComposeOptions): void {
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
}
