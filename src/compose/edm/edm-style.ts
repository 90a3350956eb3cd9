import { z } from 'zod';
import { PART_ROLES } from '../../score/index.ts';
import { DRUM_STYLES, DRUM_VOICES } from '../../theory/index.ts';
import { askingFields, commonFields } from '../common-style.ts';
import { byName, fields, number, oneOf, range, some, text, whole } from '../style-fields.ts';

const BAR = 16;
const TWO_BARS = 2 * BAR;

const pitches = range(24, 108).refine(([low, high]) => high - low >= 12, 'must be at least 12 semitones wide');
const velocity = whole(1, 127);
const anyRoles = z.array(oneOf(PART_ROLES), 'must be a list of parts').readonly();
const anyVoices = z.array(oneOf(DRUM_VOICES), 'must be a list of drums').readonly();

/** Rhythms to choose from, of whole bars, in the signs given; see {@link readFigure}. */
function figures(signs: string, lengths: readonly number[] = [BAR, TWO_BARS]) {
  const allowed = new RegExp(`^[${signs}.|-]+$`);
  const bars = lengths.map((length) => length / BAR).join(' or ');
  const message = `must be ${bars} bars of sixteen signs: ${[...signs].join(', ')} begin a note, - holds it, . is silence`;
  return some(
    text()
      .regex(allowed, message)
      .refine((figure) => lengths.includes(lengthOf(figure)), message),
  );
}

function lengthOf(figure: string): number {
  return figure.replaceAll('|', '').length;
}

const hands = fields({
  /** Lowest and highest MIDI pitch, at least 16 apart. */
  low: whole(36, 84),
  high: whole(52, 100),
  /** How many notes at most; a chord with more tones loses its root first, then its fifth. */
  voices: whole(3, 5),
}).refine(({ low, high }) => high - low >= 16, 'must leave room for a chord: high at least 16 above low');

const harmony = fields({
  ...askingFields,
  /** Bars of the progression, which goes round through the whole song. */
  bars: z.literal([4, 8], 'must be 4 or 8'),
  /** Bars that a chord lasts at least, to choose from. */
  barsPerChord: some(z.literal([1, 2], 'must be 1 or 2')),
  /** How rich the chords are. */
  colour: oneOf(['triad', 'seventh', 'ninth']),
});

/** The melody of the drops. */
const hook = fields({
  ...askingFields,
  /** MIDI pitches; at least an octave. */
  register: pitches,
  /** Its rhythms, two bars each. */
  figures: figures('x', [TWO_BARS]),
  velocity,
});

const bass = fields({
  /** Of the roots; at least an octave. */
  register: pitches,
  /** In drops, and elsewhere: `R` the root, `r` softer, `o` its octave, `f` the fifth, `a` a step that leads to the next root. */
  drop: figures('Rrofa'),
  calm: figures('Rrofa'),
  velocity,
});

const chords = fields({
  hands,
  /** In drops, and elsewhere: `X` strikes the chord, `x` its upper voices. */
  drop: figures('Xx'),
  calm: figures('Xx'),
  velocity,
  /** Decibels by which the chords of a drop swell into each beat; 0 for none. */
  swell: number(0, 24),
});

const drums = fields({
  ...askingFields,
  /** As which the percussion network is asked. */
  style: oneOf(DRUM_STYLES),
  /** What is played whatever the network writes, in figures of a bar: `X` strong, `x` plain, `g` a ghost note. */
  beat: byName(DRUM_VOICES, figures('Xxg', [BAR])),
  /** What the network writes. */
  free: anyVoices,
  /** Played where the network's hats don't keep the time. */
  hats: figures('Xxg', [BAR]),
  /** Who plays in which section; a drop has all. An intro has all from its second half on. */
  intro: anyVoices,
  build: anyVoices,
  break: anyVoices,
  outro: anyVoices,
  /** What is rolled in a build. */
  roll: oneOf(DRUM_VOICES),
});

/** How the desk moves. */
const sweeps = fields({
  /** Hertz that a build's high-pass arrives at. */
  buildHighPass: number(20, 2000),
  /** Hertz from which an intro opens. */
  introLowPass: number(200, 20_000),
  /** Hertz from which chords and pads open in a break. */
  breakLowPass: number(200, 20_000),
  /** Decibels by which breaks and builds are held back, so that the drop steps forward. */
  breakGain: number(-12, 0),
  buildGain: number(-12, 0),
});

/** A style file of the family `edm`. */
export const edmStyleSchema = fields({
  family: z.literal('edm'),
  ...commonFields,
  /** How classical the melody network plays when nothing is asked for: 0 is EDM, 1 Classical. */
  classical: number(0, 1),
  harmony,
  hook,
  bass,
  chords,
  pad: fields({ hands, velocity }),
  /** Broken chords: `x` begins a note. */
  arp: fields({ register: pitches, figures: figures('x'), velocity }),
  drums,
  /** How many steps of the melody in drops and of the bass are slid, 0 to 1, where an instrument can; none when not given. */
  slides: number(0, 1).exactOptional(),
  /** Who plays in which section. */
  layers: fields({ intro: anyRoles, build: anyRoles, drop: anyRoles, break: anyRoles, outro: anyRoles }),
  /** Instruments that play a part in breaks instead. */
  breakInstruments: byName(PART_ROLES, some(text(120))),
  /** Instruments of the classical line against the melody. */
  counter: some(text(120)),
  sweeps,
}).superRefine(({ layers, instruments }, context) => {
  for (const role of new Set(Object.values(layers).flat())) {
    // Which instruments play effects is the arranger's: a riser is a riser.
    if (role === 'fx' || instruments[role] !== undefined) continue;
    const message = `is missing; there is a section in which ${role} plays`;
    context.addIssue({ code: 'custom', path: ['instruments', role], message });
  }
});

/** A style that the arranger of dance music plays. */
export type EdmStyle = z.infer<typeof edmStyleSchema> & {
  /** The name of its file: lower-case words with dashes. */
  readonly name: string;
};
