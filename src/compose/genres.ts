import path from 'node:path';
import { genreFolders, isGenreName, loadGenre, ModelError, type Musicians } from '../model/index.ts';
import { ComposeError } from './compose-error.ts';
import type { LofiStyle } from './lofi-style.ts';
import type { Style } from './style.ts';

/** The style whose arrangement genres and blends play in, where it is there. */
const GENRE_ARRANGEMENT = 'lofi-hiphop';

/** The style in whose arrangement the songs of genres and blends play. Throws a ComposeError when there is no LoFi style. */
export function genreArrangement(styles: readonly Style[]): LofiStyle {
  const lofi = styles.filter((style) => style.family === 'lofi');
  const style = lofi.find(({ name }) => name === GENRE_ARRANGEMENT) ?? lofi[0];
  if (style !== undefined) return style;
  throw new ComposeError(`There is no LoFi style: put back styles/${GENRE_ARRANGEMENT}.json.`);
}

/** Genres that people trained, and what was found wrong with folders that are none. */
export interface Genres {
  /** Musicians by the genre's name. */
  readonly musicians: ReadonlyMap<string, Musicians>;
  /** One line for each folder that had to be skipped: what is wrong and what to do. */
  readonly problems: readonly string[];
}

/** What keeps a text from being a genre's name, as a sentence; undefined when nothing does. */
function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (taken.includes(name)) return `"${name}" is a style of the radio's own.`;
  if (isGenreName(name)) return undefined;
  return `"${name}" can't name a genre: at most 32 lower-case letters and digits in words with dashes, such as "my-genre", and no name of a model of the radio's own.`;
}

/** Throws a ComposeError when a text can't be a new genre's name; `taken` are the names of the styles. */
export function checkGenreName(name: string, taken: readonly string[]): void {
  const problem = nameProblem(name, taken);
  if (problem !== undefined) throw new ComposeError(problem);
}

/** Reads all genres of a models folder, those that are broken, or called like a style (`taken`), left out. Networks that a genre lacks are the shipped ones. */
export async function openGenres(modelsDir: string, shipped: Musicians, taken: readonly string[]): Promise<Genres> {
  const musicians = new Map<string, Musicians>();
  const problems: string[] = [];
  for (const name of await genreFolders(modelsDir)) {
    const problem = nameProblem(name, taken) ?? (await load(name));
    if (problem !== undefined) problems.push(problem);
  }
  return { musicians, problems };

  async function load(name: string): Promise<string | undefined> {
    try {
      musicians.set(name, await loadGenre(path.join(modelsDir, name), shipped));
      return undefined;
    } catch (error) {
      if (!(error instanceof ModelError || (error instanceof Error && 'syscall' in error))) throw error;
      // The advice of a ModelError is for the shipped networks.
      const reason = error.message.split('; ')[0] ?? '';
      return `The genre ${name} is left out: ${reason}. Train it with "raindial train all --corpus DIR --name ${name}", or delete its folder.`;
    }
  }
}
