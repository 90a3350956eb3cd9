import type { Candidate, StyleTraits } from '../compose/index.ts';
import type { Join, Progress, Recipe, Segment, SegmentFacts, SongProgress, StemsMade } from '../radio/index.ts';
import type { JoinWish } from './join-job.ts';
import type { StemWish } from './stem-job.ts';

/** What a worker needs to set itself up; folders are absolute paths. */
export interface WorkerSetup {
  readonly models: string;
  readonly styles: string;
  readonly soundfonts: string;
  readonly effects: string;
  /** Where prepared SoundFonts are kept between starts. */
  readonly cache: string;
  /** Where finished segments go. */
  readonly segments: string;
  readonly backend: string | undefined;
  /** Whether this worker makes ready in idle time what all workers need on disk; one does. */
  readonly preparesInstruments: boolean;
}

/** What can be made, and what was found wrong with the files people dropped in. */
export interface Inventory {
  readonly styles: readonly string[];
  readonly moods: readonly string[];
  /** What each style's songs are like. */
  readonly traits: Readonly<Record<string, StyleTraits>>;
  readonly instruments: readonly string[];
  readonly effects: readonly string[];
  /** What may be played between two songs, by name. */
  readonly jingles: readonly string[];
  readonly backend: string;
  /** Model name to version, of the shipped networks. */
  readonly models: Readonly<Record<string, string>>;
  /** Sets of networks that may take their place. */
  readonly candidates: readonly Candidate[];
  /** One line for each file, genre and set of networks that had to be skipped. */
  readonly problems: readonly string[];
}

/** To a worker. One job at a time. */
export type WorkerOrder =
  | {
      readonly kind: 'song';
      readonly job: number;
      readonly id: string;
      readonly recipe: Recipe;
      /** Whether somebody waits for the song: its opening is then reported while the rest is made. */
      readonly streamed: boolean;
    }
  | { readonly kind: 'pad'; readonly job: number; readonly seconds: number }
  | { readonly kind: 'join'; readonly job: number; readonly wish: JoinWish }
  | { readonly kind: 'stems'; readonly job: number; readonly wish: StemWish };

/** From a worker. */
export type WorkerReport =
  | { readonly kind: 'preparing'; readonly progress: Progress }
  | { readonly kind: 'ready'; readonly inventory: Inventory }
  | { readonly kind: 'unfit'; readonly problem: string }
  | { readonly kind: 'progress'; readonly job: number; readonly progress: SongProgress }
  | { readonly kind: 'opening'; readonly job: number; readonly opening: Segment }
  | { readonly kind: 'song'; readonly job: number; readonly facts: SegmentFacts }
  | { readonly kind: 'pad'; readonly job: number; readonly packets: readonly Uint8Array[] }
  | { readonly kind: 'join'; readonly job: number; readonly join: Join | undefined }
  | { readonly kind: 'stems'; readonly job: number; readonly made: StemsMade }
  | { readonly kind: 'failed'; readonly job: number; readonly problem: string };
