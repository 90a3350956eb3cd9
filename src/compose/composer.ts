import path from 'node:path';
import { loadMusicians, readOriginality, type Musicians } from '../model/index.ts';
import { compose, type ComposeOptions, type Composition } from './compose.ts';
import { genreArrangement, openGenres } from './genres.ts';
import { composeOriginal } from './original.ts';
import { traitsOf, type StyleTraits } from './style-traits.ts';
import { energyIn, inMood } from './mood.ts';
import { findMood, findStyle, openStyles, unknownName } from './styles.ts';

/** The trained networks and the styles, ready to compose. */
export interface Composer {
  /** The radio's own styles, then the genres that people trained. */
  readonly styles: readonly string[];
  /** Shifts of any style that can be asked for. */
  readonly moods: readonly string[];
  /** Model name to version, of the radio's own networks. */
  readonly versions: Readonly<Record<string, string>>;
  /** The tfjs backend that the networks run on. */
  readonly backend: string;
  /** One line for each style file, mood file and genre that can't be played: what is wrong and what to do. */
  readonly problems: readonly string[];
  /** Model name to version, of the networks that a style's songs are written by. */
  versionsOf(style: string): Readonly<Record<string, string>>;
  /** What a style's songs are like; a genre's are like those of the style it is arranged in. Throws a ComposeError for an unknown name. */
  traitsOf(style: string): StyleTraits;
  /** See {@link compose}; songs that repeat too much of a learnt one are composed again. */
  compose(options: ComposeOptions): Composition;
}

/**
 * Reads the style files of a folder, and loads the networks of a models folder with the genres in it: each is a style that plays in the
 * arrangement of a LoFi style. A broken style or genre is left out. Throws a ModelError, which says what to do, when the radio's own
 * networks are missing or don't fit, and a ComposeError when there is no style.
 */
export async function openComposer(options: {
  readonly models: string;
  readonly styles: string;
  readonly backend: string | undefined;
}): Promise<Composer> {
  const { styles, moods, problems } = await openStyles(options.styles);
  const musicians: Musicians = await loadMusicians({
    modelsDir: options.models,
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  });
  const names = styles.map(({ name }) => name);
  const genres = await openGenres(options.models, musicians, names);
  // What a genre's own networks learnt is the person's who trained it: nothing is held against it.
  const learnt = {
    lofi: await readOriginality(path.join(options.models, 'notes')),
    edm: await readOriginality(path.join(options.models, 'melody')),
  };
  const all = [...names, ...genres.musicians.keys()];
  return {
    styles: all,
    moods: moods.map(({ name }) => name),
    versions: musicians.versions,
    backend: musicians.backend,
    problems: [...problems, ...genres.problems],
    versionsOf: (style) => (genres.musicians.get(style) ?? musicians).versions,
    traitsOf: (name) => traitsOf(genres.musicians.has(name) ? genreArrangement(styles) : findStyle(name, styles)),
    compose(asked) {
      if (!all.includes(asked.style)) throw unknownName('style', asked.style, all);
      const genre = genres.musicians.get(asked.style);
      const plain = genre === undefined ? findStyle(asked.style, styles) : genreArrangement(styles);
      const mood = asked.mood === undefined ? undefined : findMood(asked.mood, moods);
      const style = mood === undefined ? plain : inMood(plain, mood);
      const wish = mood === undefined ? asked : { ...asked, energy: energyIn(mood, asked.energy) };
      if (genre !== undefined) return compose(style, wish, genre);
      const index = learnt[style.family];
      if (index === undefined) return compose(style, wish, musicians);
      return composeOriginal(asked.seed, (seed) => compose(style, { ...wish, seed }, musicians), index);
    },
  };
}
