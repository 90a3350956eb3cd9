import type { HeardKind, Verdict } from '../../src/taste/index.ts';
import { likingOfStay, likingOfThumb, normal } from '../../src/taste/index.ts';
import { kindsOf, type SongKind } from '../../src/radio/index.ts';
import { deriveSeed, type Random, seededRandom } from '../../src/random/index.ts';

/** How listeners of a made-up world are. */
export type Manner =
  /** Votes and leaves by taste. */
  | 'honest'
  /** Hears every song and votes each of them down. */
  | 'troll'
  /** Hears every song, votes one style up and all else down. */
  | 'campaigner';

/** What happens in a world. */
export interface Scenario {
  readonly name: string;
  /** In words, for the page. */
  readonly about: string;
  readonly guilds: readonly {
    readonly listeners: Readonly<Partial<Record<Manner, number>>>;
    /** The play of the world, as a share of all, with which the guild begins; at the beginning when it is not given. */
    readonly from?: number;
  }[];
  /** How far guilds' likings of styles lie apart, on the logistic scale; those that all share spread by 0.7. */
  readonly apart: number;
  /** The play of the world, as a share of all, at which each guild's taste turns into another; never when it is not given. */
  readonly drift?: number;
}

/** The styles of the radio with their tempos, and its moods: what the world's listeners differ about. */
const TRAITS = {
  'lofi-hiphop': { tempo: [72, 88] },
  'lofi-jazz': { tempo: [70, 90] },
  'lofi-sleep': { tempo: [60, 72] },
  'lofi-rainy-night': { tempo: [66, 80] },
  house: { tempo: [120, 128] },
  trance: { tempo: [132, 140] },
  'future-bass': { tempo: [140, 160] },
  'drum-and-bass': { tempo: [170, 176] },
  'edm-classical': { tempo: [122, 134] },
} as const;
const MOODS = ['calm', 'rainy', 'happy', 'dark', 'focus', 'party'] as const;

/** The kinds of songs of the world. */
export const WORLD_KINDS = kindsOf(TRAITS, { moods: MOODS });

/** Standard deviations of likings on the logistic scale, where 1 moves a share of 50 % to 73 %. */
const TASTE = { mean: 0.3, shared: 0.7, pace: 0.25, temper: 0.35, together: 0.2, personal: 0.6, song: 0.5 } as const;

/** An honest listener hears half of the songs, stays the more the better, and votes on every tenth. */
const HABITS = { present: 0.5, vote: 0.1, stay: { least: 0.7, most: 0.97 } } as const;

const SONG_SECONDS = 120;

interface Listener {
  readonly name: string;
  readonly manner: Manner;
  /** Added to the guild's liking of a style. */
  readonly personal: (style: string) => number;
}

interface Guild {
  readonly name: string;
  readonly from: number;
  readonly listeners: readonly Listener[];
}

/** A world of guilds whose tastes are known, so that what a policy loses can be counted. Everything in it follows from its seed. */
export class World {
  readonly plays: number;
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #guilds: readonly Guild[];
  readonly #likings = new Map<string, ReadonlyMap<SongKind, number>>();

  constructor(scenario: Scenario, options: { readonly seed: number; readonly plays: number }) {
    this.#scenario = scenario;
    this.#seed = options.seed;
    this.plays = options.plays;
    this.#guilds = scenario.guilds.map(({ listeners, from = 0 }, index) => ({
      name: `guild ${index}`,
      from: from * options.plays,
      listeners: Object.entries(listeners).flatMap(([manner, count]) =>
        Array.from({ length: count }, (_, number) => this.#listener(`${index} ${manner} ${number}`, manner as Manner)),
      ),
    }));
  }

  /** Where this play happens: the guilds that have begun, by turns drawn blindly. */
  guildAt(play: number): string {
    const open = this.#guilds.filter(({ from }) => from <= play);
    return open[Math.floor(this.#random(`where ${play}`)() * open.length)]!.name;
  }

  /** The share of a guild's honest listeners who like songs of each kind, at this play. */
  likings(guild: string, play: number): ReadonlyMap<SongKind, number> {
    const era = this.#era(play);
    const known = this.#likings.get(`${guild} ${era}`);
    if (known !== undefined) return known;
    const honest = this.#guild(guild).listeners.filter(({ manner }) => manner === 'honest');
    const likings = new Map(
      WORLD_KINDS.map((kind) => {
        const wish = this.#wish(guild, kind, era);
        const sum = honest.reduce((total, { personal }) => total + sigmoid(wish + personal(kind.style)), 0);
        return [kind, sum / honest.length];
      }),
    );
    this.#likings.set(`${guild} ${era}`, likings);
    return likings;
  }

  /** What the listeners say of a song of a kind. The same play of the same kind has the same answer, whoever chose it. */
  heard(
    guild: string,
    play: number,
    { kind, explored }: { readonly kind: SongKind; readonly explored: boolean },
  ): HeardKind {
    const random = this.#random(`heard ${play}`);
    const wish = this.#wish(guild, kind, this.#era(play)) + TASTE.song * normal(random);
    const verdicts = this.#guild(guild).listeners.flatMap((listener) => verdictOf(listener, wish, kind, random));
    return { playId: `play ${play}`, guild, kind, explored, verdicts };
  }

  #wish(guild: string, kind: SongKind, era: number): number {
    const { style, pace, vigour, mood } = kind;
    const { apart } = this.#scenario;
    const temper = `${vigour} ${mood ?? ''}`;
    const of = (name: string) => this.#spread(`${era} ${name}`);
    const together = 1 / Math.hypot(1, apart / TASTE.shared);
    const mixed = (name: string) => together * of(name) + Math.sqrt(1 - together ** 2) * of(`${guild} ${name}`);
    return (
      TASTE.mean +
      TASTE.shared * of(style) +
      apart * of(`${guild} ${style}`) +
      TASTE.pace * mixed(`${style} ${pace}`) +
      TASTE.temper * mixed(`${style} ${temper}`) +
      TASTE.together * mixed(`${style} ${pace} ${temper}`)
    );
  }

  #listener(name: string, manner: Manner): Listener {
    return { name, manner, personal: (style) => TASTE.personal * this.#spread(`${name} ${style}`) };
  }

  #guild(name: string): Guild {
    return this.#guilds.find((guild) => guild.name === name)!;
  }

  #era(play: number): number {
    const { drift } = this.#scenario;
    return drift !== undefined && play >= drift * this.plays ? 1 : 0;
  }

  #spread(name: string): number {
    return normal(this.#random(name));
  }

  #random(name: string): Random {
    const random = seededRandom(deriveSeed(this.#seed, name));
    // Seeds of names that are alike are alike; their first numbers are not used.
    random();
    return random;
  }
}

function verdictOf(
  { name, manner, personal }: Listener,
  wish: number,
  kind: SongKind,
  random: Random,
): readonly Verdict[] {
  // Drawn for everybody, so that what one listener does changes nothing for the next.
  const [presence, staying, place, voting, voice] = [random(), random(), random(), random(), random()];
  if (manner === 'troll') return [{ listener: name, by: 'thumb', liking: 0 }];
  if (manner === 'campaigner') {
    return [{ listener: name, by: 'thumb', liking: likingOfThumb(kind.style === 'drum-and-bass' ? 1 : -1) }];
  }
  if (presence > HABITS.present) return [];
  const liking = sigmoid(wish + personal(kind.style));
  const { least, most } = HABITS.stay;
  const stays = staying < least + (most - least) * liking;
  const toSeconds = stays ? SONG_SECONDS : SONG_SECONDS * place;
  if (voting < HABITS.vote) return [{ listener: name, by: 'thumb', liking: likingOfThumb(voice < liking ? 1 : -1) }];
  const end = stays ? 'ended' : 'left';
  const said = likingOfStay({ playId: '', fromSeconds: 0, toSeconds, end }, SONG_SECONDS);
  return said === undefined ? [] : [{ listener: name, by: 'stay', liking: said }];
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
