import type { GuildSettings, Hearing, Play, PlayOutcome, Rating, SegmentFacts } from '../radio/index.ts';

/**
 * What the journal holds: one thing that happened. A journal may have been written by an earlier version of this program, so a kind never
 * changes its meaning, and a field that is added later is optional. `at` is in milliseconds since the epoch.
 */
export type Entry =
  | { readonly kind: 'segment'; readonly facts: SegmentFacts }
  | { readonly kind: 'play'; readonly play: Play }
  | { readonly kind: 'end'; readonly playId: string; readonly outcome: PlayOutcome }
  | { readonly kind: 'heard'; readonly hearings: readonly Hearing[] }
  | { readonly kind: 'rating'; readonly rating: Rating; readonly at: number }
  | { readonly kind: 'room'; readonly guildId: string; readonly channelId: string | null; readonly at: number }
  | { readonly kind: 'settings'; readonly guildId: string; readonly settings: GuildSettings; readonly at: number }
  | { readonly kind: 'forget'; readonly listener: string; readonly at: number };

const KINDS: ReadonlySet<unknown> = new Set<Entry['kind']>([
  'segment',
  'play',
  'end',
  'heard',
  'rating',
  'room',
  'settings',
  'forget',
]);

/** A value of the journal as an entry; undefined for what a later version of this program wrote. */
export function asEntry(value: unknown): Entry | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(value.kind)
    ? (value as Entry)
    : undefined;
}

/** What an entry is, for the log: nobody's name is in it. */
export function describeEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'segment':
      return `The segment ${entry.facts.id}`;
    case 'play':
      return `The start of the play ${entry.play.id}`;
    case 'end':
      return `The end of the play ${entry.playId}`;
    case 'heard':
      return `What was heard of the play ${entry.hearings[0]?.playId ?? ''}`;
    case 'rating':
      return `A rating of the play ${entry.rating.playId}`;
    case 'room':
      return `The room of guild ${entry.guildId}`;
    case 'settings':
      return `The settings of guild ${entry.guildId}`;
    case 'forget':
      return 'Deleting the data of a listener';
  }
}

/** A vote after less listening than this does not count. */
export const LISTENED_SECONDS = 5;

/** Whether a rating counts. Where it is not known who listened, it does. */
export function counts({ heardSeconds }: Pick<Rating, 'heardSeconds'>): boolean {
  return heardSeconds === undefined || heardSeconds >= LISTENED_SECONDS;
}
