import type { Evidence, HeardPlay, Listening, SongKind, Thumb } from '../radio/index.ts';
import { kindOf } from '../radio/index.ts';

/** What one listener said of one play, by a thumb or by staying. */
export interface Verdict {
  readonly listener: string;
  readonly by: 'thumb' | 'stay';
  /** 0 is not liked, 1 is liked; what a stay tells may lie beyond, see {@link STAYING}. */
  readonly liking: number;
}

/** What listeners of one room said of one play. */
export interface HeardKind {
  readonly playId: string;
  readonly guild: string;
  readonly kind: SongKind;
  /** Whether the kind was drawn blindly. */
  readonly explored: boolean;
  readonly verdicts: readonly Verdict[];
}

/** The station's own page and stream stand beside the guilds as one more room. */
export const OWN_ROOM = 'page';

/** A stay shorter than this says nothing of the song. */
export const SHORTEST_STAY_SECONDS = 5;

/** Who leaves within the last part of a song has heard it. */
const HEARD_TO_THE_END = 0.9;

/**
 * The shares of listeners who stay to the end of a song that they like, and of one that they don't: most people stay whatever is on. A stay is stretched by them to the scale of
 * thumbs, so that on average it tells the same; it tells it less surely, for which it weighs less. What they really are here, `raindial evaluate ratings` tells.
 */
export const STAYING = { liked: 0.95, disliked: 0.6 } as const;

/** The liking that a stay tells of, in a play of so many seconds; undefined when it tells nothing: it was too short, or something else ended it. */
export function likingOfStay({ fromSeconds, toSeconds, end }: Listening, playSeconds: number): number | undefined {
  if (end === 'cut' || toSeconds - fromSeconds < SHORTEST_STAY_SECONDS) return undefined;
  const stayed = end === 'ended' || toSeconds >= HEARD_TO_THE_END * playSeconds ? 1 : 0;
  return (stayed - STAYING.disliked) / (STAYING.liked - STAYING.disliked);
}

/** The liking that a thumb tells of. */
export function likingOfThumb(thumb: Thumb): number {
  return thumb === 1 ? 1 : 0;
}

/**
 * What was said of each play in each guild, in the order of the plays; plays of which nobody said anything are left out. A thumb takes the place of the stay of the same listener, so that
 * nobody counts twice. Listeners who aren't known count for themselves. `tempos`: the ranges of the styles.
 */
export function heardKinds(
  evidence: Evidence,
  tempos: Readonly<Record<string, readonly [number, number]>>,
): readonly HeardKind[] {
  const segments = new Map(evidence.segments.map((segment) => [segment.facts.id, segment.facts]));
  const thumbs = Map.groupBy(evidence.ratings, ({ playId }) => playId);
  const stays = Map.groupBy(evidence.listenings, ({ playId }) => playId);
  return evidence.plays.flatMap((play) => {
    const facts = segments.get(play.segmentId);
    if (facts === undefined) return [];
    const kind = heardKind(play.choice?.kind, kindOf(facts, tempos[facts.style]));
    const explored = play.choice?.explored ?? false;
    const said = { thumbs: thumbs.get(play.id) ?? [], stays: stays.get(play.id) ?? [] };
    return [...verdictsOn(play, facts.seconds, said)].map(([guild, verdicts]) => {
      return { playId: play.id, guild, kind, explored, verdicts };
    });
  });
}

/** The kind that was chosen, but by the networks that composed it: others may have had to stand in. */
function heardKind(chosen: SongKind | undefined, found: SongKind): SongKind {
  if (chosen === undefined || chosen.models === found.models) return chosen ?? found;
  const { style, pace, vigour, mood } = chosen;
  const { models } = found;
  return {
    ...{ style, pace, vigour },
    ...(mood === undefined ? {} : { mood }),
    ...(models === undefined ? {} : { models }),
  };
}

/** The verdicts on a play by the guild they come from. */
function verdictsOn(
  play: HeardPlay,
  songSeconds: number,
  said: { readonly thumbs: Evidence['ratings']; readonly stays: readonly Listening[] },
): ReadonlyMap<string, readonly Verdict[]> {
  const verdicts = new Map<string, Verdict & { readonly guild: string }>();
  const place = (guildId: string | undefined) => guildId ?? play.guildId ?? OWN_ROOM;
  for (const [index, stay] of said.stays.entries()) {
    const liking = likingOfStay(stay, play.seconds ?? songSeconds);
    const listener = stay.listener ?? `${play.id} ${index}`;
    if (liking !== undefined) verdicts.set(listener, { listener, by: 'stay', liking, guild: place(stay.guildId) });
  }
  for (const { listener, thumb, guildId } of said.thumbs) {
    verdicts.set(listener, { listener, by: 'thumb', liking: likingOfThumb(thumb), guild: place(guildId) });
  }
  return Map.groupBy(verdicts.values(), ({ guild }) => guild);
}
