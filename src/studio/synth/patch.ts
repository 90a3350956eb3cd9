import type { Db, Hertz } from '../../dsp/index.ts';
import type { DrumSound } from './drum-sound.ts';

/** What a string of the synthesiser plays; all are free of aliases at any pitch. */
export type Wave = 'saw' | 'square' | 'triangle' | 'sine';

/** A group of like waves that sound together. */
export interface Oscillator {
  readonly wave: Wave;
  /** Level of the whole group, whatever its number; 0 dB is the reference. */
  readonly level: Db;
  /** Above the note played: -12 is an octave below. */
  readonly semitones?: number;
  /** How many waves the group has. Default: 1. */
  readonly unison?: number;
  /** The outermost waves lie so far above and below the note. Default: 0. */
  readonly detuneCents?: number;
  /** How far apart the group stands: 0 is the middle, 1 from left to right. Default: 0. */
  readonly spread?: number;
}

/** How something rises, falls to a level that is held, and dies away after the key goes up. */
export interface Envelope {
  readonly attackSeconds: number;
  readonly decaySeconds: number;
  /** From 0 to 1, reached at the end of the decay. */
  readonly sustain: number;
  /** To silence. */
  readonly releaseSeconds: number;
}

/** A state-variable filter that all oscillators of a note go through. */
export interface PatchFilter {
  readonly kind: 'low' | 'band' | 'high';
  /** 12 dB an octave for each pole pair: 1 or 2. */
  readonly pairs: 1 | 2;
  /** Corner for middle C played at full velocity, before what moves it. */
  readonly hertz: Hertz;
  /** Resonance: 0.7 has no peak. */
  readonly q: number;
  /** Octaves the corner follows the pitch, for an octave played: 0 to 1. */
  readonly keyTracking: number;
  /** Octaves the envelope opens it. */
  readonly envelopeOctaves: number;
  readonly envelope: Envelope;
  /** Octaves the softest touch closes it. */
  readonly velocityOctaves: number;
  /** A slow sway of the corner. */
  readonly sway?: { readonly hertz: Hertz; readonly octaves: number };
}

/** A value that goes from one to another while a note is held, along `progress ** curve`. */
export interface Glide {
  readonly from: number;
  readonly to: number;
  readonly curve: number;
}

/** What moves from a note's beginning to its end, for risers and the like: the note's length is the length of the sweep. */
export interface Sweep {
  readonly semitones?: Glide;
  /** Of the filter's corner. */
  readonly octaves?: Glide;
  readonly level?: Glide;
}

/** A sound that plays pitches. */
export interface TonePatch {
  readonly kind: 'tone';
  /** By which it is asked for. */
  readonly name: string;
  /** Other words for it. */
  readonly nicknames: readonly string[];
  /** Brings a typical phrase of the patch to -20 LUFS, so that all are about equally loud. */
  readonly gain: Db;
  readonly oscillators: readonly Oscillator[];
  /** White noise, different on both sides. Default: none. */
  readonly noise?: Db;
  readonly filter: PatchFilter;
  readonly loudness: Envelope;
  /** 1 makes level proportional to velocity, 2 to its square. */
  readonly velocityCurve: number;
  /** Sets in after the delay, fully there after twice the delay. */
  readonly vibrato?: { readonly hertz: Hertz; readonly cents: number; readonly delaySeconds: number };
  /** One voice at a time that glides from note to note when they overlap; notes struck together still sound together. */
  readonly legato?: { readonly glideSeconds: number };
  /** How hard a filtered note is driven into saturation: 1 is warm. Default: not at all. */
  readonly drive?: number;
  readonly sweep?: Sweep;
  /** Notes that can sound at a time, dying ones included: the oldest gives way. */
  readonly voices: number;
}

/** A drum kit by General MIDI's percussion keys. */
export interface KitPatch {
  readonly kind: 'kit';
  readonly name: string;
  readonly nicknames: readonly string[];
  readonly gain: Db;
  readonly sounds: ReadonlyMap<number, DrumSound>;
}

/** A sound of our own synthesiser. */
export type Patch = TonePatch | KitPatch;
