import path from 'node:path';
import { loadMusicians, ModelError, readOriginality, type Musicians, type OriginalityIndex } from '../model/index.ts';
import { type Candidate, CandidateShelf, openCandidates } from './candidates.ts';
import { compose, type ComposeOptions, type Composition } from './compose.ts';
import { genreArrangement, openGenres } from './genres.ts';
import { composeOriginal } from './original.ts';
import { instrumentsOf, type PartInstrument } from './style-instruments.ts';
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
  /** Sets of networks that may take the place of the shipped ones. */
  readonly candidates: readonly Candidate[];
  /** The tfjs backend that the networks run on. */
  readonly backend: string;
  /** One line for each style file, mood file, genre and candidate that can't be played: what is wrong and what to do. */
  readonly problems: readonly string[];
  /** What the styles play when nobody asks for an instrument. */
  readonly instruments: readonly PartInstrument[];
  /** Model name to version, of the networks that a style's songs are written by. */
  versionsOf(style: string): Readonly<Record<string, string>>;
  /** What a style's songs are like; a genre's are like those of the style it is arranged in. Throws a ComposeError for an unknown name. */
  traitsOf(style: string): StyleTraits;
  /** See {@link compose}; songs that repeat too much of a learnt one are composed again. */
  compose(options: ComposeOptions): Composition;
  /** The composer that plays by the networks of a version, which are read when they are first asked for. The shipped ones take the place of a candidate that can't be had. */
  playedBy(version: string | undefined): Promise<PlayedBy>;
}

/** A composer that plays by a version of the networks. */
export interface PlayedBy {
  readonly composer: Composer;
  /** Why it is not the version that was asked for; undefined when it is. */
  readonly problem: string | undefined;
}

/** What songs are held against, by the family of their style. */
type Learnt = Readonly<Record<'lofi' | 'edm', OriginalityIndex | undefined>>;

/**
 * Reads the style files of a folder, and loads the networks of a models folder with the genres in it: each is a style that plays in the
 * arrangement of a LoFi style. A broken style, genre or candidate is left out. Throws a ModelError, which says what to do, when the radio's own
 * networks are missing or don't fit, and a ComposeError when there is no style.
 */
export async function openComposer(options: {
  readonly models: string;
  readonly styles: string;
  readonly backend: string | undefined;
}): Promise<Composer> {
  const { styles, moods, problems } = await openStyles(options.styles);
  const shipped: Musicians = await loadMusicians({
    modelsDir: options.models,
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  });
  const names = styles.map(({ name }) => name);
  const genres = await openGenres(options.models, shipped, names);
  const candidates = await openCandidates(options.models, shipped, styles);
  const shelf = new CandidateShelf(options.models, shipped, candidates.found);
  // What a genre's own networks learnt is the person's who trained it: nothing is held against it.
  const learntByShipped: Learnt = {
    lofi: await readOriginality(path.join(options.models, 'notes')),
    edm: await readOriginality(path.join(options.models, 'melody')),
  };
  const all = [...names, ...genres.musicians.keys()];

  const composerOf = (musicians: Musicians, learnt: Learnt): Composer => ({
    styles: all,
    moods: moods.map(({ name }) => name),
    versions: shipped.versions,
    candidates: candidates.found,
    backend: shipped.backend,
    instruments: instrumentsOf(styles),
    problems: [...problems, ...genres.problems, ...candidates.problems],
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
    async playedBy(version) {
      try {
        const players = await shelf.take(version);
        if (players === undefined) return { composer: own, problem: undefined };
        // Where nothing tells what a candidate learnt, it is held against what the shipped networks did.
        const { notes = learntByShipped.lofi, melody = learntByShipped.edm } = players.learnt;
        return { composer: composerOf(players.musicians, { lofi: notes, edm: melody }), problem: undefined };
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        return { composer: own, problem: error.message };
      }
    },
  });
  const own = composerOf(shipped, learntByShipped);
  return own;
}
