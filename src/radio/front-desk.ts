import type { Db } from '../dsp/index.ts';
import type { PartRole } from '../score/index.ts';
import type { Play, SongProgress, Tally, Thumb } from './ports.ts';
import type { SegmentFacts } from './segment.ts';

/** Someone who hears the broadcast: a voice connection, or a web listener. */
export interface Listener {
  readonly kind: 'discord' | 'web';
  /** Who it is on the web: a raw identity (a cookie), which is hashed before it is kept. Who hears a voice connection is told otherwise. */
  readonly identity?: string;
  /** Takes one 20 ms Opus packet. Called on the playout clock: must return at once and may not throw. */
  send(packet: Uint8Array): void;
}

/** Where the sound on air comes from. `pad` is the rain that plays when there is nothing else, or a jingle between two songs. */
export type OnAir =
  | {
      readonly kind: 'song';
      readonly play: Play;
      readonly segment: SegmentFacts;
      readonly from: 'request' | 'fresh' | 'reserve';
      readonly elapsedSeconds: number;
    }
  | { readonly kind: 'pad'; readonly since: number };

/** What comes after the song on air. */
export type UpNext =
  | { readonly kind: 'ready'; readonly segment: SegmentFacts; readonly requested: boolean }
  | {
      readonly kind: 'composing';
      readonly style: string;
      readonly requested: boolean;
      readonly progress: SongProgress;
    };

/** What a listener may ask for, as typed; everything is optional and nothing is trusted. */
export interface RequestInput {
  readonly style?: string;
  readonly seconds?: number;
  readonly seed?: number;
  readonly tempo?: number;
  readonly key?: string;
  readonly mood?: string;
  /** 0 to 1. */
  readonly energy?: number;
  /** 0 to 1. */
  readonly classical?: number;
  readonly instruments?: Readonly<Partial<Record<PartRole, string>>>;
  /** Effect layers and their level against the music; -60 is off. */
  readonly effects?: Readonly<Record<string, Db>>;
}

/** What can be asked for here, read from what is installed. */
export interface Catalogue {
  readonly styles: readonly string[];
  readonly moods: readonly string[];
  readonly instruments: readonly string[];
  readonly effects: readonly string[];
}

/** Something changed on the station. */
export type StationEvent = { readonly kind: 'on-air'; readonly onAir: OnAir } | { readonly kind: 'up-next' };

/** What the front ends (Discord, web page) may do with a station. */
export interface FrontDesk {
  readonly catalogue: Catalogue;
  onAir(): OnAir;
  upNext(): readonly UpNext[];
  listeners(): number;
  /**
   * Adds a listener from the next packet on; the returned function removes it (calling it twice does no harm).
   * `recent`: so many of the last packets are sent at once, so that a player that buffers starts at once; at most 2 s are kept.
   */
  tune(listener: Listener, options?: { readonly recent?: number }): () => void;
  /**
   * Composes what was asked for and puts it next. Resolves when it is ready to air.
   * Throws a RadioError whose message a listener may read: an unknown name (with the nearest ones), a value out of range,
   * too many requests waiting, or a failed production.
   */
  request(
    input: RequestInput,
    options?: { readonly onProgress?: (progress: SongProgress) => void },
  ): Promise<SegmentFacts>;
  /**
   * Rates the song of a play: the one on air when no play is named. `listener` is a raw identity (a Discord user id, a cookie);
   * the station hashes it with its key. Throws a RadioError when nothing can be rated or the rating could not be stored.
   */
  rate(rating: {
    readonly listener: string;
    readonly thumb: Thumb;
    readonly playId?: string;
    readonly guildId?: string;
  }): Promise<{ readonly segment: SegmentFacts; readonly tally: Tally }>;
  /** Calls back at each change until the returned function is called. */
  subscribe(onEvent: (event: StationEvent) => void): () => void;
}
