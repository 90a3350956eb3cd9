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

/** The section of a song for which a melody is written. */
export interface MelodySection {
  /** Which of the song's themes it is, in the order in which they are first sung: 0, 1, 2; from 3 on all are alike to the network. */
  readonly theme: number;
  /** Whether the theme was sung before. A phrase that is written once and played again as it is, was not. */
  readonly returns: boolean;
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
  chords(options: Sampling & { readonly mode: Mode; readonly beats: number }): readonly ChordEvent[];
  /** Drums by style, {@link PercussionRequest.bars} long. */
  percussion(request: PercussionRequest): readonly DrumHit[];
  /** All melodic parts of EDM as one roll, steered towards Classical. */
  melodyRoll(request: RollRequest): readonly RollEvent[];
  /** A melody over a progression, as long as the progression. */
  notes(request: NotesRequest): readonly MelodyEvent[];
}
