import type { Performance } from '../performance.ts';
import type { KeyEvent } from '../timed-notes.ts';
import type { Patch, Wave } from './patch.ts';
import { performKit } from './perform-kit.ts';
import { performTone } from './perform-tone.ts';
import { Wavetable } from './wavetables.ts';

/**
 * Our own synthesiser. What it keeps are the waves it has played: 0.7 MB each.
 *
 * Seconds of stereo audio per second of CPU of one core, a phrase typical of each patch over 60 s, Node 22.23.3, a 2-core x86-64 that
 * had a load of 15 from other work:
 * - 2026-11-22: Saw Lead 511, Supersaw (2 notes at a time) 176, Saw Bass 424, Reese Bass 259, Riser 299, kits 212 to 322; of chords of
 *   five notes: Supersaw Chords 151, Saw Pad 77, Warm Synth Pad 60. Waves are read at a phase in floating point, 3.7 ns a sample (an
 *   integer phase took 7.4), both sides go through a filter in one loop, and all that moves is worked out once in 64 frames.
 */
export class PatchPlayer {
  readonly #tables = new Map<Wave, Wavetable>();

  readonly #tableOf = (wave: Wave): Wavetable => {
    const table = this.#tables.get(wave) ?? new Wavetable(wave);
    this.#tables.set(wave, table);
    return table;
  };

  /** Begins to play key events (sorted by frame) on a patch, dry. */
  perform(patch: Patch, events: readonly KeyEvent[]): Performance {
    return patch.kind === 'kit'
      ? performKit(patch, events, this.#tableOf('square'))
      : performTone(patch, events, this.#tableOf);
  }
}
