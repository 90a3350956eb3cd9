/** A melody that was heard before, nearly. */
export interface Twin {
  /** The name under which it was added. */
  readonly of: string;
  /** The share of the grams of the shorter of the two that both have, 0 to 1. */
  readonly share: number;
}

/** Melodies by what they are known again by, to find those that are nearly the same. */
export interface TwinIndex {
  /** The melodies that are nearly this one, the nearest first. The time does not grow with the melodies that share nothing with it. */
  find(grams: ReadonlySet<number>): readonly Twin[];
  add(name: string, grams: ReadonlySet<number>): void;
}

/**
 * From this share on two melodies are taken for one. Of POP909 and 43 film cues eight pairs share more than a fifth, all of them twins (the same
 * song under another number, a remix, a reprise), and no pair shares between a twentieth and a fifth.
 */
const TWIN_SHARE_MIN = 0.15;
/** With fewer grams in common (a phrase of 23 notes) it may be a quotation, or chance. */
const TWIN_GRAMS_MIN = 12;
/** A JavaScript map holds 16 million keys: so many maps hold the grams of a million songs. */
const SHARDS = 16;

/** An index of no melodies yet: an inverted one, from each gram to the melodies that have it. */
export function twinIndex(): TwinIndex {
  const holders = Array.from({ length: SHARDS }, () => new Map<number, number | readonly number[]>());
  const shard = (gram: number): Map<number, number | readonly number[]> | undefined => holders[gram & (SHARDS - 1)];
  const melodies: { readonly name: string; readonly size: number }[] = [];
  return {
    find(grams) {
      const shared = new Map<number, number>();
      for (const gram of grams) {
        const found = shard(gram)?.get(gram) ?? [];
        for (const melody of typeof found === 'number' ? [found] : found) {
          shared.set(melody, (shared.get(melody) ?? 0) + 1);
        }
      }
      return [...shared]
        .flatMap(([melody, count]) => {
          const { name, size } = melodies[melody] ?? { name: '', size: Infinity };
          return count < TWIN_GRAMS_MIN ? [] : [{ of: name, share: count / Math.min(size, grams.size) }];
        })
        .filter(({ share }) => share >= TWIN_SHARE_MIN)
        .sort((a, b) => b.share - a.share || (a.of < b.of ? -1 : 1));
    },
    add(name, grams) {
      const melody = melodies.push({ name, size: grams.size }) - 1;
      for (const gram of grams) {
        const before = shard(gram)?.get(gram);
        // Nearly every gram is of one melody: a number takes a tenth of the room of a list.
        const others = typeof before === 'number' ? [before] : (before ?? []);
        shard(gram)?.set(gram, others.length === 0 ? melody : [...others, melody]);
      }
    },
  };
}

/** Why a song is left out, in words. */
export function twinReason({ of, share }: Twin): string {
  return `its melody is nearly that of ${of} (${Math.round(100 * share)} % of its runs of 12 steps)`;
}
