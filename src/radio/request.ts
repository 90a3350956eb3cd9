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
import { RadioError } from './radio-error.ts';
import { EFFECT_LOUDEST_DB, EFFECT_OFF_DB, type Recipe } from './recipe.ts';

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

const name = z.string('must be a name').trim().min(1, 'must not be empty').max(100, 'is too long');

function within(limits: { readonly min: number; readonly max: number }, unit: string): z.ZodNumber {
  const message = `must be a number from ${limits.min} to ${limits.max}${unit}`;
  return z.number(message).min(limits.min, message).max(limits.max, message);
}

const seedMessage = 'must be a whole number from 0 to 4294967295';

const requestInput = z.strictObject({
  style: name.optional(),
  seconds: within(REQUEST_LIMITS.seconds, '').optional(),
  seed: z.int(seedMessage).min(0, seedMessage).max(0xffff_ffff, seedMessage).optional(),
  tempo: within(REQUEST_LIMITS.tempo, '').optional(),
  key: name.optional(),
  mood: name.optional(),
  energy: within(REQUEST_LIMITS.share, '').optional(),
  classical: within(REQUEST_LIMITS.share, '').optional(),
  instruments: z.partialRecord(z.enum(PART_ROLES), name).optional(),
  effects: z.record(name, within(REQUEST_LIMITS.effectDb, ' dB')).optional(),
});

/**
 * The recipe for what a listener typed, with names spelt as in the catalogue. `randomSeed` is used when no seed is asked for, and
 * the catalogue's first style when no style is. Throws a RadioError that a listener may read: `invalid`, or `busy` while the
 * catalogue has no styles yet.
 */
export function parseRequest(input: RequestInput, catalogue: Catalogue, randomSeed: number): Recipe {
  const result = requestInput.safeParse(input);
  if (!result.success) throw invalid(describe(result.error));
  const { style, seconds, seed, tempo, key, mood, energy, classical, instruments = {}, effects = {} } = result.data;
  if (Object.keys(effects).length > REQUEST_LIMITS.effects)
    throw invalid(`At most ${REQUEST_LIMITS.effects} effects fit`);
  const [firstStyle] = catalogue.styles;
  if (firstStyle === undefined) {
    // What is installed is known only when the first worker has looked.
    throw new RadioError('The studio is still getting ready. Try again in a minute', { reason: 'busy' });
  }
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
  if (key === undefined) throw invalid(`"${text}" is no key. Write it like "C", "F# minor" or "Ebm"`);
  return key;
}

/** A name as those there are spell it, whatever its case; throws a RadioError that names the nearest ones when there is none. */
export function knownName(kind: string, text: string, names: readonly string[]): string {
  const found = findName(text, names);
  if (found !== undefined) return found;
  const near = nearestNames(text, names);
  const advice = near.length > 0 ? `Did you mean ${list(near)}?` : `There is ${list(names.slice(0, 8))}`;
  throw invalid(`There is no ${kind} "${text}". ${names.length === 0 ? `No ${kind} is installed` : advice}`);
}

function list(names: readonly string[]): string {
  const quoted = names.map((each) => `"${each}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

// One sentence about the first thing that is wrong; zod's own texts are for programmers.
function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    return path[0] === 'instruments'
      ? `There is no part ${list(issue.keys)}. There is ${list(PART_ROLES)}`
      : `There is no option ${list(issue.keys)}`;
  }
  if (path.length === 0) return 'A request must be an object with options such as "style"';
  return `${path.join(' ')} ${issue?.message ?? 'is wrong'}`;
}

function invalid(message: string): RadioError {
  return new RadioError(message, { reason: 'invalid' });
}
