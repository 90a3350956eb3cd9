import path from 'node:path';
import { genreFolders, isGenreName, loadGenre, ModelError, type Musicians } from '../model/index.ts';
import { ComposeError } from './compose-error.ts';
import { styles } from './styles.ts';

/** The style whose arrangement genres play in. */
export const GENRE_ARRANGEMENT = 'lofi';

/** Genres that people trained, and what was found wrong with folders that are none. */
export interface Genres {
  /** Musicians by the genre's name. */
  readonly musicians: ReadonlyMap<string, Musicians>;
  /** One line for each folder that had to be skipped: what is wrong and what to do. */
  readonly problems: readonly string[];
}

/** What keeps a text from being a genre's name, as a sentence; undefined when nothing does. */
function nameProblem(name: string): string | undefined {
  if (styles().includes(name)) return `"${name}" is a style of the radio's own.`;
  if (isGenreName(name)) return undefined;
  return `"${name}" can't name a genre: at most 32 lower-case letters and digits in words with dashes, such as "my-genre", and no name of a model of the radio's own.`;
}

/** Throws a ComposeError when a text can't be a new genre's name. */
export function checkGenreName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw new ComposeError(problem);
}

/** Reads all genres of a models folder, those that are broken left out. Networks that a genre lacks are the shipped ones. */
export async function openGenres(modelsDir: string, shipped: Musicians): Promise<Genres> {
  const musicians = new Map<string, Musicians>();
  const problems: string[] = [];
  for (const name of await genreFolders(modelsDir)) {
    const problem = nameProblem(name) ?? (await load(name));
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
