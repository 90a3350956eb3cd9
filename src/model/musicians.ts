import type { Chord, Mode } from '../theory/index.ts';
import type { DrumHit } from './percussion-codec.ts';
import type { RollEvent } from './roll-codec.ts';
import type { PercussionRequest } from './sample-percussion.ts';
import type { RollRequest } from './sample-roll.ts';

/** A chord as a network writes it: the root in semitones above the key's tonic, and how long it lasts. */
export interface ChordEvent extends Chord {
  /** Quarter notes; a multiple of 0.5. */
  readonly beats: number;
}

/** A melody event as a network writes it; events follow each other without gaps. */
export interface MelodyEvent {
  /** MIDI pitch for a tonic of C (0); undefined is a rest. */
  readonly pitch: number | undefined;
  readonly sixteenths: number;
  /** MIDI velocity, 1 to 127; of no meaning in a rest. */
  readonly velocity: number;
}

/** The section of a song for which chords or a melody are written. */
export interface MelodySection {
  /** Which of the song's themes it is, in the order in which they are first sung: 0, 1, 2; from 3 on all are alike to the network. */
  readonly theme: number;
  /** Whether the theme was sung before. A phrase that is written once and played again as it is, was not. */
  readonly returns: boolean;
  /** The bar of the song, from 0, in which the theme is first heard; 0 when not given. The shipped networks don't ask. */
  readonly startBar?: number | undefined;
  /** How many bars of it are heard in the song, at most; all of them when not given. */
  readonly soundingBars?: number | undefined;
}

/** What progression to write. */
export interface ChordsRequest extends Sampling {
  readonly mode: Mode;
  /** Quarter notes. */
  readonly beats: number;
  /** The first theme, new, when not given. */
  readonly section?: MelodySection | undefined;
}

/** What melody to write. */
export interface NotesRequest extends Sampling {
  readonly mode: Mode;
  readonly chords: readonly ChordEvent[];
  /**
   * The section that the melody fills from its first to its last bar; the first theme, new, when not given. An arranger passes the place of
   * the phrase among those of its form: `{ theme: 1, returns: false }` for the second.
   */
  readonly section?: MelodySection | undefined;
}

/** How bold a network samples. */
export interface Sampling {
  readonly seed: number;
  /** 1 samples what was learnt; lower is safer. */
  readonly temperature: number;
  /** Keeps the most probable tokens whose probabilities sum to this: 0 < topP <= 1. */
  readonly topP: number;
}

/** The trained networks, loaded. Sampling is deterministic for a seed, a build and a backend. */
export interface Musicians {
  /** Model name to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** The tfjs backend that they run on. */
  readonly backend: string;
  /** A progression of exactly `beats` quarter notes (the last chord is cut to fit). */
  chords(request: ChordsRequest): readonly ChordEvent[];
  /** Drums by style, {@link PercussionRequest.bars} long. */
  percussion(request: PercussionRequest): readonly DrumHit[];
  /** All melodic parts of EDM as one roll, steered towards Classical. */
  melodyRoll(request: RollRequest): readonly RollEvent[];
  /** A melody over a progression, as long as the progression. */
  notes(request: NotesRequest): readonly MelodyEvent[];
}
