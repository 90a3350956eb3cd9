import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ComposeError } from './compose-error.ts';

/** What a data file says, or what is wrong with it, a sentence for each fault. */
export type Read<T> = { readonly value: T } | { readonly faults: readonly string[] };

/** What the files of a folder say, in the order of their names, and a line for each that had to be left out. */
export interface DataFiles<T> {
  readonly values: readonly T[];
  readonly problems: readonly string[];
}

/** A data file is a few kilobytes; what is larger was put there by mistake. */
const BYTES_MAX = 256_000;

/** Faults of one file that are told; the first ones often cause the others. */
const FAULTS_TOLD = 3;

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Reads the data files of a folder (`*.json`, not those in folders below it). A broken one is left out with a line that says what to do.
 * Throws a ComposeError when the folder can't be read.
 */
export async function readDataFiles<T>(
  folder: string,
  kind: 'style' | 'mood',
  read: (name: string, json: string) => Read<T>,
): Promise<DataFiles<T>> {
  const values: T[] = [];
  const problems: string[] = [];
  for (const file of await jsonFiles(folder, kind)) {
    const name = file.slice(0, -'.json'.length);
    const result = await readOne(path.join(folder, file), name, read);
    if ('value' in result) values.push(result.value);
    else problems.push(`The ${kind} file ${path.join(folder, file)} is left out: ${told(result.faults)}`);
  }
  return { values, problems };
}

async function readOne<T>(file: string, name: string, read: (name: string, json: string) => Read<T>): Promise<Read<T>> {
  if (!NAME.test(name)) {
    return { faults: [`its name must be lower-case words and digits with dashes, such as "my-own.json"`] };
  }
  try {
    const { size } = await stat(file);
    if (size > BYTES_MAX) return { faults: [`it is larger than ${BYTES_MAX} bytes`] };
    return read(name, await readFile(file, 'utf8'));
  } catch (error) {
    return { faults: [`it can't be read (${error instanceof Error ? error.message : String(error)})`] };
  }
}

/** The value of a text in JSON, or the fault that keeps it from having one. */
export function parseJson(json: string): Read<unknown> {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    return { faults: [`is no JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

async function jsonFiles(folder: string, kind: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ComposeError(`The folder of ${kind}s ${folder} can't be read (${why}).`, { cause: error });
  }
}

function told(faults: readonly string[]): string {
  const more = faults.length - FAULTS_TOLD;
  return [...faults.slice(0, FAULTS_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
