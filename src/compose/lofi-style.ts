import { z } from 'zod';
import { PART_ROLES } from '../score/index.ts';
import { DRUM_STYLES, DRUM_VOICES } from '../theory/index.ts';
import { askingFields, commonFields } from './common-style.ts';
import { fields, number, oneOf, range, some, text, whole } from './style-fields.ts';

const milliseconds = range(0, 80);
const pitches = range(0, 127);
const velocities = range(1, 127);
const corner = number(200, 20_000);

/** A length of a phrase or section in bars. */
function bars<const Lengths extends readonly [number, ...number[]]>(lengths: Lengths) {
  return z.literal(lengths, `must be ${lengths.join(' or ')}`);
}

const section = fields({
  /** A, A', B, intro; shown as a marker in MIDI files. */
  name: text(24),
  /** The musicians' phrase it plays: sections of the same phrase share chords and melody. */
  phrase: text(24),
  bars: bars([4, 8, 16]),
  parts: some(oneOf(PART_ROLES)),
  /** 0 (hardly there) to 1 (everything plays out): loudness, and how busy chords, bass and drums are. */
  energy: number(0, 1),
  /** Whether the melody comes back varied. */
  varied: z.boolean('must be true or false').exactOptional(),
  /** Hertz of a low-pass over all music, at the section's beginning and at its end: a song that comes through a wall, and opens. */
  lowPass: z.tuple([corner, corner]).readonly().exactOptional(),
  /** Plays only when intro and outro leave the body at least this many bars. */
  bodyBarsMin: whole(0, 512).exactOptional(),
});

/** The form of a song: the body is taken in order until it is full, then goes on from `again`. */
const form = fields({
  intro: section,
  body: some(section),
  /** Index into the body (from 0) where a long song goes on. */
  again: whole(0, 63),
  outro: section,
});

const rhythm = text(32).regex(
  /^[Xxg.]{16}$/,
  'must be a bar of sixteen signs: X strong, x plain, g ghost, . silent; for example "X.....x...x....."',
);

/**
 * How a bar of drums may end: silence after the middle, silence all through, snares that rush into the next bar, no kick, an open hat, a
 * roll over the toms.
 */
export const ENDINGS = ['stop', 'out', 'rushes', 'kickless', 'open', 'toms'] as const;

/** How drums are written and played. */
const drumming = fields({
  ...askingFields,
  /** As which the percussion network is asked. */
  style: oneOf(DRUM_STYLES),
  /** Bars that it is asked for; they repeat. */
  bars: bars([1, 2, 4]),
  /** What may be hit. The backbeat is written as a snare. */
  kit: some(oneOf(DRUM_VOICES)),
  /** General MIDI percussion keys to choose the backbeat from: 38 snare, 37 side stick, 40 the other snare. */
  backbeats: some(whole(27, 87)),
  /** Sixteenths of the bar on which the backbeat lies: `[4, 12]` is two and four, `[8]` half time. */
  backbeatAt: some(whole(0, 15), 8),
  /** What keeps the time, and the figure that it plays where the network's strokes don't keep it. */
  time: fields({ voice: oneOf(['closed hat', 'ride']), figure: rhythm }),
  /** Share of the ghost notes that are played, 0 to 1. */
  ghosts: number(0, 1),
  /** 1 is a drummer who plays out; less is softer. */
  force: number(0.3, 1.2),
  /** How a section may end before the next one that has drums: a fill, or a hole. */
  endings: some(oneOf(ENDINGS)),
  /** How often the drums fall silent for half a bar or a whole one in the middle of a section, 0 to 1. */
  dropOuts: number(0, 1),
  /** Milliseconds behind the grid. */
  kickLate: milliseconds,
  snareLate: milliseconds,
  hatLate: milliseconds,
});

/** How the network is asked for a melody and how the arranger edits it. */
const melody = fields({
  ...askingFields,
  /** MIDI pitches; at least an octave apart. */
  register: pitches.refine(([low, high]) => high - low >= 12, 'must be at least 12 semitones wide'),
  notesPerBarMax: whole(1, 16),
  /** Sixteenths of silence between two notes that the first one rings through. */
  ringThrough: whole(0, 16),
  /** Sixteenths of silence at the end of every four bars. */
  breath: whole(0, 32),
  /** How many of bars 5 to 8 sing bars 1 to 4 again, note for note; the last bar always answers. */
  refrain: z
    .tuple([whole(0, 3), whole(0, 3)], 'must be [least, most], both from 0 to 3')
    .refine(([low, high]) => low <= high, 'must begin with the lower number: [least, most]')
    .readonly(),
  velocities,
  /** Milliseconds behind the grid. */
  late: milliseconds,
});

/** How the bass moves between its roots. */
const bass = fields({
  /** `kick` strikes with the drums' kick, `walk` walks in quarter notes, `hold` lets the roots ring. */
  manner: oneOf(['kick', 'walk', 'hold']),
  /** How often a step leads into the next root, 0 to 1. */
  approach: number(0, 1),
  /** MIDI velocity of a root. */
  velocity: whole(1, 127),
});

/** How chords are played. */
const comping = fields({
  /** Where the hands lie: below most of the melody, above the bass. */
  hands: fields({
    /** Lowest and highest MIDI pitch, at least 16 apart. */
    low: whole(36, 72),
    high: whole(52, 96),
    /** How many notes at most; a chord with more tones loses its root first, then its fifth. */
    voices: whole(3, 5),
  }).refine(({ low, high }) => high - low >= 16, 'must leave room for a chord: high at least 16 above low'),
  /** One-bar rhythms for quiet sections and for full ones; `X` strikes the whole chord, `x` its upper voices. */
  quiet: some(rhythm),
  full: some(rhythm),
  /** Milliseconds from the lowest to the highest note of a rolled chord. */
  roll: range(0, 120),
  /** Milliseconds behind the grid. */
  late: milliseconds,
  /** MIDI velocity of a chord that changes. */
  velocity: whole(1, 127),
});

const harmony = fields({
  ...askingFields,
  /** Bars of a phrase's progression, which repeats. */
  bars: bars([4, 8]),
  /** Changes that come faster are held. */
  beatsPerChordMin: whole(1, 16),
  /** How many of the chords get the key's seventh at least, 0 to 1; the others stay as the network wrote them. */
  sevenths: number(0, 1),
  /** How many of those get their ninth too, 0 to 1. */
  ninths: number(0, 1),
  /** How many of the progressions lead back to their first chord by its two and five in the last bar, 0 to 1. */
  turnaround: number(0, 1),
});

/** A style file of the family `lofi`. */
export const lofiStyleSchema = fields({
  family: z.literal('lofi'),
  ...commonFields,
  harmony,
  melody,
  form,
  comping,
  bass,
  /** Absent in styles without drums. */
  drumming: drumming.exactOptional(),
}).superRefine((style, context) => {
  const { form, instruments, drumming } = style;
  const sections = [form.intro, ...form.body, form.outro];
  for (const role of new Set(sections.flatMap(({ parts }) => parts))) {
    if (instruments[role] === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['instruments', role],
        message: `is missing; the form has a section in which ${role} plays`,
      });
    }
  }
  if (drumming === undefined && instruments.drums !== undefined) {
    context.addIssue({ code: 'custom', path: ['drumming'], message: 'is missing; instruments.drums are given' });
  }
  if (form.again >= form.body.length) {
    context.addIssue({
      code: 'custom',
      path: ['form', 'again'],
      message: `must be less than ${form.body.length}, the number of sections in the body`,
    });
  }
});

/** A style that LoFi's arranger plays. */
export type LofiStyle = z.infer<typeof lofiStyleSchema> & {
  /** The name of its file: lower-case words with dashes. */
  readonly name: string;
};
/** How a section is arranged, as a style writes it. */
export type SectionTemplate = z.infer<typeof section>;
export type Form = z.infer<typeof form>;
export type Drumming = z.infer<typeof drumming>;
/** How the arranger edits the melody. */
export type Singing = z.infer<typeof melody>;
export type BassPlaying = z.infer<typeof bass>;
/** How a bar of drums ends. */
export type Ending = (typeof ENDINGS)[number];
export type Comping = z.infer<typeof comping>;
