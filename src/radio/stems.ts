import type { SongProgress } from './ports.ts';
import type { SegmentFacts } from './segment.ts';

/** What all stems of a song together may be: they come in one file each, or, when those are too many, all in one archive. */
export interface StemLimits {
  /** Bytes of all files together. */
  readonly bytes: number;
  readonly files: number;
}

/** Stems that lie in a folder. */
export interface StemFiles {
  /** Names of the files in the folder: Ogg Opus, or one ZIP of them. */
  readonly names: readonly string[];
  /** Bits a second of each stem. */
  readonly bitrate: number;
}

/** What came of making stems. */
export type StemsMade =
  | ({ readonly kind: 'made' } & StemFiles)
  /** The song does not come out as it was played: networks, styles or instruments are others now. Nothing was made. */
  | { readonly kind: 'changed' }
  /** Even at the least bit rate they would be larger than they may be; `bytes`: about how large. Nothing was made. */
  | { readonly kind: 'too-large'; readonly bytes: number };

/** Makes the stems of segments that lie in the pool: each part alone, as it went into the mix. Implemented by `production/`. */
export interface StemSource {
  /**
   * Makes a song anew from its recipe and writes its stems into a folder, which is made. It is the least urgent work there is. Rejects with an
   * Error whose message a listener may read, and when `signal` is aborted before it was begun.
   */
  stems(
    facts: SegmentFacts,
    folder: string,
    limits: StemLimits,
    options?: { readonly onProgress?: (progress: SongProgress) => void; readonly signal?: AbortSignal },
  ): Promise<StemsMade>;
}

/** What a guild that asks for stems gets. */
export type Stems =
  | {
      readonly kind: 'there';
      /** Paths of the files. */
      readonly files: readonly string[];
      readonly bitrate: number;
    }
  | Exclude<StemsMade, { kind: 'made' }>
  /** The song is no longer in the pool, or the station makes no stems. */
  | { readonly kind: 'gone' }
  /** Stems are being made for the guild already. */
  | { readonly kind: 'busy' }
  /** There was so much else to do that they were not begun in time. */
  | { readonly kind: 'late' };
