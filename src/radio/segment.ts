import type { Db } from '../dsp/index.ts';
import type { Lack, PartRole } from '../score/index.ts';
import type { Recipe } from './recipe.ts';
import type { SongTiming } from './song-timing.ts';

/** Length of every Opus packet of a segment. */
export const PACKET_MILLISECONDS = 20;

/** Samples at 48 kHz in one packet. */
export const PACKET_SAMPLES = 960;

/** What is known about a finished segment; `song.json` beside an exported song holds the same. */
export interface SegmentFacts {
  /** Unique; also the stem of its file names: lower-case letters, digits and dashes. */
  readonly id: string;
  /** A name to show people. */
  readonly title: string;
  readonly recipe: Recipe;
  readonly style: string;
  readonly seed: number;
  /** As people write it: `Eb major`. */
  readonly key: string;
  /** Quarter notes a minute. */
  readonly tempo: number;
  /** Chord symbols in order, one for each change. */
  readonly chords: readonly string[];
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
  /** Effect layers and their level, relative to the music. */
  readonly effects: Readonly<Record<string, Db>>;
  /** Model name to version, of each network that took part. */
  readonly models: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Integrated loudness of the master before encoding (ITU-R BS.1770-4). */
  readonly lufs: number;
  /** True peak of the master before encoding. */
  readonly dbtp: Db;
  /** Where the music lies in the sound; not known of segments from before it was noted. */
  readonly timing?: SongTiming;
  /** Measures of the score by name, such as the networks' tests and the gates take; not known of older segments. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** How often a take was thrown away while it was composed, because it did not pass the tests. */
  readonly rejections?: number;
  /** What was asked for and could not be had, in a sentence each; empty when all went well. */
  readonly warnings: readonly string[];
  /** The same as data, to be said in another language; not known of older segments, and not there when nothing is lacking. */
  readonly lacks?: readonly Lack[];
  /** ISO 8601, UTC. Not part of what a seed reproduces. */
  readonly createdAt: string;
}

/** A piece of the programme, ready to send: encoded once, played to everyone. */
export interface Segment {
  readonly facts: SegmentFacts;
  /** Opus packets of 20 ms, 48 kHz stereo, in order. */
  readonly packets: readonly Uint8Array[];
}
