import type { PartRole, ScoreMetrics } from '../score/index.ts';
import type { DrumStyle, DrumVoice, VoicingRange } from '../theory/index.ts';

/** Lowest and highest. */
export type Range = readonly [number, number];

/** How a section is arranged, as a style writes it. */
export interface SectionTemplate {
  /** A, A', B, intro; shown as a marker in MIDI files. */
  readonly name: string;
  /** The musicians' phrase it plays: sections of the same phrase share chords and melody. */
  readonly phrase: string;
  readonly bars: 4 | 8;
  readonly parts: readonly PartRole[];
  /** 0 (hardly there) to 1 (everything plays out): loudness, and how busy chords, bass and drums are. */
  readonly energy: number;
  /** Whether the melody comes back varied. */
  readonly varied?: boolean;
  /** Plays only when intro and outro leave the body at least this many bars. */
  readonly bodyBarsMin?: number;
}

/** The form of a song: the body is taken in order until it is full, then goes on from `again`. */
export interface Form {
  readonly intro: SectionTemplate;
  readonly body: readonly SectionTemplate[];
  /** Index into the body where a long song goes on. */
  readonly again: number;
  readonly outro: SectionTemplate;
}

/** How drums are written and played. */
export interface Drumming extends Asking {
  /** As which the percussion network is asked. */
  readonly style: DrumStyle;
  /** What may be hit. The backbeat is written as a snare. */
  readonly kit: readonly DrumVoice[];
  /** General MIDI percussion keys to choose the backbeat from: 38 snare, 37 side stick. */
  readonly backbeats: readonly number[];
  /** Milliseconds behind the grid. */
  readonly kickLate: Range;
  readonly snareLate: Range;
  readonly hatLate: Range;
}

/** How the arranger edits the melody. */
export interface Singing {
  /** MIDI pitches. */
  readonly register: Range;
  readonly notesPerBarMax: number;
  /** Sixteenths of silence between two notes that the first one rings through. */
  readonly ringThrough: number;
  /** Sixteenths of silence at the end of every four bars. */
  readonly breath: number;
  readonly velocities: Range;
  /** Milliseconds behind the grid. */
  readonly late: Range;
}

/** How chords are played. */
export interface Comping {
  /** Where the hands lie: below most of the melody, above the bass. */
  readonly hands: VoicingRange;
  /** One-bar rhythms for quiet sections and for full ones; `X` strikes the whole chord, `x` its upper voices. */
  readonly quiet: readonly string[];
  readonly full: readonly string[];
  /** Milliseconds from the lowest to the highest note of a rolled chord. */
  readonly roll: Range;
  /** Milliseconds behind the grid. */
  readonly late: Range;
  readonly velocity: number;
}

/** How the networks are asked. */
export interface Asking {
  readonly temperature: number;
  /** See Sampling in model/. */
  readonly topP: number;
}

/** Everything that makes a style: data only. A new style is a file under `styles/` and a line in `styles.ts`. */
export interface Style {
  /** Lower-case words with dashes. */
  readonly name: string;
  /** One sentence for listeners. */
  readonly description: string;
  /** Quarter notes a minute. */
  readonly tempo: Range;
  /** Share of a pair of sixteenths that the first one gets. */
  readonly swing: Range;
  /** How many of the songs are in minor, 0 to 1. */
  readonly minorShare: number;
  readonly harmony: Asking & {
    /** Bars of a phrase's progression, which repeats. */
    readonly bars: 4 | 8;
    /** Changes that come faster are held. */
    readonly beatsPerChordMin: number;
    /** How many of the chords get their ninth, 0 to 1; all get their seventh. */
    readonly ninths: number;
  };
  readonly melody: Asking & Singing;
  readonly form: Form;
  readonly comping: Comping;
  /** Absent in styles without drums. */
  readonly drumming?: Drumming;
  /** Instruments to choose from, for each part that the style has. */
  readonly instruments: Readonly<Partial<Record<PartRole, readonly string[]>>>;
  /** Effect layers and their level in decibels relative to the music. */
  readonly effects: Readonly<Record<string, number>>;
  /** What a score must measure; one that misses is composed again. */
  readonly gates: Readonly<Partial<Record<keyof ScoreMetrics, Range>>>;
}
