import { PART_ROLES } from '../score/index.ts';
import { EffectShelf } from './effect-shelf.ts';
import { readFontShelf, type FontShelf } from './font-shelf.ts';
import { defaultInstrument } from './instruments.ts';
import { preparePresets } from './preset-file.ts';
import type { StudioProgress } from './recording.ts';
import { Studio } from './studio.ts';
import { Synthesizer } from './synthesizer.ts';

/** Where a studio finds its things. */
export interface StudioFolders {
  /** A person's SF2 and SF3 files; may be missing. */
  readonly soundfonts: string;
  /** A person's WAV files; may be missing. */
  readonly effects: string;
  /** Where prepared presets are kept; made when missing. */
  readonly cache: string;
}

/**
 * Prepares the fonts and the instruments that most songs use. Opening a studio does so too; doing it once before several workers open
 * theirs saves them doing the same work at the same time. Returns what is wrong with fonts that were left out, a line each.
 * Throws a StudioError when no font is usable or the cache can't be written.
 */
export async function prepareFonts(options: {
  readonly soundfonts: string;
  readonly cache: string;
  readonly onProgress?: (progress: StudioProgress) => void;
}): Promise<readonly string[]> {
  return (await openFonts(options)).problems;
}

async function openFonts(options: {
  readonly soundfonts: string;
  readonly cache: string;
  readonly onProgress?: (progress: StudioProgress) => void;
}): Promise<FontShelf> {
  const report = (stage: string, done: number): void => options.onProgress?.({ stage, done });
  const shelf = await readFontShelf({ ...options, onProgress: (done) => report('reading SoundFonts', done / 2) });
  await preparePresets(
    PART_ROLES.map((role) => defaultInstrument(role, shelf.fonts)),
    (done) => report('preparing instruments', 0.5 + done / 2),
  );
  return shelf;
}

/**
 * Opens a studio. The first time prepares the fonts (about a second), later times take a fraction of it. Files that can't be used are
 * lines in `problems`. Throws a StudioError when no font is usable, a folder can't be read or the cache can't be written.
 */
export async function openStudio(
  options: StudioFolders & { readonly onProgress?: (progress: StudioProgress) => void },
): Promise<Studio> {
  const fonts = await openFonts(options);
  return new Studio(fonts, await EffectShelf.open(options.effects), await Synthesizer.open());
}
