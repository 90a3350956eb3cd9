import { dbToGain, panGains } from '../../dsp/index.ts';
import type { Oscillator, TonePatch, Wave } from './patch.ts';
import type { Wavetable } from './wavetables.ts';

/** One wave of a patch. */
export interface Strand {
  readonly table: Wavetable;
  /** Its frequency for a note's of 1. */
  readonly ratio: number;
  /** Of the left and the right side. */
  readonly gains: readonly [number, number];
  /** Begins anywhere in its period; else at its beginning, so that each note sets in alike. */
  readonly free: boolean;
}

/** Detuning of a group's waves, -1 to 1: evenly, but a little closer in the middle, so that beats don't fall together. */
function detunings(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const place = count === 1 ? 0 : (2 * index) / (count - 1) - 1;
    return Math.sign(place) * Math.abs(place) ** 1.15;
  });
}

/** Sides of a group's waves, -1 to 1: neighbours stand apart, and each pair above and below the note too, so that no side is heavier. */
function sides(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const mirror = count - 1 - index;
    if (mirror === index) return 0;
    const side = Math.min(index, mirror) % 2 === 0 ? -1 : 1;
    return index < mirror ? side : -side;
  });
}

function strandsOf(oscillator: Oscillator, tableOf: (wave: Wave) => Wavetable): readonly Strand[] {
  const { wave, level, semitones = 0, unison = 1, detuneCents = 0, spread = 0 } = oscillator;
  const place = sides(unison);
  // Waves that run apart add up in power.
  const gain = dbToGain(level) / Math.sqrt(unison);
  return detunings(unison).map((detuning, index) => {
    const [left, right] = panGains(place[index]! * spread);
    return {
      table: tableOf(wave),
      ratio: 2 ** ((semitones + (detuning * detuneCents) / 100) / 12),
      gains: [gain * left, gain * right] as const,
      free: unison > 1,
    };
  });
}

/** All waves of a patch. */
export function patchStrands(patch: TonePatch, tableOf: (wave: Wave) => Wavetable): readonly Strand[] {
  return patch.oscillators.flatMap((oscillator) => strandsOf(oscillator, tableOf));
}
