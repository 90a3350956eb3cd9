import { createRequire } from 'node:module';
import { readFile, rm } from 'node:fs/promises';
import jsSynthesizer from 'js-synthesizer';
import { SAMPLE_RATE, silence, type Stereo } from '../dsp/index.ts';
import { DRUM_BANK } from './font-bank.ts';
import { preparePresets, presetFile, type Instrument } from './preset-file.ts';
import { StudioError } from './studio-error.ts';
import type { KeyEvent } from './timed-notes.ts';

/** FluidSynth works in blocks of 64 frames: an event between two of them waits for the next. */
const BLOCK_FRAMES = 64;

/** Rendered between two events at most, so that the wasm buffer stays small. */
const CHUNK_FRAMES = 128 * BLOCK_FRAMES;

/** MIDI channel 10, which plays drums, counted from 0. */
const DRUM_CHANNEL = 9;

/** FluidSynth in WebAssembly, playing one instrument at a time. Not for concurrent use. */
export class Synthesizer {
  // One object for all parts: each new one would keep its wasm buffer for ever.
  readonly #synth: InstanceType<typeof jsSynthesizer.Synthesizer>;

  private constructor() {
    this.#synth = new jsSynthesizer.Synthesizer();
  }

  /** Starts the WebAssembly module, once a thread. */
  static async open(): Promise<Synthesizer> {
    jsSynthesizer.Synthesizer.initializeWithFluidSynthModule(
      createRequire(import.meta.url)('js-synthesizer/libfluidsynth'),
    );
    await jsSynthesizer.Synthesizer.waitForWasmInitialized();
    jsSynthesizer.disableLogging();
    return new Synthesizer();
  }

  /**
   * Plays key events on an instrument, dry, for a fixed number of frames, a multiple of 64.
   * The synthesiser starts anew for each part, so that the same events give the same samples whatever was played before.
   * Throws a StudioError when the instrument can't be loaded or the cache can't be written.
   */
  async play(instrument: Instrument, events: readonly KeyEvent[], frames: number): Promise<Stereo> {
    const synth = this.#synth;
    synth.init(SAMPLE_RATE, { reverbActive: false, chorusActive: false, initialGain: 0.5 });
    try {
      const { bank, program } = instrument.preset;
      const channel = bank === DRUM_BANK ? DRUM_CHANNEL : 0;
      synth.midiProgramSelect(channel, await this.#load(instrument), bank, program);
      return this.#render(channel, events, frames);
    } finally {
      synth.close();
    }
  }

  /** Loads a preset's file; makes it anew once, for a bad disk may have spoilt it. */
  async #load(instrument: Instrument): Promise<number> {
    const file = presetFile(instrument);
    for (let attempt = 1; ; attempt += 1) {
      await preparePresets([instrument]);
      try {
        return await this.#synth.loadSFont(new Uint8Array(await readFile(file)).buffer);
      } catch (cause) {
        await rm(file, { force: true });
        const { font, preset } = instrument;
        if (attempt === 2) throw new StudioError(`"${preset.name}" of ${font.name} can't be played`, { cause });
      }
    }
  }

  #render(channel: number, events: readonly KeyEvent[], frames: number): Stereo {
    const audio = silence(frames);
    let rendered = 0;
    const renderUntil = (frame: number): void => {
      const end = Math.min(frames, Math.round(frame / BLOCK_FRAMES) * BLOCK_FRAMES);
      while (rendered < end) {
        const next = Math.min(end, rendered + CHUNK_FRAMES);
        this.#synth.render([audio.left.subarray(rendered, next), audio.right.subarray(rendered, next)]);
        rendered = next;
      }
    };
    for (const { frame, pitch, velocity } of events) {
      renderUntil(frame);
      if (velocity > 0) this.#synth.midiNoteOn(channel, pitch, velocity);
      else this.#synth.midiNoteOff(channel, pitch);
    }
    renderUntil(frames);
    return audio;
  }

  /** Frees what a part that was interrupted may hold. */
  close(): void {
    this.#synth.close();
  }
}
