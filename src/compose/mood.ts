import { z } from 'zod';
import { EFFECT_LEVELS, TEMPO_LIMITS } from './common-style.ts';
import { parseJson, type Read } from './data-files.ts';
import { ENERGY_AS_WRITTEN } from './song-plan.ts';
import { byName, faultsOf, fields, number, text, whole, type Range } from './style-fields.ts';
import type { Style } from './style.ts';

const corner = number(200, 20_000);

const moodSchema = fields({
  /** One sentence for listeners. */
  description: text(),
  /** Place in the list of moods, lowest first. */
  order: whole(0, 1000).exactOptional(),
  /** What the style's tempos are multiplied by. */
  tempo: number(0.7, 1.3),
  /** How many more of the songs are in minor: -1 leaves none, 1 makes all of them so. */
  minor: number(-1, 1),
  /** How much more happens: added to the energy of the song. */
  energy: number(-0.5, 0.5),
  /** What the boldness of the networks is multiplied by. */
  temperature: number(0.7, 1.3),
  /** Layers that come to the style's, in decibels relative to the music; where the style has one, the louder stays. */
  effects: z.record(text(80), EFFECT_LEVELS).readonly(),
  /** Hertz that a low-pass over the music closes to, by the desk that the style is mixed on; the lower of this and the style's stays. */
  lowPass: byName(['lofi', 'edm'], corner),
});

/** What a mood does to a style; any mood goes with any style. */
export type Mood = z.infer<typeof moodSchema> & {
  /** That of its file. */
  readonly name: string;
};

/** Reads the text of a mood file. */
export function readMood(name: string, json: string): Read<Mood> {
  const data = parseJson(json);
  if ('faults' in data) return data;
  const read = moodSchema.safeParse(data.value);
  return read.success ? { value: { ...read.data, name } } : { faults: faultsOf(read.error) };
}

/** The style as it is in a mood. */
export function inMood<S extends Style>(style: S, mood: Mood): S {
  const [slowest, fastest] = TEMPO_LIMITS;
  const tempo = style.tempo.map((bpm) => Math.min(fastest, Math.max(slowest, bpm * mood.tempo)));
  const effects = Object.entries(mood.effects).map(
    ([name, level]) => [name, Math.max(level, style.effects[name] ?? Number.NEGATIVE_INFINITY)] as const,
  );
  return {
    ...bolder(style, mood.temperature),
    tempo: tempo as unknown as Range,
    minorShare: Math.min(1, Math.max(0, style.minorShare + mood.minor)),
    effects: { ...style.effects, ...Object.fromEntries(effects) },
    mix: closed(style.mix ?? { base: style.family }, mood),
  };
}

/** The energy of a song in a mood, 0 to 1; that of the style when none is wished for. */
export function energyIn(mood: Mood, wished = ENERGY_AS_WRITTEN): number {
  return Math.min(1, Math.max(0, wished + mood.energy));
}

function closed(mix: NonNullable<Style['mix']>, { lowPass }: Mood): NonNullable<Style['mix']> {
  const corner = lowPass[mix.base];
  if (corner === undefined) return mix;
  return { ...mix, sum: { ...mix.sum, lowPass: Math.min(corner, mix.sum?.lowPass ?? corner) } };
}

/** Plain data with every `temperature` in it multiplied. */
function bolder<T>(data: T, factor: number): T {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item: unknown) => bolder(item, factor)) as T;
  const entries = Object.entries(data).map(([name, value]: [string, unknown]) => [
    name,
    name === 'temperature' && typeof value === 'number' ? value * factor : bolder(value, factor),
  ]);
  return Object.fromEntries(entries) as T;
}
