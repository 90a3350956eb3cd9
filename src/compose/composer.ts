import path from 'node:path';
import { loadMusicians, readOriginality, type Musicians } from '../model/index.ts';
import { compose, type ComposeOptions, type Composition } from './compose.ts';
import { GENRE_ARRANGEMENT, openGenres } from './genres.ts';
import { composeOriginal } from './original.ts';
import { styles, unknownStyle } from './styles.ts';

/** The trained networks and the styles, ready to compose. */
export interface Composer {
  /** The radio's own styles, then the genres that people trained. */
  readonly styles: readonly string[];
  /** Model name to version, of the radio's own networks. */
  readonly versions: Readonly<Record<string, string>>;
  /** The tfjs backend that the networks run on. */
  readonly backend: string;
  /** One line for each genre that can't be played. */
  readonly problems: readonly string[];
  /** Model name to version, of the networks that a style's songs are written by. */
  versionsOf(style: string): Readonly<Record<string, string>>;
  /** See {@link compose}; songs that repeat too much of a learnt one are composed again. */
  compose(options: ComposeOptions): Composition;
}

/**
 * Loads the networks of a models folder, and the genres in it: each is a style that plays in LoFi's arrangement.
 * Throws a ModelError, which says what to do, when the radio's own networks are missing or don't fit; a broken genre is left out.
 */
export async function openComposer(options: {
  readonly models: string;
  readonly backend: string | undefined;
}): Promise<Composer> {
  const musicians: Musicians = await loadMusicians({
    modelsDir: options.models,
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  });
  const genres = await openGenres(options.models, musicians);
  // What a genre's own networks learnt is the person's who trained it: nothing is held against it.
  const learnt = await readOriginality(path.join(options.models, 'notes'));
  const all = [...styles(), ...genres.musicians.keys()];
  return {
    styles: all,
    versions: musicians.versions,
    backend: musicians.backend,
    problems: genres.problems,
    versionsOf: (style) => (genres.musicians.get(style) ?? musicians).versions,
    compose(asked) {
      const genre = genres.musicians.get(asked.style);
      if (genre !== undefined) return compose({ ...asked, style: GENRE_ARRANGEMENT }, genre);
      if (!all.includes(asked.style)) throw unknownStyle(asked.style, all);
      if (learnt === undefined) return compose(asked, musicians);
      return composeOriginal(asked.seed, (seed) => compose({ ...asked, seed }, musicians), learnt);
    },
  };
}
