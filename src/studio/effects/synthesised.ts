import { integratedLoudness, loudestStretch, type Db, type Lufs } from '../../dsp/index.ts';
import { cafeLayers } from './cafe.ts';
import { fireLayers } from './fire.ts';
import type { Layer } from './layer.ts';
import { rainLayers } from './rain.ts';
import { tapeLayers } from './tape-hiss.ts';
import { thunderLayers } from './thunder.ts';
import { vinylLayers } from './vinyl.ts';

/** An effect that is made rather than read. */
export interface SynthesisedEffect {
  readonly layers: (seed: number) => readonly Layer[];
  /** How loud its layers count as, together. */
  readonly loudness: (layers: readonly Layer[]) => Lufs;
}

/**
 * Thunder is silent most of the time and speaks in lows that K-weighting hardly hears: its loudest three seconds count, and as so much
 * quieter than they are. At -14 dB they lie 8 dB under the music: heard, and no blow.
 */
const RARE_LIFT: Db = 6;

/** The effects that need no file, by name. */
export const SYNTHESISED: Readonly<Record<string, SynthesisedEffect>> = {
  rain: { layers: rainLayers, loudness: steadyLoudness },
  vinyl: { layers: vinylLayers, loudness: steadyLoudness },
  tape: { layers: tapeLayers, loudness: steadyLoudness },
  cafe: { layers: cafeLayers, loudness: steadyLoudness },
  thunder: { layers: thunderLayers, loudness: rareLoudness },
  fire: { layers: fireLayers, loudness: steadyLoudness },
};

/** Loudness of unrelated layers together: their powers add. */
export function steadyLoudness(layers: readonly Layer[]): Lufs {
  return 10 * Math.log10(layers.reduce((sum, layer) => sum + 10 ** (integratedLoudness(layer) / 10), 0));
}

function rareLoudness(layers: readonly Layer[]): Lufs {
  return Math.max(...layers.map((layer) => loudestStretch(layer, 3))) - RARE_LIFT;
}
