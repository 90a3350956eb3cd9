import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CorpusError } from './corpus-error.ts';

/** The file that tells where each file of a corpus comes from, in the corpus folder; it may be missing. */
export const MANIFEST_NAME = 'MANIFEST.tsv';

/** What a manifest says of a file. */
export interface Provenance {
  readonly source: string;
  readonly licence: string;
  /** The licence's kind, such as `public-domain`. */
  readonly status: string;
}

/** What is known of a file that no manifest speaks of. */
export const UNSTATED: Provenance = { source: 'not stated', licence: 'not stated', status: 'not-stated' };

/** The kinds of licence under which a file may train the models that are shipped with the radio. */
export const SHIPPED_LICENCES: readonly string[] = [
  'public-domain',
  'permissive',
  'permissive-attribution',
  // Renderings of a groove library: the library's licence says nothing of what it renders.
  'copyleft-library-output',
  // POP909: the arrangements are MIT, the songs behind them are others'.
  'arrangement-MIT-song-copyrighted',
];

/**
 * Reads a corpus folder's manifest: tab-separated, with a first line that names the columns `file` (relative to the folder,
 * with `/`) and `licence_status`, and if there `licence` and `source_repo`. Undefined when there is none.
 * Throws a CorpusError when it can't be read or lacks a column.
 */
export async function readManifest(folder: string): Promise<ReadonlyMap<string, Provenance> | undefined> {
  const path = join(folder, MANIFEST_NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new CorpusError(`${path} can't be read`, { cause });
  }
  const [heading = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = heading.split('\t').map((name) => name.trim());
  for (const required of ['file', 'licence_status']) {
    if (!names.includes(required)) throw new CorpusError(`${path} has no column "${required}" in its first line`);
  }
  return new Map(
    lines.map((line) => {
      const cells = line.split('\t');
      const cell = (name: string): string | undefined => cells[names.indexOf(name)]?.trim();
      return [
        cell('file') ?? '',
        {
          source: cell('source_repo') ?? UNSTATED.source,
          licence: cell('licence') ?? UNSTATED.licence,
          status: cell('licence_status') ?? UNSTATED.status,
        },
      ];
    }),
  );
}
