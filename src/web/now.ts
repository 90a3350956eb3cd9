import type { SegmentFacts, Tally, UpNext } from '../radio/index.ts';
import type { WebDesk } from './web-env.ts';

/** A song as the page shows it. */
export interface SongView {
  readonly segmentId: string;
  readonly title: string;
  readonly style: string;
  readonly key: string;
  readonly tempo: number;
  /** What was asked for, where it was: see Recipe. */
  readonly mood?: string;
  readonly energy?: number;
  readonly classical?: number;
  readonly chords: readonly string[];
  readonly instruments: SegmentFacts['instruments'];
  readonly effects: SegmentFacts['effects'];
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** What `GET /api/now` answers, and what the event stream tells at each change. */
export interface NowView {
  readonly onAir:
    | {
        readonly kind: 'song';
        readonly playId: string;
        readonly song: SongView;
        readonly from: 'request' | 'fresh' | 'reserve';
        readonly elapsedSeconds: number;
        /** Not there while the store can't be asked. */
        readonly tally?: Tally;
      }
    | { readonly kind: 'pad' };
  readonly upNext: readonly (
    | { readonly kind: 'ready'; readonly requested: boolean; readonly song: SongView }
    | Exclude<UpNext, { kind: 'ready' }>
  )[];
  readonly listeners: number;
}

/** What of a segment's facts people may be interested in. */
export function songView(facts: SegmentFacts): SongView {
  const { id, title, style, key, tempo, chords, instruments, effects, seconds, warnings } = facts;
  const { mood, energy, classical } = facts.recipe;
  return {
    segmentId: id,
    title,
    style,
    key,
    tempo,
    ...(mood === undefined ? {} : { mood }),
    ...(energy === undefined ? {} : { energy }),
    ...(classical === undefined ? {} : { classical }),
    chords,
    instruments,
    effects,
    seconds,
    warnings,
  };
}

/** The state of the station for the page. */
export function nowView(desk: WebDesk, tallyOf: (segmentId: string) => Tally | undefined): NowView {
  const onAir = desk.onAir();
  const upNext = desk.upNext().map((next) => {
    if (next.kind === 'composing') return next;
    return { kind: next.kind, requested: next.requested, song: songView(next.segment) };
  });
  if (onAir.kind === 'pad') return { onAir: { kind: 'pad' }, upNext, listeners: desk.listeners() };
  const { play, segment, from, elapsedSeconds } = onAir;
  const tally = tallyOf(segment.id);
  const song = songView(segment);
  return {
    onAir: { kind: 'song', playId: play.id, song, from, elapsedSeconds, ...(tally === undefined ? {} : { tally }) },
    upNext,
    listeners: desk.listeners(),
  };
}
