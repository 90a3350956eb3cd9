import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openComposer } from '../compose/index.ts';
import type { Config } from '../config.ts';
import { makeSong } from '../production/index.ts';
import {
  parseRequest,
  type Progress,
  type RequestInput,
  type SegmentFacts,
  writeOgg,
  writingFailed,
} from '../radio/index.ts';
import { openStudio } from '../studio/index.ts';

export interface GenerateOptions {
  readonly request: RequestInput;
  /** Path of the Ogg Opus file to write; `.mid` and `.json` go beside it under the same name. */
  readonly out: string;
  readonly onProgress: (progress: Progress) => void;
}

export interface Generated {
  readonly facts: SegmentFacts;
  readonly files: readonly string[];
}

/**
 * Makes one song and writes it to files. The same request and build give the same bytes of audio and MIDI.
 * Throws a RadioError for a request that can't be met (unknown names, values out of range), and what the rooms throw.
 */
export async function generate(config: Config, options: GenerateOptions): Promise<Generated> {
  const { folders } = config;
  const studio = await openStudio({
    soundfonts: folders.soundfonts,
    effects: folders.effects,
    cache: path.join(config.data, 'cache'),
    onProgress: options.onProgress,
  });
  const composer = await openComposer({ models: folders.models, backend: config.backend });
  const catalogue = { styles: composer.styles, instruments: studio.instruments(), effects: studio.effects() };
  const recipe = parseRequest(options.request, catalogue, 0);
  const song = await makeSong(composer, studio, {
    id: `${recipe.style}-${recipe.seed}`,
    recipe,
    createdAt: new Date(),
    onProgress: options.onProgress,
  });
  const base = options.out.replace(/\.(ogg|opus)$/i, '');
  const files: readonly (readonly [string, Uint8Array | string])[] = [
    [options.out, writeOgg(song.facts, song.packets)],
    [`${base}.mid`, song.midi],
    [`${base}.json`, `${JSON.stringify(song.facts, null, 2)}\n`],
  ];
  studio.close();
  await writeAll(path.dirname(path.resolve(options.out)), files);
  return { facts: song.facts, files: files.map(([file]) => file) };
}

/** Writes files that appear whole or not at all. Throws a RadioError that says what to do when the disk is full or the folder can't be written. */
export async function writeAll(
  folder: string,
  files: readonly (readonly [string, Uint8Array | string])[],
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, content] of files) await writeFile(`${file}.part`, content);
    for (const [file] of files) await rename(`${file}.part`, file);
  } catch (error) {
    await Promise.allSettled(files.map(([file]) => rm(`${file}.part`, { force: true })));
    throw writingFailed(folder, error);
  }
}
