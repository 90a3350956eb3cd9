import { z } from 'zod';
import {
  findEffect,
  findKit,
  findName,
  findProgram,
  nearestNames,
  parseKey,
  PART_ROLES,
  type Key,
  type PartRole,
} from '../score/index.ts';
import type { Catalogue, RequestInput } from './front-desk.ts';
import { radioError, type NameKind, type Problem } from './problem.ts';
import { EFFECT_LOUDEST_DB, EFFECT_OFF_DB, type Recipe } from './recipe.ts';
import { asMessage, brokenRule } from './rule.ts';

/** What a request may ask for; a person is told these limits when it is outside. */
export const REQUEST_LIMITS = {
  seconds: { min: 20, max: 300 },
  tempo: { min: 50, max: 200 },
  share: { min: 0, max: 1 },
  effectDb: { min: EFFECT_OFF_DB, max: EFFECT_LOUDEST_DB },
  effects: 8,
} as const;

/** Wished length of a song when none is asked for. */
export const DEFAULT_SECONDS = 120;

// A preset named outright, as in `file.sf2:bank:program`; the studio knows whether it is there.
const PRESET = /^[^:/\\]{1,80}\.sf[23]:\d{1,5}:\d{1,3}$/i;

/** Longest name of anything, in characters. */
const NAME_LIMIT = 100;

/** A name as somebody typed it. */
export const typedName = z
  .string(asMessage({ kind: 'name' }))
  .trim()
  .min(1, asMessage({ kind: 'not-empty' }))
  .max(NAME_LIMIT, asMessage({ kind: 'characters', most: NAME_LIMIT }));

const name = typedName;

function within({ min, max }: { readonly min: number; readonly max: number }, unit?: 'dB'): z.ZodNumber {
  const rule = { kind: 'number', least: min, most: max } as const;
  const message = asMessage(unit === undefined ? rule : { ...rule, unit });
  return z.number(message).min(min, message).max(max, message);
}

const SEEDS = { min: 0, max: 0xffff_ffff } as const;
const seedMessage = asMessage({ kind: 'whole-number', least: SEEDS.min, most: SEEDS.max });

const requestInput = z.strictObject({
  style: name.optional(),
  seconds: within(REQUEST_LIMITS.seconds).optional(),
  seed: z.int(seedMessage).min(SEEDS.min, seedMessage).max(SEEDS.max, seedMessage).optional(),
  tempo: within(REQUEST_LIMITS.tempo).optional(),
  key: name.optional(),
  mood: name.optional(),
  energy: within(REQUEST_LIMITS.share).optional(),
  classical: within(REQUEST_LIMITS.share).optional(),
  instruments: z.partialRecord(z.enum(PART_ROLES), name).optional(),
  effects: z.record(name, within(REQUEST_LIMITS.effectDb, 'dB')).optional(),
});

/**
 * The recipe for what a listener typed, with names spelt as in the catalogue. `randomSeed` is used when no seed is asked for, and
 * the catalogue's first style when no style is. Throws a RadioError that a listener may read: `invalid`, or `busy` while the
 * catalogue has no styles yet.
 */
export function parseRequest(input: RequestInput, catalogue: Catalogue, randomSeed: number): Recipe {
  const result = requestInput.safeParse(input);
  if (!result.success) throw radioError(problemIn(result.error));
  const { style, seconds, seed, tempo, key, mood, energy, classical, instruments = {}, effects = {} } = result.data;
  if (Object.keys(effects).length > REQUEST_LIMITS.effects) {
    throw radioError({ kind: 'too-many-effects', most: REQUEST_LIMITS.effects });
  }
  const [firstStyle] = catalogue.styles;
  if (firstStyle === undefined) throw radioError({ kind: 'getting-ready' });
  return {
    style: style === undefined ? firstStyle : knownName('style', style, catalogue.styles),
    seed: seed ?? randomSeed >>> 0,
    seconds: seconds ?? DEFAULT_SECONDS,
    ...(tempo === undefined ? {} : { tempo }),
    ...(key === undefined ? {} : { key: readKey(key) }),
    ...(mood === undefined ? {} : { mood: knownName('mood', mood, catalogue.moods) }),
    ...(energy === undefined ? {} : { energy }),
    ...(classical === undefined ? {} : { classical }),
    instruments: readInstruments(instruments, catalogue.instruments),
    effects: Object.fromEntries(
      Object.entries(effects).map(([effect, db]) => [knownEffect(effect, catalogue.effects), db]),
    ),
  };
}

function readInstruments(
  wanted: Readonly<Partial<Record<PartRole, string>>>,
  names: readonly string[],
): Readonly<Partial<Record<PartRole, string>>> {
  const found: Partial<Record<PartRole, string>> = {};
  for (const role of PART_ROLES) {
    const instrument = wanted[role];
    if (instrument === undefined) continue;
    found[role] = isUnderstood(role, instrument) ? instrument : knownName('instrument', instrument, names);
  }
  return found;
}

// Names that the studio understands although the catalogue does not list them.
function isUnderstood(role: PartRole, instrument: string): boolean {
  const generalMidi = role === 'drums' ? findKit(instrument) : findProgram(instrument);
  return PRESET.test(instrument) || generalMidi !== undefined;
}

// An effect's own name comes before another word for one: a file `hiss.wav` is `hiss`.
function knownEffect(text: string, names: readonly string[]): string {
  const usual = findName(text, names) ?? findEffect(text);
  return knownName('effect', usual !== undefined && names.includes(usual) ? usual : text, names);
}

function readKey(text: string): Key {
  const key = parseKey(text);
  if (key === undefined) throw radioError({ kind: 'unknown-key', name: text });
  return key;
}

/** How many of the names that there are somebody is told who named another. */
const NAMES_TOLD = 8;

/** A name as those there are spell it, whatever its case; throws a RadioError that names the nearest ones when there is none. */
export function knownName(kind: NameKind, text: string, names: readonly string[]): string {
  const found = findName(text, names);
  if (found !== undefined) return found;
  const there = names.slice(0, NAMES_TOLD);
  throw radioError({ kind: 'unknown-name', of: kind, name: text, near: nearestNames(text, names), there });
}

/** The first thing that is wrong. */
function problemIn(error: z.ZodError): Problem {
  const issue = error.issues[0];
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const names = issue.keys;
    return path[0] === 'instruments'
      ? { kind: 'unknown-part', names, there: PART_ROLES }
      : { kind: 'unknown-option', names };
  }
  if (issue === undefined || path.length === 0) return { kind: 'no-request' };
  return { kind: 'wrong-option', path, rule: brokenRule(issue) };
}
