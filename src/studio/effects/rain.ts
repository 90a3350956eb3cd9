import {
  SAMPLE_RATE,
  addTo,
  filterStereo,
  highPass,
  highShelf,
  lowPass,
  peak,
  setLoudness,
  silence,
  type Stereo,
} from '../../dsp/index.ts';
import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { addBurst, addRing, heavyTailed } from './grains.ts';
import { gust, swell } from './gust.ts';
import { noiseLoop } from './noise-loop.ts';

// Lengths without a common divisor: the layers take minutes to meet in the same way again.
const BED_SECONDS = 29;
const DROPS_SECONDS = 23;

/** Loudness of the roar of distant rain and of the drops, relative to the hiss. */
const ROAR = -9;
const DROPS = -3;

/** Drops a second: what melts into a patter, what is heard one by one, and what falls on a leaf or a sill near by. */
const PATTER = 700;
const DISTINCT = 45;
const NEAR = 5;

/**
 * Rain, as loops to be played together: a broad hiss with gusts and a band at 3 to 4 kHz, and drops near by. The balance was set by
 * measuring: two recordings of rain fall some 12 dB from 500 Hz to 4 kHz and stay level up to 10 kHz, with a kurtosis of 4.5 to 7.
 */
export function rainLayers(seed: number): readonly Stereo[] {
  return [bed(seededRandom(deriveSeed(seed, 'bed'))), drops(seededRandom(deriveSeed(seed, 'drops')))];
}

function bed(random: Random): Stereo {
  const colours = [
    highPass(240),
    highShelf(900, -7),
    highShelf(2200, -4.5),
    peak(3500, 5.5, 1.3),
    lowPass(12_500, 0.6),
  ];
  const hiss = noiseLoop(BED_SECONDS, random, ...colours);
  const roar = noiseLoop(BED_SECONDS, random, highPass(110), lowPass(620, 0.4));
  // Wind drives the highs more than the roar: a gust is brighter, not only louder.
  gust(hiss, 3, random);
  gust(roar, 2, random);
  setLoudness(hiss, 0);
  setLoudness(roar, ROAR);
  addTo(hiss, roar);
  return hiss;
}

function drops(random: Random): Stereo {
  const layer = silence(DROPS_SECONDS * SAMPLE_RATE);
  const frames = layer.left.length;
  const wind = swell(frames, 5, random);
  const fall = (rate: number, add: (at: number) => void): void => {
    for (let count = 0; count < rate * DROPS_SECONDS; count += 1) {
      const at = random() * frames;
      // More fall in a gust.
      if (random() * 2 < wind(at)) add(at);
    }
  };
  fall(2 * PATTER, (at) => {
    addBurst(
      layer,
      { at, gain: 0.05 + 0.1 * random(), pan: random(), decaySeconds: 0.0003 + 0.0012 * random() },
      random,
    );
  });
  fall(2 * DISTINCT, (at) => addDrop(layer, at, 0.09 * heavyTailed(1.25, 9, random), random));
  filterStereo(layer, highPass(700), peak(3500, 2.5, 1));
  fall(2 * NEAR, (at) => addNearDrop(layer, at, 0.12 * heavyTailed(1.7, 4, random), random));
  filterStereo(layer, lowPass(12_000), lowPass(15_000));
  setLoudness(layer, DROPS);
  return layer;
}

/**
 * Adds one drop: the broad tick of the splash, and the ring of the air bubble it pulls under, which rises a little as the bubble nears the
 * surface (Minnaert 1933: 3.26 / radius hertz, so millimetre bubbles ring at 1.5 to 6 kHz).
 */
function addDrop(loop: Stereo, at: number, size: number, random: Random): void {
  const pan = random();
  addBurst(loop, { at, gain: size, pan, decaySeconds: 0.0003 + 0.0012 * random() }, random);
  const decaySeconds = 0.0015 + 0.005 * random();
  const late = 0.004 * random() * SAMPLE_RATE;
  addRing(loop, { at: at + late, gain: 0.35 * size, pan, decaySeconds }, 1700 * 3.4 ** random(), 0.08);
}

/** Adds a drop on something that sounds: the dull knock of a leaf or a sill, and the spray off it. */
function addNearDrop(loop: Stereo, at: number, size: number, random: Random): void {
  const pan = 0.15 + 0.7 * random();
  addRing(loop, { at, gain: size, pan, decaySeconds: 0.003 + 0.006 * random() }, 380 * 4 ** random());
  addBurst(loop, { at, gain: 0.7 * size, pan, decaySeconds: 0.0006 + 0.001 * random() }, random);
  addBurst(loop, { at: at + 96, gain: 0.12 * size, pan, decaySeconds: 0.006 + 0.012 * random() }, random);
}
