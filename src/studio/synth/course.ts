import { SAMPLE_RATE, dbToGain, type Hertz } from '../../dsp/index.ts';
import { envelopeLevel } from './envelope.ts';
import type { Glide, TonePatch } from './patch.ts';
import { CUT_FRAMES, type Voice } from './voices.ts';

/** Length of the sweep of a note that is never let go. */
const ENDLESS_SECONDS = 8;

/** No sweep is shorter. */
const SHORTEST_SECONDS = 0.001;

const MIDDLE_C = 60;

function pitchToHertz(pitch: number): Hertz {
  return 440 * 2 ** ((pitch - 69) / 12);
}

function glided(glide: Glide | undefined, progress: number): number {
  return glide === undefined ? 0 : glide.from + (glide.to - glide.from) * progress ** glide.curve;
}

/** What a note's settings are at a time, in seconds after its start. */
export class Course {
  readonly #patch: TonePatch;
  readonly #voice: Voice;
  readonly #up: number;
  readonly #loudness: number;
  readonly #corner: Hertz;
  readonly #hertz: Hertz;
  /** Whether the pitch never moves. */
  readonly #steady: boolean;

  constructor(patch: TonePatch, voice: Voice) {
    const { filter } = patch;
    this.#patch = patch;
    this.#voice = voice;
    this.#up = (voice.up - voice.start) / SAMPLE_RATE;
    this.#loudness = dbToGain(patch.gain) * voice.velocity ** patch.velocityCurve;
    this.#hertz = pitchToHertz(voice.pitch);
    const glides = patch.legato !== undefined && voice.fromPitch !== voice.pitch;
    this.#steady = !glides && patch.vibrato === undefined && patch.sweep?.semitones === undefined;
    const octaves =
      ((voice.pitch - MIDDLE_C) / 12) * filter.keyTracking - (1 - voice.velocity) * filter.velocityOctaves;
    this.#corner = filter.hertz * 2 ** octaves;
  }

  #progress(seconds: number): number {
    return Math.min(1, seconds / Math.max(SHORTEST_SECONDS, Math.min(this.#up, ENDLESS_SECONDS)));
  }

  /** Linear gain of the note. */
  gain(seconds: number): number {
    const { loudness, sweep } = this.#patch;
    const { start, cut } = this.#voice;
    const level = this.#loudness * envelopeLevel(loudness, seconds, this.#up);
    const sinceCut = cut === Infinity ? 0 : seconds * SAMPLE_RATE + start - cut;
    const left = sinceCut <= 0 ? level : level * Math.max(0, 1 - sinceCut / CUT_FRAMES);
    return sweep?.level === undefined ? left : left * dbToGain(glided(sweep.level, this.#progress(seconds)));
  }

  /** Frequency of the note. */
  hertz(seconds: number): Hertz {
    const { legato, vibrato, sweep } = this.#patch;
    let { pitch } = this.#voice;
    if (this.#steady) return this.#hertz;
    if (legato !== undefined && this.#voice.fromPitch !== pitch) {
      pitch += (this.#voice.fromPitch - pitch) * Math.exp((-4 * seconds) / legato.glideSeconds);
    }
    if (vibrato !== undefined && seconds > vibrato.delaySeconds) {
      const depth = Math.min(1, seconds / vibrato.delaySeconds - 1) * (vibrato.cents / 100);
      pitch += depth * Math.sin(2 * Math.PI * vibrato.hertz * (seconds - vibrato.delaySeconds));
    }
    return pitchToHertz(pitch + glided(sweep?.semitones, this.#progress(seconds)));
  }

  /** Corner of the filter. */
  corner(seconds: number): Hertz {
    const { filter, sweep } = this.#patch;
    let octaves = filter.envelopeOctaves * envelopeLevel(filter.envelope, seconds, this.#up);
    if (filter.sway !== undefined) octaves += filter.sway.octaves * Math.sin(2 * Math.PI * filter.sway.hertz * seconds);
    return this.#corner * 2 ** (octaves + glided(sweep?.octaves, this.#progress(seconds)));
  }
}
