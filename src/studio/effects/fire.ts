import {
  SAMPLE_RATE,
  addTo,
  filterStereo,
  highPass,
  lowPass,
  peak,
  setLoudness,
  silence,
  type Stereo,
} from '../../dsp/index.ts';
import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { addBurst, addRing, heavyTailed } from './grains.ts';
import { gust } from './gust.ts';
import { noiseLoop } from './noise-loop.ts';

const CRACKLE_SECONDS = 31;
const FLAMES_SECONDS = 19;

/** Loudness of the flames' roar, their breath and the hiss of sap, relative to the crackle. */
const ROAR = -6;
const BREATH = -9;
const HISS = -15;

/** Crackles a second, one by one, and showers of them that a burst of wood sets off. */
const SINGLE = 20;
const SHOWERS = 0.8;

/** A wood fire, as loops to be played together: crackles of all sizes, alone and in showers, over the low roar and the hiss of the flames. */
export function fireLayers(seed: number): readonly Stereo[] {
  return [crackle(seededRandom(deriveSeed(seed, 'crackle'))), flames(seededRandom(deriveSeed(seed, 'flames')))];
}

function crackle(random: Random): Stereo {
  const loop = silence(CRACKLE_SECONDS * SAMPLE_RATE);
  const frames = loop.left.length;
  for (let count = 0; count < SINGLE * CRACKLE_SECONDS; count += 1) {
    addCrackle(loop, random() * frames, 0.02 * heavyTailed(1.05, 14, random), random);
  }
  for (let shower = 0; shower < SHOWERS * CRACKLE_SECONDS; shower += 1) {
    const at = random() * frames;
    const size = 0.05 * heavyTailed(1.2, 8, random);
    addCrackle(loop, at, size, random);
    const seconds = 0.08 + 0.7 * random() ** 2;
    const sparks = 3 + Math.floor(40 * seconds * random());
    for (let spark = 0; spark < sparks; spark += 1) {
      const late = -Math.log(1 - 0.95 * random()) * 0.4 * seconds * SAMPLE_RATE;
      addCrackle(loop, at + late, size * (0.05 + 0.4 * random() ** 2), random);
    }
  }
  filterStereo(loop, highPass(90), peak(1800, 3, 0.6), lowPass(14_000, 0.6));
  setLoudness(loop, 0);
  return loop;
}

/** Adds one crackle: the snap of a cell of wood, its knock, and in a great one the thud of the log. */
function addCrackle(loop: Stereo, at: number, size: number, random: Random): void {
  const pan = 0.3 + 0.4 * random();
  addBurst(loop, { at, gain: size, pan, decaySeconds: 0.0001 + 0.0007 * random() ** 2 }, random);
  const decaySeconds = 0.0006 + 0.0025 * random();
  addRing(loop, { at, gain: 0.6 * size, pan, decaySeconds }, 700 * 8 ** random());
  if (size < 0.2) return;
  addRing(loop, { at, gain: 0.5 * size, pan, decaySeconds: 0.008 + 0.01 * random() }, 140 + 160 * random());
  addBurst(loop, { at: at + 40, gain: 0.25 * size, pan, decaySeconds: 0.004 + 0.008 * random() }, random);
}

function flames(random: Random): Stereo {
  const layer = noiseLoop(FLAMES_SECONDS, random, highPass(55), lowPass(130, 0.6), lowPass(420, 0.5));
  // Flames flutter some three to twelve times a second, and flare up over seconds.
  gust(layer, 5, random, [61, 97, 139, 211]);
  gust(layer, 5, random);
  setLoudness(layer, ROAR);
  const breath = noiseLoop(FLAMES_SECONDS, random, highPass(250), lowPass(1100, 0.5));
  gust(breath, 4, random, [43, 71, 113, 173]);
  gust(breath, 5, random);
  setLoudness(breath, BREATH);
  addTo(layer, breath);
  const hiss = noiseLoop(FLAMES_SECONDS, random, highPass(2500), peak(5200, 4, 1), lowPass(11_000));
  gust(hiss, 4, random, [2, 3, 7, 11, 29]);
  setLoudness(hiss, HISS);
  addTo(layer, hiss);
  return layer;
}
