import { readFile } from 'node:fs/promises';
import { BasicSoundBank, SoundBankLoader } from 'spessasynth_core';
import { withSound } from './preset-sound.ts';
import { StudioError } from './studio-error.ts';

/** Bank under which SoundFonts keep drum kits. */
export const DRUM_BANK = 128;

/** Some presets have a silent sample on purpose; where more than this share of them is, they are missing: samples beyond a file's end are read as silence. */
const MOST_SILENT = 0.25;

/** A preset's place in its font and its name. */
export interface PresetEntry {
  readonly bank: number;
  readonly program: number;
  readonly name: string;
}

/** A parsed SoundFont file (SF2, or SF3 with its compressed samples). */
export class FontBank {
  readonly #bank: BasicSoundBank;

  private constructor(bank: BasicSoundBank) {
    this.#bank = bank;
  }

  /** Reads and parses a font. Throws a StudioError with the reason when it can't be read or is no usable font. */
  static async read(file: string): Promise<FontBank> {
    try {
      await BasicSoundBank.isSF3DecoderReady;
      const bytes = await readFile(file);
      // What node read into a buffer of its own need not be copied: fonts are large.
      const whole = bytes.byteLength === bytes.buffer.byteLength;
      const bank = SoundBankLoader.fromArrayBuffer((whole ? bytes : new Uint8Array(bytes)).buffer);
      if (bank.presets.length === 0) throw new Error('it holds no presets');
      return new FontBank(bank);
    } catch (cause) {
      throw new StudioError(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** The font's presets by bank and program. */
  presets(): readonly PresetEntry[] {
    return this.#bank.presets
      .map((preset) => ({
        bank: preset.isGMGSDrum ? DRUM_BANK : preset.bankMSB,
        program: preset.program,
        name: preset.name.trim(),
      }))
      .sort((a, b) => a.bank - b.bank || a.program - b.program);
  }

  /**
   * One preset as an SF2 file of its own with plain PCM samples, under the same bank and program: its bytes in pieces.
   * FluidSynth plays compressed samples up to 6.8 dB too loud and takes 11 s to load a whole font of them.
   * Throws a StudioError when the font has no such preset, or much of it does not sound.
   */
  async extract(entry: PresetEntry): Promise<readonly Uint8Array[]> {
    const preset = this.#bank.presets.find(
      (candidate) =>
        candidate.program === entry.program &&
        (candidate.isGMGSDrum ? entry.bank === DRUM_BANK : entry.bank === candidate.bankMSB),
    );
    if (preset === undefined) throw new StudioError(`it has no preset ${entry.bank}:${entry.program}`);
    const single = new BasicSoundBank();
    single.soundBankInfo = this.#bank.soundBankInfo;
    single.defaultModulators = this.#bank.defaultModulators;
    single.customDefaultModulators = this.#bank.customDefaultModulators;
    single.clonePreset(preset);
    const sounds = new Map<object, Uint8Array>();
    for (const sample of single.samples) {
      // Decoded, a grand piano is 200 MB: of each sample, 16 bits are kept, and nothing is joined.
      sounds.set(sample, sample.getRawData(false));
      sample.setAudioData(new Float32Array(0), sample.sampleRate);
    }
    const silent = [...sounds.values()].filter((sound) => !sound.some((value) => value !== 0)).length;
    if (silent > MOST_SILENT * single.samples.length || silent === single.samples.length) {
      throw new StudioError('its samples are missing or damaged');
    }
    await single.setSampleFormat({ format: 'pcm' });
    single.flush();
    return withSound(
      new Uint8Array(single.writeSF2()),
      single.samples.map((sample) => sounds.get(sample)!),
    );
  }
}
