import type { ChoiceNote, SongKind, Taste } from '../radio/index.ts';
import type { Random } from '../random/index.ts';
import { FairShares } from './fair-shares.ts';
import { type Belief, type Spreads, TasteHierarchy } from './hierarchy.ts';
import { keyOf, kindName } from './kind-features.ts';
import { ListenerHabits } from './listener-habits.ts';
import { normal } from './normal.ts';
import { backward, cholesky, solved } from './symmetric.ts';
import { type HeardKind, OWN_ROOM } from './verdict.ts';

/** What a taste learns with; the defaults are what `npm run simulate` was run with. */
export interface TasteOptions {
  readonly random: Random;
  /** The share of plays that are drawn blindly. */
  readonly exploration?: number;
  /** Heard plays of a guild after which a play counts half. */
  readonly halfLife?: number;
  readonly spreads?: Spreads;
  /** How far draws go: standard deviations of the belief. */
  readonly daring?: number;
}

/** One play in seven or so is drawn blindly: A and B are compared by these alone, and they are how a change of taste is noticed. */
export const EXPLORATION = 0.15;

/** At two minutes a song, 800 heard plays are a week of four hours an evening. */
export const HALF_LIFE_PLAYS = 800;

/** Styles differ most, from guild to guild nearly as much as by themselves; a step of a parameter moves a song's liking by some 5 points. */
export const SPREADS: Spreads = {
  shared: { style: 0.15, pace: 0.05, vigour: 0.05, mood: 0.08, models: 0.05 },
  guild: { style: 0.12, pace: 0.05, vigour: 0.05, mood: 0.06, models: 0.02 },
};

/**
 * Draws go a quarter as far as the belief is wide. A share is drawn blindly anyhow, and songs of a kind are heard too seldom for full draws to pay within some thousand
 * plays (O. Chapelle and L. Li, "An empirical evaluation of Thompson sampling", NIPS 2011, find the same for posteriors that are reshaped so).
 */
export const DARING = 0.25;

/** One kind may come so often in so many songs of a guild. */
export const KIND_CAP = { songs: 2, of: 8 } as const;

/** The variance of one thumb around what its listener should say: that of a coin that falls 3 to 1. */
const THUMB_VARIANCE = 0.2;
/** The variance between songs of one kind: what one play can tell of its kind at most, however many heard it. */
const SONG_VARIANCE = 0.03;

/**
 * A taste that learns what each guild likes from thumbs and stays: Thompson sampling (W. R. Thompson, Biometrika 25, 1933) over kinds of songs on a
 * {@link TasteHierarchy}. For each style a belief is drawn as likely as it is true, and the kind that is best by the draw is chosen: what is good is played, and what might be good is
 * tried as often as it might be the best. A share is drawn blindly, and no kind comes more often than the cap allows.
 */
export class ListeningTaste implements Taste {
  readonly #random: Random;
  readonly #exploration: number;
  readonly #daring: number;
  readonly #hierarchy: TasteHierarchy;
  readonly #habits = new ListenerHabits();
  readonly #shares = new Map<string, FairShares>();
  readonly #recent = new Map<string, string[]>();

  constructor(options: TasteOptions) {
    const { halfLife = HALF_LIFE_PLAYS, spreads = SPREADS } = options;
    this.#random = options.random;
    this.#exploration = options.exploration ?? EXPLORATION;
    this.#daring = options.daring ?? DARING;
    this.#hierarchy = new TasteHierarchy({ spreads, halfLife });
  }

  /** Learns what was said of a play. Plays are given once each, in their order. */
  learn({ guild, kind, explored, verdicts }: HeardKind): void {
    const features = this.#hierarchy.featuresOf(kind);
    const expected = sumOver(features, this.#hierarchy.belief(guild, kind.style).here.mean);
    const shares = this.#sharesOf(guild);
    shares.next();
    let [weights, sum] = [0, 0];
    for (const verdict of verdicts) {
      const opinion = this.#habits.opinion(verdict, explored ? expected : undefined);
      const { liking } = opinion;
      const weight = shares.grant(verdict.listener, opinion.weight);
      weights += weight;
      sum += weight * liking;
    }
    if (weights === 0) return;
    this.#hierarchy.learn(guild, kind, sum / weights, 1 / (SONG_VARIANCE + THUMB_VARIANCE / weights));
  }

  choose(kinds: readonly SongKind[], { guildId = OWN_ROOM, style }: Parameters<Taste['choose']>[1] = {}): ChoiceNote {
    const explored = this.#random() < this.#exploration;
    const staying = style === undefined ? kinds : kinds.filter((kind) => kind.style === style);
    const note = explored ? this.#blind(kinds) : this.#sampled(staying, guildId);
    const recent = this.#recent.get(guildId) ?? [];
    this.#recent.set(guildId, [...recent, keyOf(note.kind)].slice(-(KIND_CAP.of - 1)));
    return note;
  }

  #sharesOf(guild: string): FairShares {
    const shares = this.#shares.get(guild) ?? new FairShares();
    this.#shares.set(guild, shares);
    return shares;
  }

  #blind(kinds: readonly SongKind[]): ChoiceNote {
    const kind = kinds[Math.floor(this.#random() * kinds.length)]!;
    const share = percent(this.#exploration);
    const why = `${kindName(kind)} was drawn blindly from ${kinds.length} kinds: ${share} of the songs are, so that kinds can be compared fairly.`;
    return { kind, explored: true, offered: kinds.length, why };
  }

  #sampled(kinds: readonly SongKind[], guild: string): ChoiceNote {
    const capped = atCap(this.#recent.get(guild) ?? []);
    const free = capped.size === 0 ? kinds : kinds.filter((kind) => !capped.has(keyOf(kind)));
    const open = free.length > 0 ? free : kinds;
    const features = new Map(open.map((kind) => [kind, this.#hierarchy.featuresOf(kind)]));
    const beliefs = new Map(
      [...new Set(open.map(({ style }) => style))].map((style) => [style, this.#drawn(guild, style)]),
    );
    const ranked = open
      .map((kind) => ({ kind, drawn: sumOver(features.get(kind)!, beliefs.get(kind.style)!.draw) }))
      .sort((a, b) => b.drawn - a.drawn);
    const { kind } = ranked[0]!;
    const { here, elsewhere } = beliefs.get(kind.style)!;
    const why = this.#explained(kind, guild, { features: features.get(kind)!, here, elsewhere });
    const left = kinds.length - open.length;
    const capNote =
      left === 0
        ? ''
        : ` ${left} kinds that came ${KIND_CAP.songs} times in the last ${KIND_CAP.of - 1} songs were left out.`;
    return { kind, explored: false, offered: open.length, why: why + capNote };
  }

  #drawn(guild: string, style: string) {
    const { here, elsewhere } = this.#hierarchy.belief(guild, style);
    const noise = backward(
      cholesky(here.precision),
      Float64Array.from(here.mean, () => normal(this.#random)),
    );
    return { here, elsewhere, draw: here.mean.map((value, index) => value + this.#daring * noise[index]!) };
  }

  #explained(
    kind: SongKind,
    guild: string,
    known: { readonly features: readonly number[]; readonly here: Belief; readonly elsewhere: Float64Array },
  ): string {
    const counts = this.#hierarchy.counts(guild, kind);
    const liking = sumOver(known.features, known.here.mean);
    const unit = new Float64Array(known.here.mean.length);
    for (const feature of known.features) unit[feature] = 1;
    const error = Math.sqrt(sumOver(known.features, solved(cholesky(known.here.precision), unit)));
    return (
      `${kindName(kind)} came out best in a draw by what is believed here: ${percent(liking)} of the listeners like it, give or take ${percent(error)}, ` +
      `after ${counts.kind.toFixed(1)} heard plays of it and ${counts.style.toFixed(1)} of its style (older ones count less); ` +
      `elsewhere ${percent(sumOver(known.features, known.elsewhere))} do.`
    );
  }
}

/** The kinds that came as often as they may. */
function atCap(recent: readonly string[]): ReadonlySet<string> {
  return new Set(recent.filter((key) => recent.filter((other) => other === key).length >= KIND_CAP.songs));
}

function sumOver(features: readonly number[], values: Float64Array): number {
  return features.reduce((sum, feature) => sum + values[feature]!, 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
