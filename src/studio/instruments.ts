import { findKit, findProgram, nearestNames, plainName, type PartRole } from '../score/index.ts';
import { DRUM_BANK } from './font-bank.ts';
import type { Font } from './font-shelf.ts';
import type { Instrument } from './preset-file.ts';
import { StudioError } from './studio-error.ts';

/** What a name stands for: an instrument, or the names most like it. */
export type InstrumentMatch =
  | { readonly kind: 'found'; readonly instrument: Instrument }
  | { readonly kind: 'unknown'; readonly nearest: readonly string[] };

/** General MIDI programs that play a part when nothing better is known: vibraphone, Rhodes, upright bass, warm pad, standard kit. */
const DEFAULT_PROGRAMS: Readonly<Record<PartRole, number>> = { melody: 11, chords: 4, bass: 32, pad: 89, drums: 0 };

/** MuseScore's fonts hold a twin of many presets for single-note dynamics, silent without a breath controller. */
const NEEDS_BREATH = / Expr\.$/;

const isKit = ({ preset }: Instrument): boolean => preset.bank === DRUM_BANK;

function allInstruments(fonts: readonly Font[]): readonly Instrument[] {
  return fonts
    .flatMap((font) => font.presets.map((preset) => ({ font, preset })))
    .filter(({ preset }) => !NEEDS_BREATH.test(preset.name));
}

/** Names that {@link findInstrument} finds, melodic ones before kits. */
export function instrumentNames(fonts: readonly Font[]): readonly string[] {
  const all = allInstruments(fonts);
  const ordered = [...all.filter((instrument) => !isKit(instrument)), ...all.filter(isKit)];
  return [...new Set(ordered.map(({ preset }) => preset.name))];
}

/** `MyPiano.sf2:0:4`: a file, a bank (128 for kits) and a program from 0. */
function findByPlace(name: string, fonts: readonly Font[]): Instrument | undefined {
  const match = /^(.+):(\d+):(\d+)$/.exec(name.trim());
  if (match === null) return undefined;
  const [, file = '', bank, program] = match;
  const font = fonts.find((candidate) => candidate.name.toLowerCase() === file.trim().toLowerCase());
  const preset = font?.presets.find((entry) => entry.bank === Number(bank) && entry.program === Number(program));
  return font && preset && { font, preset };
}

/** The General MIDI sound of a font; fonts that lack it are asked in turn. The last font is the default one. */
function findGeneralMidi(bank: number, program: number | undefined, fonts: readonly Font[]): Instrument | undefined {
  for (const font of fonts.toReversed()) {
    const preset = font.presets.find((entry) => entry.bank === bank && entry.program === program);
    if (preset !== undefined) return { font, preset };
  }
  return undefined;
}

/**
 * Finds an instrument by name for a part: a preset's own name in any font (a person's fonts first), a General MIDI name or nickname, a
 * `file.sf2:bank:program`, or words that all occur in a preset's name (`string guitar`). Drum parts find kits, other parts don't.
 */
export function findInstrument(name: string, role: PartRole, fonts: readonly Font[]): InstrumentMatch {
  const placed = findByPlace(name, fonts);
  if (placed !== undefined && isKit(placed) === (role === 'drums')) return { kind: 'found', instrument: placed };
  const candidates = allInstruments(fonts).filter((instrument) => isKit(instrument) === (role === 'drums'));
  const wish = plainName(name);
  const words = wish === '' ? [] : wish.split(' ');
  const instrument =
    candidates.find(({ preset }) => plainName(preset.name) === wish) ??
    (role === 'drums'
      ? findGeneralMidi(DRUM_BANK, findKit(name), fonts)
      : findGeneralMidi(0, findProgram(name), fonts)) ??
    candidates.find(({ preset }) => {
      const own = plainName(preset.name).split(' ');
      return words.length > 0 && words.every((word) => own.includes(word));
    });
  if (instrument !== undefined) return { kind: 'found', instrument };
  return { kind: 'unknown', nearest: nearestNames(name, [...new Set(candidates.map(({ preset }) => preset.name))]) };
}

/** What plays a part when its instrument is unknown. */
export function defaultInstrument(role: PartRole, fonts: readonly Font[]): Instrument {
  const instrument = findGeneralMidi(role === 'drums' ? DRUM_BANK : 0, DEFAULT_PROGRAMS[role], fonts);
  const any = allInstruments(fonts).find((candidate) => isKit(candidate) === (role === 'drums'));
  const found = instrument ?? any;
  if (found === undefined) throw new StudioError(`no SoundFont has anything to play ${role}`);
  return found;
}
