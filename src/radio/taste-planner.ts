import type { Key } from '../score/index.ts';
import { BLOCK_SONGS, drawBetween, drawKey, planner, type PlannerOptions, rotationOf } from './planner.ts';
import type { Planned } from './production-line.ts';
import { kindsOf, type Taste, tempoOf, wishesOf } from './taste.ts';

/** What a planner that follows a taste chooses from. */
export interface TastePlannerOptions extends PlannerOptions {
  readonly taste: Taste;
  /** Moods that are installed. */
  readonly moods: () => readonly string[];
  /** The mood that all songs are to have, if it is installed. */
  readonly mood?: string | undefined;
  /** The versions of the networks that a style's songs may be composed by; none when the shipped ones are alone. */
  readonly models?: (style: string) => readonly string[];
  /** The guild whose own programme it is; the common programme's when it is not given. */
  readonly guildId?: string | undefined;
}

/**
 * What a station composes when nobody asked for anything, by what its listeners like: the {@link planner}'s blocks of songs and its keys, but the style, the pace, and how much happens
 * are chosen by a taste, among the styles of the rotation. A song that is drawn blindly stands alone and leaves the block as it is. While nothing is known of the
 * styles, the planner's own songs are played.
 */
export function tastePlanner(options: TastePlannerOptions): () => Planned {
  const { taste, random, guildId } = options;
  const plain = planner(options);
  let before: { readonly tempo: number; readonly key: Key } | undefined;
  let block: { readonly style: string; readonly left: number } | undefined;
  return () => {
    const recipe = plain();
    const traits = options.traits();
    const styles = rotationOf(options.rotation, traits).filter((style) => traits[style] !== undefined);
    if (styles.length === 0) return { recipe };
    const moods = options.moods();
    const kinds = styles.flatMap((style) =>
      kindsOf({ [style]: traits[style]! }, { moods, models: options.models?.(style) ?? [] }),
    );
    const wished = kinds.filter(({ mood }) => mood === options.mood);
    const offered = options.mood !== undefined && wished.length > 0 ? wished : kinds;
    const staying = block !== undefined && block.left > 0 && styles.includes(block.style) ? block.style : undefined;
    const choice = taste.choose(offered, { guildId, style: staying });
    const { style, pace } = choice.kind;
    if (!choice.explored) {
      const left =
        staying === undefined ? drawBetween(BLOCK_SONGS.least, BLOCK_SONGS.most, random) : (block?.left ?? 1);
      block = { style, left: left - 1 };
    }
    const own = traits[style]!;
    const drawn = wishesOf(choice.kind, own.tempo, random);
    const [low, high] = tempoOf(pace, own.tempo);
    // The tempo before, if it is of this pace: songs of one tempo can be mixed on the beat.
    const tempo = before !== undefined && before.tempo >= low && before.tempo <= high ? before.tempo : drawn.tempo!;
    before = { tempo, key: drawKey(own, before?.key, random) };
    return { recipe: { ...recipe, ...drawn, style, tempo, key: before.key }, choice };
  };
}
