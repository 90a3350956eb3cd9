import { access } from 'node:fs/promises';
import path from 'node:path';
import { FontBank, type PresetEntry } from './font-bank.ts';
import type { Font } from './font-shelf.ts';
import { StudioError } from './studio-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** A preset of a font. */
export interface FontPreset {
  readonly kind: 'preset';
  readonly font: Font;
  readonly preset: PresetEntry;
}

/** Where an instrument lies as a small SF2 file of its own, once {@link preparePresets} made it. */
export function presetFile({ font, preset }: FontPreset): string {
  return path.join(font.folder, `${preset.bank}-${preset.program}.sf2`);
}

/**
 * Makes the missing preset files of some instruments, reading each font at most once. Several processes may do so at the same time: they
 * write the same bytes. Throws a StudioError when a font can't give a preset, or the disk can't take it.
 */
export async function preparePresets(
  instruments: readonly FontPreset[],
  onProgress?: (done: number) => void,
): Promise<void> {
  const banks = new Map<Font, FontBank>();
  for (const [index, instrument] of instruments.entries()) {
    await preparePreset(instrument, banks);
    onProgress?.((index + 1) / instruments.length);
  }
}

/**
 * Makes the preset file of an instrument when it is missing; resolves to whether it was. `banks` holds the fonts that were read, and gets the one that is read for this.
 * Throws as {@link preparePresets}.
 */
export async function preparePreset(instrument: FontPreset, banks: Map<Font, FontBank>): Promise<boolean> {
  const file = presetFile(instrument);
  if (await exists(file)) return false;
  await writeAtomically(file, await unpack(instrument, banks));
  return true;
}

/** The bytes of a preset file in pieces; `banks` holds the fonts already read. */
async function unpack({ font, preset }: FontPreset, banks: Map<Font, FontBank>): Promise<readonly Uint8Array[]> {
  try {
    const bank = banks.get(font) ?? (await FontBank.read(font.file));
    banks.set(font, bank);
    return await bank.extract(preset);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StudioError(`"${preset.name}" of ${font.name} can't be played: ${reason}`, { cause });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
