import { highPass, highShelf, lowPass, peak, type Biquad, type Db, type Lufs } from '../dsp/index.ts';
import type { PartRole } from '../score/index.ts';

/** How a part is set in the mix. */
export interface Strip {
  /** Loudness the part is brought to before the buses; only the differences matter. */
  readonly loudness: Lufs;
  /** -1 is left, 1 is right. */
  readonly pan: number;
  readonly filters: readonly Biquad[];
  /** Share that goes to the reverb, as a gain. */
  readonly reverbSend: number;
  /** What runs over the tape sways in pitch. */
  readonly bus: 'dry' | 'tape';
  /** How hard it is driven into saturation; undefined leaves it clean. */
  readonly drive?: number;
  /** How far the kick pushes it back. */
  readonly duck: Db;
}

/**
 * The LoFi desk. Levels by measuring: the melody comes out 2.5 to 3 LU over the chords, drums between them, the bass is felt rather than
 * heard (K-weighting hears little of it), the pad is hardly noticed. Everything but the bass is cut below, everything but drums is dark;
 * the reverberation of the melody lies 9 dB under it, that of the chords 12.
 */
export const LOFI_DESK: Readonly<Record<PartRole, Strip>> = {
  drums: {
    loudness: -18.5,
    pan: 0,
    filters: [highPass(32), peak(300, -2, 0.9), highShelf(5000, 4), lowPass(11_000, 0.6)],
    reverbSend: 0.1,
    bus: 'dry',
    drive: 1.4,
    duck: 0,
  },
  bass: { loudness: -20.5, pan: 0, filters: [highPass(35), lowPass(2200, 0.6)], reverbSend: 0, bus: 'dry', duck: 1.5 },
  chords: {
    loudness: -21.5,
    pan: -0.12,
    filters: [highPass(130), peak(320, -2, 0.8), peak(1800, 3, 0.7), lowPass(5500, 0.6)],
    reverbSend: 0.2,
    bus: 'tape',
    duck: 3.5,
  },
  pad: {
    loudness: -26.5,
    pan: 0.1,
    filters: [highPass(180), lowPass(4200, 0.6)],
    reverbSend: 0.3,
    bus: 'tape',
    duck: 4.5,
  },
  melody: {
    loudness: -19.2,
    pan: 0.14,
    filters: [highPass(170), peak(2500, 2, 0.7), lowPass(7000, 0.6)],
    reverbSend: 0.2,
    bus: 'tape',
    duck: 0,
  },
};
