import type { Random } from '../random/index.ts';
import { SAMPLE_RATE, type Stereo } from './audio.ts';

/** How unsteady a tape runs: peak pitch deviations in cents. */
export interface TapeSpeed {
  /** Slow swaying, about one turn of a reel. */
  readonly wowCents: number;
  /** Fast trembling, about one turn of a capstan. */
  readonly flutterCents: number;
}

const WOW_HERTZ = 0.55;
const FLUTTER_HERTZ = 6.3;

/** Frames between two values of the delay; it moves linearly in between. */
const CONTROL_FRAMES = 64;

/** Delay amplitude in frames that sways the pitch by so many cents at a rate: speed is the derivative of delay. */
function sway(cents: number, hertz: number): number {
  return ((2 ** (cents / 1200) - 1) / (2 * Math.PI * hertz)) * SAMPLE_RATE;
}

/** Delay by control step, in frames, always above 2. Two sines a third apart make the wow less regular. */
function delays(steps: number, { wowCents, flutterCents }: TapeSpeed, random: Random): Float64Array {
  const wow = sway(wowCents, WOW_HERTZ);
  const flutter = sway(flutterCents, FLUTTER_HERTZ);
  const [phase, phase2, phase3] = [random(), random(), random()].map((turn) => turn * 2 * Math.PI) as [
    number,
    number,
    number,
  ];
  const turn = (2 * Math.PI * CONTROL_FRAMES) / SAMPLE_RATE;
  return Float64Array.from({ length: steps }, (_, step) => {
    const slow =
      0.7 * Math.sin(phase + step * turn * WOW_HERTZ) + 0.3 * Math.sin(phase2 + step * turn * WOW_HERTZ * 0.731);
    return 3 + wow * (1 + slow) + flutter * (1 + Math.sin(phase3 + step * turn * FLUTTER_HERTZ));
  });
}

/** Reads a channel at a moving delay, in place: working from the end back, so that what is read is not yet overwritten. */
function readLate(samples: Float32Array, delay: Float64Array): void {
  for (let index = samples.length - 1; index >= 0; index -= 1) {
    const step = Math.floor(index / CONTROL_FRAMES);
    const part = (index - step * CONTROL_FRAMES) / CONTROL_FRAMES;
    const position = index - (delay[step]! + (delay[step + 1]! - delay[step]!) * part);
    const base = Math.floor(position);
    if (base < 1) {
      samples[index] = 0;
      continue;
    }
    // Catmull-Rom spline through four samples.
    const at = position - base;
    const [a, b, c, d] = [samples[base - 1]!, samples[base]!, samples[base + 1]!, samples[base + 2]!];
    samples[index] = b + 0.5 * at * (c - a + at * (2 * a - 5 * b + 4 * c - d + at * (3 * (b - c) + d - a)));
  }
}

/** Lets the pitch sway and tremble like a worn tape, in place. It delays by a few milliseconds, both channels alike. */
export function wow(audio: Stereo, speed: TapeSpeed, random: Random): void {
  const delay = delays(Math.ceil(audio.left.length / CONTROL_FRAMES) + 1, speed, random);
  readLate(audio.left, delay);
  readLate(audio.right, delay);
}
