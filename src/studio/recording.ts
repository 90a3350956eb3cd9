import type { Db, Lufs, Stereo } from '../dsp/index.ts';
import type { Lack, MixPlan, PartRole } from '../score/index.ts';

/** How far a piece of work is: a stage's name and 0 to 1 over the whole of it. */
export interface StudioProgress {
  readonly stage: string;
  readonly done: number;
}

/** How far a recording is. */
export interface RecordingProgress extends StudioProgress {
  readonly stage: 'sound check' | 'playing' | 'mixing' | 'mastering';
}

/** How to record a score. */
export interface RecordOptions {
  /** Effect layers by name, with their loudness relative to the music: `{ rain: -13 }`. */
  readonly effects: Readonly<Record<string, Db>>;
  /** Those of the effects that somebody asked for: where all together would be too loud, the others give way. Default: none. */
  readonly asked?: readonly string[];
  /** An unsigned 32-bit integer: where the effects begin and how the tape sways. */
  readonly seed: number;
  /** Keeps each part's stem (23 MB a minute each). Default: false. */
  readonly stems?: boolean;
  /**
   * Called with each stretch of all stems, one after another, as they go into the mix: all parts in each, under the names that
   * {@link Recording.stems} has. The samples are lent, and are others when it has returned.
   */
  readonly onStems?: (stretch: ReadonlyMap<string, Stereo>) => void;
  /** How the desk is set. Default: the LoFi desk as it is. */
  readonly mix?: MixPlan;
  readonly onProgress?: (progress: RecordingProgress) => void;
  /**
   * Called once with the beginning of the master, while the rest is still to be played. Songs of less than half a minute have no
   * opening.
   */
  readonly onOpening?: (opening: Opening) => void;
}

/** A mastered record. */
export interface Recording {
  readonly master: Stereo;
  /** Integrated loudness of the master (ITU-R BS.1770-4). */
  readonly lufs: Lufs;
  /** True peak of the master. */
  readonly dbtp: Db;
  /** Seconds at which the first bar begins and the last one ends. */
  readonly music: { readonly start: number; readonly end: number };
  /**
   * The parts as they went into the mix (filtered, levelled, panned; before tape, reverb and mastering), when asked for: by role, and
   * `chords 2` for a second part of a role.
   */
  readonly stems: ReadonlyMap<string, Stereo>;
  /** What played each part: the preset's name in its font. */
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
  /** The effects laid under the music, with their loudness relative to it. */
  readonly effects: Readonly<Record<string, Db>>;
  /** What was asked for and could not be had. */
  readonly lacks: readonly Lack[];
}

/** The beginning of a recording that is being made. */
export interface Opening extends Pick<Recording, 'music' | 'instruments' | 'effects' | 'lacks'> {
  /** Whole packets of 20 ms: the recording's master begins with exactly these samples. */
  readonly audio: Stereo;
  /** Sample frames of the whole master. */
  readonly frames: number;
}
