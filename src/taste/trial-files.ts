import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Decision, TrialRecord } from './standing.ts';

/**
 * Two files of the data folder, each with one who writes it, so that neither loses what the other says: the radio notes when trials began and what the rule said;
 * a person's word, by `raindial models`, lies beside it and is read by a radio that runs.
 */
export const TRIAL_FILES = { records: 'model-trials.json', words: 'model-decisions.json' } as const;

/** What a file held, or what is wrong with it, in words without advice. A file that is not there holds nothing, and is well. */
export type Noted<T> =
  | { readonly kind: 'notes'; readonly notes: Readonly<Record<string, T>> }
  | { readonly kind: 'damaged'; readonly problem: string };

const networks = z.record(z.string(), z.string());
const decision = z.object({ networks, verdict: z.enum(['promote', 'roll back']), why: z.string(), at: z.number() });
const record = z.object({ networks, since: z.number(), decision: decision.exactOptional() });

/** Reads what the radio noted of trials. */
export function readRecords(dataFolder: string): Promise<Noted<TrialRecord>> {
  return read(path.join(dataFolder, TRIAL_FILES.records), z.record(z.string(), record));
}

/** Reads what a person decided. */
export function readWords(dataFolder: string): Promise<Noted<Decision>> {
  return read(path.join(dataFolder, TRIAL_FILES.words), z.record(z.string(), decision));
}

/** Writes what the radio noted, whole or not at all. Rejects with the system's error. */
export function writeRecords(dataFolder: string, records: Readonly<Record<string, TrialRecord>>): Promise<void> {
  return write(path.join(dataFolder, TRIAL_FILES.records), records);
}

/** Writes what a person decided, whole or not at all; the folder is made. Rejects with the system's error. */
export async function writeWords(dataFolder: string, words: Readonly<Record<string, Decision>>): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  await write(path.join(dataFolder, TRIAL_FILES.words), words);
}

async function write(file: string, notes: object): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, `${JSON.stringify(notes, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, file);
}

async function read<T>(file: string, schema: z.ZodType<Record<string, T>>): Promise<Noted<T>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'notes', notes: {} };
    return { kind: 'damaged', problem: `${file} can't be read (${message})` };
  }
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { kind: 'notes', notes: parsed.data };
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'damaged', problem: `${file} is not as the radio writes it (at "${place}")` };
  } catch {
    return { kind: 'damaged', problem: `${file} is no JSON` };
  }
}
