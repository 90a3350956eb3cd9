import { EXPLORATION, type HeardKind, keyOf, ListeningTaste, type TasteOptions } from '../../src/taste/index.ts';
import type { SongKind } from '../../src/radio/index.ts';
import type { Random } from '../../src/random/index.ts';

/** Something that chooses and learns, to be held against others. */
export interface Policy {
  choose(kinds: readonly SongKind[], guild: string): { readonly kind: SongKind; readonly explored: boolean };
  learn(heard: HeardKind): void;
}

/** The radio's own. */
export function thompson(options: TasteOptions): Policy {
  const taste = new ListeningTaste(options);
  return {
    choose: (kinds, guild) => taste.choose(kinds, { guildId: guild }),
    learn: (heard) => taste.learn(heard),
  };
}

/** Every kind as likely as any other. */
export function uniform(random: Random): Policy {
  return { choose: (kinds) => ({ kind: drawn(kinds, random), explored: true }), learn: () => undefined };
}

/** Votes and stays as they are, by guild and what `cellOf` tells apart. */
class Means {
  readonly #cells = new Map<string, { count: number; sum: number }>();
  readonly #cellOf: (kind: SongKind) => string;
  plays = 0;

  constructor(cellOf: (kind: SongKind) => string) {
    this.#cellOf = cellOf;
  }

  add({ guild, kind, verdicts }: HeardKind): void {
    if (verdicts.length === 0) return;
    const cell = this.of(guild, kind);
    cell.count += 1;
    cell.sum += verdicts.reduce((sum, { liking }) => sum + liking, 0) / verdicts.length;
    this.plays += 1;
  }

  of(guild: string, kind: SongKind): { count: number; sum: number } {
    const key = `${guild} ${this.#cellOf(kind)}`;
    const cell = this.#cells.get(key) ?? { count: 0, sum: 0 };
    this.#cells.set(key, cell);
    return cell;
  }
}

/** The best mean so far, but for a share that is drawn blindly; each guild by itself. */
export function epsilonGreedy(random: Random, by: 'kind' | 'style'): Policy {
  const means = new Means(by === 'kind' ? keyOf : ({ style }) => style);
  return {
    choose(kinds, guild) {
      if (random() < EXPLORATION) return { kind: drawn(kinds, random), explored: true };
      return bestOf(kinds, random, (kind) => {
        const { count, sum } = means.of(guild, kind);
        return count === 0 ? 0.6 : sum / count;
      });
    },
    learn: (heard) => means.add(heard),
  };
}

/** UCB1 (P. Auer, N. Cesa-Bianchi and P. Fischer, 2002) by styles, each guild by itself; the kind within the style is drawn. */
export function upperConfidence(random: Random): Policy {
  const means = new Means(({ style }) => style);
  return {
    choose: (kinds, guild) =>
      bestOf(kinds, random, (kind) => {
        const { count, sum } = means.of(guild, kind);
        return count === 0 ? Infinity : sum / count + Math.sqrt((2 * Math.log(means.plays)) / count);
      }),
    learn: (heard) => means.add(heard),
  };
}

/** The kind of the highest value; of several, one of them drawn. */
function bestOf(kinds: readonly SongKind[], random: Random, value: (kind: SongKind) => number) {
  const values = kinds.map(value);
  const best = values.reduce((a, b) => Math.max(a, b));
  const candidates = kinds.filter((_, index) => values[index] === best);
  return { kind: drawn(candidates, random), explored: false };
}

function drawn(kinds: readonly SongKind[], random: Random): SongKind {
  return kinds[Math.floor(random() * kinds.length)]!;
}
