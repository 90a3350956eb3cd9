import type { SongKind } from '../radio/index.ts';
import { type FeatureGroup, KindFeatures, keyOf } from './kind-features.ts';
import { added, cholesky, diagonal, inverted, solved, type Square, times } from './symmetric.ts';

/** How far likings are believed to lie apart before anything is heard, as standard deviations of the share of listeners who like a song. */
export interface Spreads {
  /** Between what all guilds think of the steps of each group, around {@link FIRST_BELIEF} for styles and around 0 for the others. */
  readonly shared: Readonly<Record<FeatureGroup, number>>;
  /** Between one guild and what all of them think. */
  readonly guild: Readonly<Record<FeatureGroup, number>>;
}

/** Before anything is heard, so many are believed to like a song of any style. */
export const FIRST_BELIEF = 0.6;

/** What is known of a style's features in one place: a normal distribution by its precision (inverse covariance) and its mean. */
export interface Belief {
  readonly precision: Square;
  readonly mean: Float64Array;
}

/** What a guild's plays of one style say: sums over plays, older ones counting less. */
interface Heard {
  precision: Square;
  information: Float64Array;
  /** What that tells of all guilds, as it was last added to the shared sums. */
  told: Told | undefined;
}

interface Told {
  readonly precision: Square;
  readonly information: Float64Array;
}

interface GuildMemory {
  readonly styles: Map<string, Heard>;
  readonly counts: Map<string, number>;
  plays: number;
}

/** Plays of a guild after which all it knows is told again. */
const RETOLD_PLAYS = 20;

/**
 * What guilds like, in two levels. Within a style the likings of its features add up: theta of a guild is normal around theta of all guilds, and that around the first
 * belief. Plays are exact normal evidence, so that all of it is solved, not searched: a guild's data A, b with the spread T between guilds tell of all guilds the
 * precision (A^-1 + T)^-1, which T^-1 bounds: no guild, however large, says more than one guild can. A guild's own belief is what the others told, widened by T, and its
 * own data. With one play's noise s^2 and the spread t^2 between guilds, the others weigh as s^2 / t^2 plays of one's own: with 0.23 (a thumb's worth of verdicts) and 0.12^2 as 16.
 * (Two-level normal model: A. Gelman et al., Bayesian Data Analysis, 3rd ed., chapters 5 and 15.)
 */
export class TasteHierarchy {
  readonly #spreads: Spreads;
  /** What one play more leaves of the weight of those before. */
  readonly #fade: number;
  readonly #features = new KindFeatures();
  readonly #guilds = new Map<string, GuildMemory>();
  readonly #shared = new Map<string, { precision: Square; information: Float64Array }>();

  /** `halfLife`: heard plays of a guild after which a play counts half. */
  constructor(options: { readonly spreads: Spreads; readonly halfLife: number }) {
    this.#spreads = options.spreads;
    this.#fade = 2 ** (-1 / options.halfLife);
  }

  /** Learns that a play of a kind was liked by about `liking` (a share of 1), known to 1 / `precision` (a variance). */
  learn(guild: string, kind: SongKind, liking: number, precision: number): void {
    const features = this.#features.of(kind);
    const memory = this.#memory(guild);
    for (const heard of memory.styles.values()) {
      heard.precision = this.#grown(heard.precision);
      heard.information = this.#longer(heard.information);
      scale(heard.precision.values, this.#fade);
      scale(heard.information, this.#fade);
    }
    for (const [key, count] of memory.counts) memory.counts.set(key, count * this.#fade);
    const key = keyOf(kind);
    memory.counts.set(key, (memory.counts.get(key) ?? 0) + 1);
    memory.counts.set(kind.style, (memory.counts.get(kind.style) ?? 0) + 1);

    const heard = this.#heard(memory, kind.style);
    const { size, values } = heard.precision;
    for (const row of features) {
      heard.information[row]! += precision * liking;
      for (const column of features) values[row * size + column]! += precision;
    }
    memory.plays += 1;
    for (const [style, each] of memory.styles) {
      // What fades a little in other styles is told now and then.
      if (style === kind.style || memory.plays % RETOLD_PLAYS === 0) this.#tell(style, each);
    }
  }

  /** How many plays a guild's belief rests on, older ones counting less: of one kind and of its style. */
  counts(guild: string, kind: SongKind): { readonly kind: number; readonly style: number } {
    const counts = this.#guilds.get(guild)?.counts;
    return { kind: counts?.get(keyOf(kind)) ?? 0, style: counts?.get(kind.style) ?? 0 };
  }

  /** The features of a kind, for {@link belief}. Ask for those of all kinds before the belief, for it is as long as there are features. */
  featuresOf(kind: SongKind): readonly number[] {
    return this.#features.of(kind);
  }

  /** What a guild thinks of a style, and what the other guilds do, from which it starts. */
  belief(guild: string, style: string): { readonly here: Belief; readonly elsewhere: Float64Array } {
    const own = this.#guilds.get(guild)?.styles.get(style);
    const shared = this.#shared.get(style);
    const first = this.#first();
    const firstMean = this.#firstMean();
    let precision = first;
    let information = times(first, firstMean);
    for (const [told, sign] of [
      [shared, 1],
      [own?.told, -1],
    ] as const) {
      if (told === undefined) continue;
      precision = added(precision, this.#grown(told.precision), sign);
      information = information.map((value, index) => value + sign * (told.information[index] ?? 0));
    }
    const lower = cholesky(precision);
    const elsewhere = solved(lower, information);
    const start = inverted(cholesky(added(inverted(lower), diagonal(this.#each('guild', (spread) => spread ** 2)))));
    if (own === undefined) return { here: { precision: start, mean: elsewhere }, elsewhere };
    const sum = times(start, elsewhere).map((value, index) => value + (own.information[index] ?? 0));
    const here = added(start, this.#grown(own.precision));
    return { here: { precision: here, mean: solved(cholesky(here), sum) }, elsewhere };
  }

  /** What the guild's data of a style tell of all guilds takes the place of what they told before. */
  #tell(style: string, heard: Heard): void {
    const size = this.#features.size;
    const tight = diagonal(this.#each('guild', (spread) => spread ** -2));
    const lower = cholesky(added(heard.precision, tight));
    const inner = inverted(lower);
    const weights = this.#each('guild', (spread) => spread ** -2);
    const precision = {
      size,
      values: tight.values.map(
        (value, index) => value - weights[Math.floor(index / size)]! * inner.values[index]! * weights[index % size]!,
      ),
    };
    const information = solved(lower, heard.information).map((value, index) => value * weights[index]!);
    const shared = this.#shared.get(style) ?? { precision: empty(size), information: new Float64Array(size) };
    shared.precision = this.#grown(shared.precision);
    shared.information = this.#longer(shared.information);
    if (heard.told !== undefined) {
      shared.precision = added(shared.precision, this.#grown(heard.told.precision), -1);
      shared.information = shared.information.map((value, index) => value - (heard.told!.information[index] ?? 0));
    }
    shared.precision = added(shared.precision, precision);
    shared.information = shared.information.map((value, index) => value + information[index]!);
    this.#shared.set(style, shared);
    heard.told = { precision, information };
  }

  #memory(guild: string): GuildMemory {
    const known = this.#guilds.get(guild);
    if (known !== undefined) return known;
    const memory = { styles: new Map<string, Heard>(), counts: new Map<string, number>(), plays: 0 };
    this.#guilds.set(guild, memory);
    return memory;
  }

  #heard(memory: GuildMemory, style: string): Heard {
    const known = memory.styles.get(style);
    if (known !== undefined) return known;
    const { size } = this.#features;
    const heard = { precision: empty(size), information: new Float64Array(size), told: undefined };
    memory.styles.set(style, heard);
    return heard;
  }

  #first(): Square {
    return diagonal(this.#each('shared', (spread) => spread ** -2));
  }

  #firstMean(): Float64Array {
    const mean = new Float64Array(this.#features.size);
    mean[0] = FIRST_BELIEF;
    return mean;
  }

  #each(level: keyof Spreads, entry: (spread: number) => number): readonly number[] {
    return this.#features.groups.map((group) => entry(this.#spreads[level][group]));
  }

  /** Features turn up later too: a matrix from before has zeros for them. */
  #grown(matrix: Square): Square {
    const { size } = this.#features;
    if (matrix.size === size) return matrix;
    const grown = empty(size);
    for (let row = 0; row < matrix.size; row += 1) {
      grown.values.set(matrix.values.subarray(row * matrix.size, (row + 1) * matrix.size), row * size);
    }
    return grown;
  }

  #longer(vector: Float64Array): Float64Array {
    if (vector.length === this.#features.size) return vector;
    const longer = new Float64Array(this.#features.size);
    longer.set(vector);
    return longer;
  }
}

function empty(size: number): Square {
  return { size, values: new Float64Array(size * size) };
}

function scale(values: Float64Array, factor: number): void {
  for (let index = 0; index < values.length; index += 1) values[index]! *= factor;
}
