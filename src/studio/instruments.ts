import { findKit, findProgram, nearestNames, plainName, type PartRole } from '../score/index.ts';
import { DRUM_BANK } from './font-bank.ts';
import type { Font } from './font-shelf.ts';
import type { Instrument } from './instrument.ts';
import type { FontPreset } from './preset-file.ts';
import { StudioError } from './studio-error.ts';
import { findPatch, PATCHES, patchFits } from './synth/patches.ts';

/** What a name stands for: an instrument, or the names most like it and, where there is more to say, why it is unknown. */
export type InstrumentMatch =
  | { readonly kind: 'found'; readonly instrument: Instrument }
  | { readonly kind: 'unknown'; readonly nearest: readonly string[]; readonly why?: string };

/** General MIDI programs that play a part when nothing better is known: vibraphone, Rhodes, upright bass, warm pad, saw lead, sound effect, standard kit. */
const DEFAULT_PROGRAMS: Readonly<Record<PartRole, number>> = {
  melody: 11,
  chords: 4,
  bass: 32,
  pad: 89,
  arp: 81,
  fx: 97,
  drums: 0,
};

/** MuseScore's fonts hold a twin of many presets for single-note dynamics, silent without a breath controller. */
const NEEDS_BREATH = / Expr\.$/;

/** Names told of what a font holds. */
const LISTED = 4;

const isKit = ({ preset }: FontPreset): boolean => preset.bank === DRUM_BANK;

function allInstruments(fonts: readonly Font[]): readonly FontPreset[] {
  return fonts
    .flatMap((font) => font.presets.map((preset): FontPreset => ({ kind: 'preset', font, preset })))
    .filter(({ preset }) => !NEEDS_BREATH.test(preset.name));
}

/** Names that {@link findInstrument} finds: melodic presets of fonts, patches of our own, then kits of both. */
export function instrumentNames(fonts: readonly Font[]): readonly string[] {
  const presets = allInstruments(fonts);
  const names = (kits: boolean): readonly string[] => [
    ...presets.filter((instrument) => isKit(instrument) === kits).map(({ preset }) => preset.name),
    ...PATCHES.filter((patch) => (patch.kind === 'kit') === kits).map(({ name }) => name),
  ];
  return [...new Set([...names(false), ...names(true)])];
}

/** `MyPiano.sf2:0:4`: a file, a bank (128 for kits) and a program from 0. */
interface Place {
  readonly file: string;
  readonly bank: number;
  readonly program: number;
}

function parsePlace(name: string): Place | undefined {
  const match = /^(.+):(\d+):(\d+)$/.exec(name.trim());
  if (match === null) return undefined;
  const [, file = '', bank, program] = match;
  return { file: file.trim(), bank: Number(bank), program: Number(program) };
}

function placeOf({ font, preset }: FontPreset): string {
  return `${font.name}:${preset.bank}:${preset.program}`;
}

/** What lies at a place for a part; what is there instead when nothing does. */
function findByPlace({ file, bank, program }: Place, role: PartRole, fonts: readonly Font[]): InstrumentMatch {
  const font = fonts.find((candidate) => candidate.name.toLowerCase() === file.toLowerCase());
  if (font === undefined) {
    const names = fonts.map(({ name }) => name);
    return {
      kind: 'unknown',
      nearest: nearestNames(file, names).map((name) => `${name}:${bank}:${program}`),
      why: `there is no font ${file}, but ${listed(names)}`,
    };
  }
  const own = font.presets.map((preset): FontPreset => ({ kind: 'preset', font, preset }));
  const fitting = own.filter((instrument) => isKit(instrument) === (role === 'drums'));
  const there = own.find(({ preset }) => preset.bank === bank && preset.program === program);
  if (there !== undefined && fitting.includes(there)) return { kind: 'found', instrument: there };
  const distance = ({ preset }: FontPreset): number =>
    Math.abs(preset.bank - bank) * 128 + Math.abs(preset.program - program);
  const near = fitting.toSorted((a, b) => distance(a) - distance(b)).map(placeOf);
  const play = role === 'drums' ? 'drums' : 'notes';
  return {
    kind: 'unknown',
    nearest: near.slice(0, 3),
    why:
      there === undefined
        ? `${font.name} has ${listed(fitting.map(({ preset }) => `${preset.bank}:${preset.program} ${preset.name}`)) || `nothing that plays ${play}`}`
        : `${there.preset.name} plays no ${play}`,
  };
}

/** The first few of some names, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The General MIDI sound of a font; fonts that lack it are asked in turn. The last font is the default one. */
function findGeneralMidi(bank: number, program: number | undefined, fonts: readonly Font[]): FontPreset | undefined {
  for (const font of fonts.toReversed()) {
    const preset = font.presets.find((entry) => entry.bank === bank && entry.program === program);
    if (preset !== undefined) return { kind: 'preset', font, preset };
  }
  return undefined;
}

/**
 * Finds an instrument by name for a part, whatever its case and punctuation. A `file.sf2:bank:program` is looked up there and nowhere
 * else. Other names are, in this order: a preset's own name in one of a person's fonts; a patch of our own synthesiser (so `Saw Lead` is
 * ours, whose leads are better than the default font's); a preset's own name in the default font; a General MIDI name or nickname; words
 * that all occur in a preset's name (`string guitar`). Drum parts find kits, other parts don't.
 */
export function findInstrument(name: string, role: PartRole, fonts: readonly Font[]): InstrumentMatch {
  const place = parsePlace(name);
  if (place !== undefined) return findByPlace(place, role, fonts);
  const candidates = allInstruments(fonts).filter((instrument) => isKit(instrument) === (role === 'drums'));
  const wish = plainName(name);
  const words = wish === '' ? [] : wish.split(' ');
  const named = candidates.filter(({ preset }) => plainName(preset.name) === wish);
  const patch = findPatch(name, role);
  const instrument: Instrument | undefined =
    named.find(({ font }) => font !== fonts.at(-1)) ??
    (patch && { kind: 'patch', patch }) ??
    named[0] ??
    (role === 'drums'
      ? findGeneralMidi(DRUM_BANK, findKit(name), fonts)
      : findGeneralMidi(0, findProgram(name), fonts)) ??
    candidates.find(({ preset }) => {
      const own = plainName(preset.name).split(' ');
      return words.length > 0 && words.every((word) => own.includes(word));
    });
  if (instrument !== undefined) return { kind: 'found', instrument };
  const patches = PATCHES.filter((candidate) => patchFits(candidate, role)).map((candidate) => candidate.name);
  const names = new Set([...candidates.map(({ preset }) => preset.name), ...patches]);
  return { kind: 'unknown', nearest: nearestNames(name, [...names]) };
}

/** What plays a part when its instrument is unknown. */
export function defaultInstrument(role: PartRole, fonts: readonly Font[]): FontPreset {
  const instrument = findGeneralMidi(role === 'drums' ? DRUM_BANK : 0, DEFAULT_PROGRAMS[role], fonts);
  const any = allInstruments(fonts).find((candidate) => isKit(candidate) === (role === 'drums'));
  const found = instrument ?? any;
  if (found === undefined) throw new StudioError(`no SoundFont has anything to play ${role}`);
  return found;
}
