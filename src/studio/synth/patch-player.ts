import type { Performance } from '../performance.ts';
import type { KeyEvent } from '../timed-notes.ts';
import { drumStroke, type DrumStroke } from './drum-stroke.ts';
import type { KitPatch, Patch, Wave } from './patch.ts';
import { performKit } from './perform-kit.ts';
import { performTone } from './perform-tone.ts';
import { Wavetable } from './wavetables.ts';

/**
 * Our own synthesiser. What it keeps are the waves it has played, 0.7 MB each, and the strokes of the kit played last, some 5 MB: a song's
 * sound check and its take hit the same drums.
 *
 * Seconds of stereo audio per second of CPU of one core, a phrase typical of each patch over 60 s, Node 22.23.3, a 2-core x86-64 that
 * had a load of 15 from other work:
 * - 2026-11-22: Saw Lead 511, Supersaw (2 notes at a time) 176, Saw Bass 424, Reese Bass 259, Riser 299, kits 212 to 322; of chords of
 *   five notes: Supersaw Chords 151, Saw Pad 77, Warm Synth Pad 60; all that moves is worked out once in 64 frames.
 * - 2026-11-22, later: twice as fast, side by side (Saw Lead 245 for 173, Supersaw 106 for 47, Reese Bass 213 for 69, Saw Pad 77 for 42):
 *   waves, filters, drive and fades are WebAssembly, four frames or both sides at once.
 */
export class PatchPlayer {
  readonly #tables = new Map<Wave, Wavetable>();

  /** Strokes of the kit that played last: a song needs them twice, and many a song has the same. */
  readonly #strokes = new Map<number, DrumStroke>();
  #kit: KitPatch | undefined;

  readonly #tableOf = (wave: Wave): Wavetable => {
    const table = this.#tables.get(wave) ?? new Wavetable(wave);
    this.#tables.set(wave, table);
    return table;
  };

  readonly #strokeOf = (kit: KitPatch, pitch: number): DrumStroke => {
    if (this.#kit !== kit) this.#strokes.clear();
    this.#kit = kit;
    const stroke =
      this.#strokes.get(pitch) ?? drumStroke(kit.sounds.get(pitch)!, `${kit.name} ${pitch}`, this.#tableOf('square'));
    this.#strokes.set(pitch, stroke);
    return stroke;
  };

  /** Begins to play key events (sorted by frame) on a patch, dry. */
  perform(patch: Patch, events: readonly KeyEvent[]): Performance {
    return patch.kind === 'kit'
      ? performKit(patch, events, (pitch) => this.#strokeOf(patch, pitch))
      : performTone(patch, events, this.#tableOf);
  }
}
