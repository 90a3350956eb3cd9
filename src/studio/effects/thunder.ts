import {
  SAMPLE_RATE,
  addTo,
  bandPass,
  dbToGain,
  fadeEnds,
  filterStereo,
  highPass,
  loudestStretch,
  lowPass,
  scale,
  setLoudness,
  silence,
  whiteNoise,
  type Biquad,
  type Db,
  type Stereo,
} from '../../dsp/index.ts';
import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { addBurst } from './grains.ts';
import { gust } from './gust.ts';
import type { Layer } from './layer.ts';
import { noiseLoop } from './noise-loop.ts';

/** A roll of thunder: how long it is heard, how often it comes back, how loud it is, and how near (1: overhead, 0: at the horizon). */
interface Roll {
  readonly seconds: number;
  readonly everySeconds: number;
  readonly level: Db;
  readonly nearness: number;
}

/** Cycles without a common divisor: one of them comes about every minute, at ever new distances in time. */
const ROLLS: readonly Roll[] = [
  { seconds: 15, everySeconds: 137, level: 0, nearness: 0.75 },
  { seconds: 17, everySeconds: 179, level: -3, nearness: 0.35 },
  { seconds: 13, everySeconds: 223, level: -6, nearness: 0.1 },
];

/** The wind between them, relative to the loudest roll. */
const WIND_SECONDS = 19;
const WIND = -25;

/** A band of a roll: what is heard of it near by and far off, and how long a stroke lasts in it. Air and distance take the highs. */
interface Band {
  readonly filters: readonly Biquad[];
  readonly near: Db;
  readonly far: Db;
  readonly strokeSeconds: number;
}

const BANDS: readonly Band[] = [
  { filters: [highPass(28), lowPass(75)], near: 0, far: 0, strokeSeconds: 2.4 },
  { filters: [highPass(60), lowPass(190)], near: 0, far: -3, strokeSeconds: 1.6 },
  { filters: [highPass(170), lowPass(520)], near: -4, far: -17, strokeSeconds: 0.8 },
  { filters: [highPass(480), lowPass(2200, 0.5)], near: -12, far: -42, strokeSeconds: 0.35 },
];

/** Frames between two levels of a band. */
const STEP = 240;

/**
 * Thunder, as loops to be played together: three rolls that come back after minutes, and hardly more than silence in between, so that it
 * can lie over rain. Levels are relative to the loudest three seconds of the loudest roll.
 */
export function thunderLayers(seed: number): readonly Layer[] {
  const rolls = ROLLS.map((roll, index) => makeRoll(roll, seededRandom(deriveSeed(seed, `roll ${index}`))));
  const random = seededRandom(deriveSeed(seed, 'wind'));
  const wind = noiseLoop(WIND_SECONDS, random, highPass(50), lowPass(220, 0.5), lowPass(700, 0.5));
  gust(wind, 5, random);
  setLoudness(wind, WIND);
  return [...rolls, wind];
}

/**
 * One roll. A bolt is miles of crooked channel: its sound arrives stroke by stroke, the nearest part first, and then from further and
 * further up (H. Ribner and D. Roy 1982). Each stroke sets every band going; the highs are soon gone.
 */
function makeRoll({ seconds, everySeconds, level, nearness }: Roll, random: Random): Layer {
  const frames = seconds * SAMPLE_RATE;
  const strokes = strokesOf(seconds, nearness, random);
  const roll = silence(frames);
  for (const band of BANDS) {
    const noise = whiteNoise(frames, random);
    // A band comes from one direction more or less: half of it is the same on both sides.
    for (let frame = 0; frame < frames; frame += 1) {
      const middle = 0.6 * (noise.left[frame]! + noise.right[frame]!);
      noise.left[frame] = middle + 0.5 * noise.left[frame]!;
      noise.right[frame] = middle + 0.5 * noise.right[frame]!;
    }
    filterStereo(noise, ...band.filters);
    const energy = Math.sqrt(noise.left.reduce((sum, value) => sum + value * value, 0) / frames);
    const gain = dbToGain(band.far + (band.near - band.far) * nearness) / energy;
    shape(noise, strokes, band, gain, random);
    addTo(roll, noise);
  }
  if (nearness > 0.5) crack(roll, strokes[0]!.at, random);
  fadeEnds(roll, 1.2);
  const gain = dbToGain(level - loudestStretch(roll, 3));
  scale(roll, gain);
  return { ...roll, every: everySeconds * SAMPLE_RATE };
}

interface Stroke {
  readonly at: number;
  readonly size: number;
  /** How gently it sets in. */
  readonly rise: number;
}

function strokesOf(seconds: number, nearness: number, random: Random): readonly Stroke[] {
  const strokes: Stroke[] = [{ at: 1.3, size: 1, rise: 0.01 + 0.35 * (1 - nearness) ** 2 }];
  const count = 9 + Math.floor(random() * 5);
  for (let index = 0; index < count; index += 1) {
    const through = ((index + random()) / count) * 0.72;
    strokes.push({
      at: 1.3 + through * (seconds - 3),
      size: (0.25 + 0.75 * random() ** 2) * (1 - 0.75 * through),
      rise: 0.06 + 0.5 * random() * (1.1 - nearness),
    });
  }
  return strokes;
}

/** Gives a band of noise the strokes' course, in place, and the rumble's unrest of some five beats a second. */
function shape(noise: Stereo, strokes: readonly Stroke[], band: Band, gain: number, random: Random): void {
  let [unrest, wanted, from] = [1, 1, 0];
  for (let first = 0; first < noise.left.length; first += STEP) {
    const time = first / SAMPLE_RATE;
    if (random() < 0.06) wanted = 0.35 + 1.1 * random();
    unrest += 0.06 * (wanted - unrest);
    let level = 0;
    for (const { at, size, rise } of strokes) {
      const since = time - at;
      if (since > -3 * rise) level += size * course(since, rise, band.strokeSeconds);
    }
    const to = level * unrest * gain;
    for (let frame = first; frame < Math.min(noise.left.length, first + STEP); frame += 1) {
      const value = from + ((to - from) * (frame - first)) / STEP;
      noise.left[frame]! *= value;
      noise.right[frame]! *= value;
    }
    from = to;
  }
}

/** Rises to 1 around its time and dies away. */
function course(since: number, rise: number, decay: number): number {
  return since < 0 ? Math.exp((since / rise) * 2) : Math.exp(-since / decay);
}

/** The tearing of a bolt near by, a moment before its first stroke. */
function crack(roll: Stereo, at: number, random: Random): void {
  const tear = silence(roll.left.length);
  for (let count = 0; count < 46; count += 1) {
    const late = random() ** 1.6 * 0.55;
    const place = { at: (at - 0.12 + late) * SAMPLE_RATE, gain: (1 - late) * random(), pan: 0.35 + 0.3 * random() };
    addBurst(tear, { ...place, decaySeconds: 0.002 + 0.02 * random() }, random);
  }
  filterStereo(tear, highPass(160), bandPass(900, 0.35), lowPass(3500));
  addTo(roll, tear, 2.2);
}
