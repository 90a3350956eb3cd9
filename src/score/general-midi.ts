import { nearestNames, plainName } from './nearest-names.ts';

/** The 128 melodic programs of General MIDI level 1 (MMA 1991), by program number from 0. */
export const GENERAL_MIDI_INSTRUMENTS: readonly string[] = [
  ...['Acoustic Grand Piano', 'Bright Acoustic Piano', 'Electric Grand Piano', 'Honky-tonk Piano'],
  ...['Electric Piano 1', 'Electric Piano 2', 'Harpsichord', 'Clavinet'],
  ...['Celesta', 'Glockenspiel', 'Music Box', 'Vibraphone', 'Marimba', 'Xylophone', 'Tubular Bells', 'Dulcimer'],
  ...['Drawbar Organ', 'Percussive Organ', 'Rock Organ', 'Church Organ'],
  ...['Reed Organ', 'Accordion', 'Harmonica', 'Tango Accordion'],
  ...['Nylon Guitar', 'Steel Guitar', 'Jazz Guitar', 'Clean Guitar'],
  ...['Muted Guitar', 'Overdriven Guitar', 'Distortion Guitar', 'Guitar Harmonics'],
  ...['Acoustic Bass', 'Finger Bass', 'Pick Bass', 'Fretless Bass'],
  ...['Slap Bass 1', 'Slap Bass 2', 'Synth Bass 1', 'Synth Bass 2'],
  ...['Violin', 'Viola', 'Cello', 'Contrabass', 'Tremolo Strings', 'Pizzicato Strings', 'Orchestral Harp', 'Timpani'],
  ...['String Ensemble 1', 'String Ensemble 2', 'Synth Strings 1', 'Synth Strings 2'],
  ...['Choir Aahs', 'Voice Oohs', 'Synth Voice', 'Orchestra Hit'],
  ...['Trumpet', 'Trombone', 'Tuba', 'Muted Trumpet', 'French Horn', 'Brass Section', 'Synth Brass 1', 'Synth Brass 2'],
  ...['Soprano Sax', 'Alto Sax', 'Tenor Sax', 'Baritone Sax', 'Oboe', 'English Horn', 'Bassoon', 'Clarinet'],
  ...['Piccolo', 'Flute', 'Recorder', 'Pan Flute', 'Blown Bottle', 'Shakuhachi', 'Whistle', 'Ocarina'],
  ...[
    'Square Lead',
    'Saw Lead',
    'Calliope Lead',
    'Chiff Lead',
    'Charang Lead',
    'Voice Lead',
    'Fifths Lead',
    'Bass Lead',
  ],
  ...['New Age Pad', 'Warm Pad', 'Polysynth Pad', 'Choir Pad', 'Bowed Pad', 'Metallic Pad', 'Halo Pad', 'Sweep Pad'],
  ...[
    'Rain FX',
    'Soundtrack FX',
    'Crystal FX',
    'Atmosphere FX',
    'Brightness FX',
    'Goblins FX',
    'Echoes FX',
    'Sci-fi FX',
  ],
  ...['Sitar', 'Banjo', 'Shamisen', 'Koto', 'Kalimba', 'Bagpipe', 'Fiddle', 'Shanai'],
  ...['Tinkle Bell', 'Agogo', 'Steel Drums', 'Woodblock', 'Taiko Drum', 'Melodic Tom', 'Synth Drum', 'Reverse Cymbal'],
  ...[
    'Guitar Fret Noise',
    'Breath Noise',
    'Seashore',
    'Bird Tweet',
    'Telephone Ring',
    'Helicopter',
    'Applause',
    'Gunshot',
  ],
];

/** The drum kits of Roland GS, which General MIDI fonts keep on bank 128: program number and name. */
export const GENERAL_MIDI_KITS: Readonly<Record<string, number>> = {
  'Standard Kit': 0,
  'Room Kit': 8,
  'Power Kit': 16,
  'Electronic Kit': 24,
  'TR-808 Kit': 25,
  'Jazz Kit': 32,
  'Brush Kit': 40,
  'Orchestra Kit': 48,
};

/** What people call programs besides their General MIDI names. */
const NICKNAMES: Readonly<Record<string, number>> = {
  piano: 0,
  'grand piano': 0,
  'acoustic piano': 0,
  'bright piano': 1,
  'upright piano': 1,
  'e piano': 4,
  'electric piano': 4,
  rhodes: 4,
  'fender rhodes': 4,
  ep: 4,
  keys: 4,
  wurlitzer: 5,
  'fm piano': 5,
  dx7: 5,
  vibes: 11,
  organ: 16,
  hammond: 16,
  guitar: 24,
  'acoustic guitar': 24,
  'classical guitar': 24,
  'nylon string guitar': 24,
  'steel string guitar': 25,
  'electric guitar': 27,
  bass: 33,
  'upright bass': 32,
  'double bass': 32,
  'standup bass': 32,
  fretless: 35,
  'electric bass': 33,
  'bass guitar': 33,
  'synth bass': 38,
  harp: 46,
  strings: 48,
  pizzicato: 45,
  celeste: 8,
  bells: 14,
  choir: 52,
  brass: 61,
  sax: 66,
  saxophone: 66,
  horn: 60,
  saw: 81,
  'sawtooth lead': 81,
  square: 80,
  pad: 89,
};

/** What comes nearest in General MIDI to the sounds of synthesisers that it has no name for, as a MIDI file needs it. */
const SYNTH_SOUNDS: Readonly<Record<string, number>> = {
  ...named(81, ['lead', 'sawtooth', 'synth lead', 'supersaw', 'super saw', 'hypersaw', 'supersaw lead', 'trance lead']),
  ...named(80, ['chip lead', 'square wave']),
  ...named(84, ['pluck', 'synth pluck', 'saw pluck', 'trance pluck', 'house pluck', 'plucked synth']),
  ...named(38, ['saw bass', 'sawtooth bass', 'house bass', 'trance bass', 'analog bass', 'analogue bass']),
  ...named(38, ['reese bass', 'reese', 'neuro bass', 'dnb bass', 'drum and bass bass']),
  ...named(39, ['sub bass', 'sub', 'sine bass', 'deep bass', '808 bass']),
  ...named(90, ['saw pad', 'synth pad', 'analog pad', 'analogue pad', 'trance pad']),
  ...named(89, ['warm synth pad', 'warm saw pad', 'soft pad', 'soft synth pad']),
  ...named(90, ['supersaw chords', 'saw chords', 'supersaw stab', 'saw stab', 'future chords', 'synth chords']),
  ...named(119, ['riser', 'rise', 'uplifter', 'build up', 'sweep up']),
  ...named(95, ['downlifter', 'downsweep', 'down sweep', 'faller', 'drop sweep']),
  ...named(118, ['impact', 'boom', 'hit', 'sub drop', 'crash impact']),
  ...named(122, ['noise sweep', 'noise riser', 'white noise', 'noise', 'sweep', 'swoosh', 'whoosh']),
};

function named(number: number, names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name) => [name, number]));
}

const KIT_NICKNAMES: Readonly<Record<string, number>> = {
  ...named(0, ['drums', 'standard', 'acoustic']),
  ...named(24, ['house', 'trance', 'edm', 'future bass', '909', 'tr 909']),
  ...named(24, ['drum and bass', 'drum bass', 'dnb', 'jungle']),
  ...named(25, ['808']),
  ...named(40, ['brushes']),
};

/**
 * The General MIDI program (0 to 127) an instrument's name stands for, whatever its case and punctuation:
 * `findProgram('rhodes')` is 4, `findProgram('Nylon Guitar')` is 24; undefined for a name that is no instrument's. For a sound that only
 * synthesisers have it is the nearest one: `findProgram('Supersaw')` is 81.
 */
export function findProgram(name: string): number | undefined {
  const wish = plainName(name);
  const program = GENERAL_MIDI_INSTRUMENTS.findIndex((instrument) => plainName(instrument) === wish);
  if (program >= 0) return program;
  if (Object.hasOwn(NICKNAMES, wish)) return NICKNAMES[wish];
  return Object.hasOwn(SYNTH_SOUNDS, wish) ? SYNTH_SOUNDS[wish] : undefined;
}

/** The drum kit's program a name stands for: `findKit('brush kit')` and `findKit('Brush')` are 40; undefined for no kit's name. */
export function findKit(name: string): number | undefined {
  const wish = plainName(name).replace(/ (kit|drums)$/, '');
  if (Object.hasOwn(KIT_NICKNAMES, wish)) return KIT_NICKNAMES[wish];
  const kit = Object.entries(GENERAL_MIDI_KITS).find(([kitName]) => plainName(kitName).replace(/ kit$/, '') === wish);
  return kit?.[1];
}

/** Instrument names (General MIDI's and what people call them) most like the one asked for, the nearest first. */
export function nearestInstruments(name: string, count = 3): readonly string[] {
  return nearestNames(
    name,
    [...GENERAL_MIDI_INSTRUMENTS, ...Object.keys(NICKNAMES), ...Object.keys(SYNTH_SOUNDS)],
    count,
  );
}
