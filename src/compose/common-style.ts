import { z } from 'zod';
import { mixPlanSchema, PART_ROLES } from '../score/index.ts';
import { byName, number, range, some, text, whole } from './style-fields.ts';

/** What a score can be held to; see ScoreMetrics in score/. */
const METRICS = ['scaleConsistency', 'pitchClassEntropy', 'grooveConsistency', 'barsRepeated', 'emptyBeats'] as const;

/** Noise beds lie at least so far under the music, in decibels, or they mask it. */
const EFFECT_LOUDEST_DB = -10;

/** Levels that a layer may have, in decibels relative to the music. */
export const EFFECT_LEVELS = number(-60, EFFECT_LOUDEST_DB);

/** The slowest and the fastest style, in quarter notes a minute. */
export const TEMPO_LIMITS = [40, 220] as const;

const ONLY_METER = 'must be [4, 4]: there is no other meter yet';

/** The fields of every style file, whoever arranges it. The style's name is that of its file: `styles/house.json` is `house`. */
export const commonFields = {
  /** One sentence for listeners. */
  description: text(),
  /** Place in the list of styles, lowest first; styles without one come after those, by name. The first is the radio's own choice. */
  order: whole(0, 1000).exactOptional(),
  /** Quarter notes a minute. */
  tempo: range(...TEMPO_LIMITS),
  /** Beats in a bar and the note value of a beat: only 4/4 so far. */
  meter: z.tuple([z.literal(4, ONLY_METER), z.literal(4, ONLY_METER)], ONLY_METER).readonly(),
  /** Share of a pair of sixteenths that the first one gets: 0.5 is straight, 0.667 a triplet shuffle. */
  swing: range(0.5, 0.7),
  /** How many of the songs are in minor, 0 to 1. */
  minorShare: number(0, 1),
  /** Instruments to choose from, for each part that the style has: names that the studio knows, or `file.sf2:bank:program`. */
  instruments: byName(PART_ROLES, some(text(120))),
  /** Effect layers and their level in decibels relative to the music. */
  effects: z.record(text(80), EFFECT_LEVELS, 'must be levels in decibels by the name of the effect').readonly(),
  /** The desk that the song is mixed on, and what is set otherwise on it. */
  mix: mixPlanSchema.exactOptional(),
  /** What a score must measure, `[lowest, highest]` for each figure; one that misses is composed again. */
  gates: byName(METRICS, range(0, 4)),
};

/** How a network is asked. */
export const askingFields = {
  /** 1 samples what was learnt; lower is safer. */
  temperature: number(0.1, 2),
  /** Keeps the most probable tokens whose probabilities sum to this. */
  topP: number(0.05, 1),
};

/** What every style has, for functions that don't care who arranges it. */
export type CommonStyle = Readonly<z.infer<z.ZodObject<typeof commonFields>>> & {
  /** That of its file. */
  readonly name: string;
  readonly family: 'lofi' | 'edm';
};
