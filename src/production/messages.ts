import type { Progress, Recipe, SegmentFacts } from '../radio/index.ts';

/** What a worker needs to set itself up; folders are absolute paths. */
export interface WorkerSetup {
  readonly models: string;
  readonly soundfonts: string;
  readonly effects: string;
  /** Where prepared SoundFonts are kept between starts. */
  readonly cache: string;
  /** Where finished segments go. */
  readonly segments: string;
  readonly backend: string | undefined;
}

/** What can be made, and what was found wrong with the files people dropped in. */
export interface Inventory {
  readonly styles: readonly string[];
  readonly instruments: readonly string[];
  readonly effects: readonly string[];
  readonly backend: string;
  readonly models: Readonly<Record<string, string>>;
  /** One line for each file, and each genre, that had to be skipped. */
  readonly problems: readonly string[];
}

/** To a worker. One job at a time. */
export type WorkerOrder =
  | { readonly kind: 'song'; readonly job: number; readonly id: string; readonly recipe: Recipe }
  | { readonly kind: 'pad'; readonly job: number; readonly seconds: number };

/** From a worker. */
export type WorkerReport =
  | { readonly kind: 'preparing'; readonly progress: Progress }
  | { readonly kind: 'ready'; readonly inventory: Inventory }
  | { readonly kind: 'unfit'; readonly problem: string }
  | { readonly kind: 'progress'; readonly job: number; readonly progress: Progress }
  | { readonly kind: 'song'; readonly job: number; readonly facts: SegmentFacts }
  | { readonly kind: 'pad'; readonly job: number; readonly packets: readonly Uint8Array[] }
  | { readonly kind: 'failed'; readonly job: number; readonly problem: string };
