import { createRequire } from 'node:module';
import { rm } from 'node:fs/promises';
import jsSynthesizer from 'js-synthesizer';
import { SAMPLE_RATE } from '../dsp/index.ts';
import { DRUM_BANK } from './font-bank.ts';
import type { Instrument } from './instrument.ts';
import { BLOCK_FRAMES, type Performance } from './performance.ts';
import { readPreset } from './preset-excerpt.ts';
import { preparePresets, presetFile, type FontPreset } from './preset-file.ts';
import { StudioError } from './studio-error.ts';
import { PatchPlayer } from './synth/patch-player.ts';
import type { KeyEvent } from './timed-notes.ts';

/** Rendered in one call at most, so that the wasm buffer stays small. */
const CHUNK_FRAMES = 128 * BLOCK_FRAMES;

/** MIDI channel 10, which plays drums, counted from 0. */
const DRUM_CHANNEL = 9;

type FluidSynth = InstanceType<typeof jsSynthesizer.Synthesizer>;

/** Plays as many parts at a time as are asked for: FluidSynth in WebAssembly the presets of fonts, our own synthesiser its patches. */
export class Synthesizer {
  // Kept for the next parts: each new object would keep its wasm buffer for ever.
  readonly #idle: FluidSynth[] = [];
  readonly #playing = new Set<FluidSynth>();
  readonly #patches = new PatchPlayer();

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
   * Begins to play key events (sorted by frame) on an instrument, dry. The synthesiser starts anew for each part, so that the same
   * events give the same samples whatever was played before and whatever comes after. Close what it returns.
   * Throws a StudioError when the instrument can't be loaded or the cache can't be written.
   */
  async perform(instrument: Instrument, events: readonly KeyEvent[]): Promise<Performance> {
    if (instrument.kind === 'patch') return this.#patches.perform(instrument.patch, events);
    const synth = this.#idle.pop() ?? new jsSynthesizer.Synthesizer();
    this.#playing.add(synth);
    const release = (): void => {
      if (!this.#playing.delete(synth)) return;
      synth.close();
      this.#idle.push(synth);
    };
    synth.init(SAMPLE_RATE, { reverbActive: false, chorusActive: false, initialGain: 0.5 });
    try {
      const { bank, program } = instrument.preset;
      const channel = bank === DRUM_BANK ? DRUM_CHANNEL : 0;
      synth.midiProgramSelect(channel, await loadPreset(synth, instrument, events), bank, program);
      return playing(synth, channel, events, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Ends what is still being played. */
  close(): void {
    for (const synth of this.#playing) synth.close();
    this.#playing.clear();
  }
}

/** Loads what some events play of a preset's file; makes the file anew once, for a bad disk may have spoilt it. */
async function loadPreset(synth: FluidSynth, instrument: FontPreset, events: readonly KeyEvent[]): Promise<number> {
  const file = presetFile(instrument);
  const strokes = events.filter(({ velocity }) => velocity > 0);
  for (let attempt = 1; ; attempt += 1) {
    await preparePresets([instrument]);
    try {
      return await synth.loadSFont(await readPreset(file, strokes));
    } catch (cause) {
      await rm(file, { force: true });
      const { font, preset } = instrument;
      if (attempt === 2) throw new StudioError(`"${preset.name}" of ${font.name} can't be played`, { cause });
    }
  }
}

function playing(synth: FluidSynth, channel: number, events: readonly KeyEvent[], release: () => void): Performance {
  let rendered = 0;
  let nextEvent = 0;
  return {
    render({ left, right }) {
      const from = rendered;
      const playUntil = (end: number): void => {
        while (rendered < end) {
          const next = Math.min(end, rendered + CHUNK_FRAMES);
          synth.render([left.subarray(rendered - from, next - from), right.subarray(rendered - from, next - from)]);
          rendered = next;
        }
      };
      for (; nextEvent < events.length; nextEvent += 1) {
        const { frame, pitch, velocity } = events[nextEvent]!;
        // An event between two of FluidSynth's blocks goes to the nearer one's beginning.
        const at = Math.round(frame / BLOCK_FRAMES) * BLOCK_FRAMES;
        if (at >= from + left.length) break;
        playUntil(at);
        if (velocity > 0) synth.midiNoteOn(channel, pitch, velocity);
        else synth.midiNoteOff(channel, pitch);
      }
      playUntil(from + left.length);
    },
    close: release,
  };
}
