import { loadMusicians, type Musicians } from '../model/index.ts';
import { compose, type ComposeOptions, type Composition } from './compose.ts';
import { GENRE_ARRANGEMENT, openGenres } from './genres.ts';
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
  /** See {@link compose}. */
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
      return compose(asked, musicians);
    },
  };
}
