import { SAMPLE_RATE, dbToGain, filterChannel, highPass, lowPass, panGains } from '../../dsp/index.ts';
import { deriveSeed, seededRandom } from '../../random/index.ts';
import type { DrumMetal, DrumNoise, DrumSound, DrumTone } from './drum-sound.ts';
import { fall } from './envelope.ts';
import { addWave, phaseStep, type Wavetable } from './wavetables.ts';

/** One stroke of a drum at full force: what sounds in the middle, and its noise and metal on both sides. */
export interface DrumStroke {
  readonly body: Float32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** Pan of the body; that of the sides is in them. */
  readonly leftGain: number;
  readonly rightGain: number;
}

/** Against a click at the beginning of a stroke. */
const ONSET_SECONDS = 0.0007;

/** How the six oscillators of a Roland TR-808's cymbals are tuned, from the lowest (205.3, 304.4, 369.6, 522.7, 540 and 800 Hz). */
const METAL_RATIOS: readonly number[] = [1, 1.483, 1.8, 2.546, 2.63, 3.897];

function onset(seconds: number, attackSeconds = ONSET_SECONDS): number {
  return Math.min(1, seconds / attackSeconds);
}

function addTone(samples: Float32Array, tone: DrumTone): void {
  const { hertz, dropOctaves = 0, dropSeconds = 0.03, decaySeconds } = tone;
  const gain = dbToGain(tone.level);
  const frames = Math.round(decaySeconds * SAMPLE_RATE);
  let turns = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const seconds = frame / SAMPLE_RATE;
    samples[frame]! += gain * onset(seconds) * fall(seconds / decaySeconds) * Math.sin(2 * Math.PI * turns);
    turns += (hertz * 2 ** (dropOctaves * Math.exp(-seconds / dropSeconds))) / SAMPLE_RATE;
  }
}

/** Seconds from a noise's first burst to its silence. */
function noiseSeconds({ decaySeconds, bursts = [0] }: DrumNoise): number {
  return Math.max(...bursts) + decaySeconds;
}

/** Level of a noise with several bursts: each lasts until the next, the last one decays in full. */
function burstLevel({ attackSeconds, decaySeconds, bursts = [0] }: DrumNoise, seconds: number): number {
  const last = bursts.findLastIndex((start) => seconds >= start);
  if (last < 0) return 0;
  const since = seconds - bursts[last]!;
  return onset(since, attackSeconds) * fall(since / (last === bursts.length - 1 ? decaySeconds : decaySeconds / 8));
}

function addNoise(sides: readonly Float32Array[], noise: DrumNoise, label: string): void {
  const frames = Math.round(noiseSeconds(noise) * SAMPLE_RATE);
  const { spread = 0 } = noise;
  const draw = (name: string): Float32Array => {
    const random = seededRandom(deriveSeed(0, `${label} ${name}`));
    const samples = Float32Array.from({ length: frames }, () => 2 * random() - 1);
    filterChannel(samples, highPass(noise.highPass, noise.q));
    filterChannel(samples, lowPass(noise.lowPass));
    return samples;
  };
  const middle = draw('middle');
  const gain = dbToGain(noise.level);
  for (const [side, samples] of sides.entries()) {
    const own = draw(`side ${side}`);
    for (let frame = 0; frame < frames; frame += 1) {
      const mixed = middle[frame]! * Math.sqrt(1 - spread) + own[frame]! * Math.sqrt(spread);
      samples[frame]! += gain * burstLevel(noise, frame / SAMPLE_RATE) * mixed;
    }
  }
}

function addMetal(sides: readonly Float32Array[], metal: DrumMetal, square: Wavetable): void {
  const waves = new Float64Array(Math.round(metal.decaySeconds * SAMPLE_RATE));
  for (const [index, ratio] of METAL_RATIOS.entries()) {
    const hertz = metal.hertz * ratio;
    addWave(square.at(hertz), index * 611, phaseStep(hertz), waves.length, waves, dbToGain(metal.level));
  }
  const samples = Float32Array.from(waves);
  filterChannel(samples, highPass(metal.highPass));
  filterChannel(samples, highPass(metal.highPass));
  for (let frame = 0; frame < samples.length; frame += 1) {
    const seconds = frame / SAMPLE_RATE;
    const value = samples[frame]! * onset(seconds) * fall(seconds / metal.decaySeconds);
    for (const side of sides) side[frame]! += value;
  }
}

/** Plays a stroke. The label seeds its noise: every stroke of a drum is the same, as on a drum machine. */
export function drumStroke(sound: DrumSound, label: string, square: Wavetable): DrumStroke {
  const { tones = [], noises = [], metal, drive, pan = 0 } = sound;
  const seconds = Math.max(
    ...tones.map(({ decaySeconds }) => decaySeconds),
    ...noises.map(noiseSeconds),
    metal?.decaySeconds ?? 0,
  );
  const frames = Math.round(seconds * SAMPLE_RATE) + 1;
  const [leftGain, rightGain] = panGains(pan);
  const [body, left, right] = [new Float32Array(frames), new Float32Array(frames), new Float32Array(frames)];
  for (const tone of tones) addTone(body, tone);
  if (drive !== undefined) {
    const limit = Math.tanh(drive);
    for (let frame = 0; frame < frames; frame += 1) body[frame] = Math.tanh(drive * body[frame]!) / limit;
  }
  for (const [index, noise] of noises.entries()) addNoise([left, right], noise, `${label} ${index}`);
  if (metal !== undefined) addMetal([left, right], metal, square);
  for (let frame = 0; frame < frames; frame += 1) {
    left[frame]! *= leftGain;
    right[frame]! *= rightGain;
  }
  return { body, left, right, leftGain, rightGain };
}
