import {
  SAMPLE_RATE,
  addTo,
  dbToGain,
  filterStereo,
  highPass,
  highShelf,
  lowPass,
  peak,
  seamlessLoop,
  setLoudness,
  silence,
  whiteNoise,
  type Stereo,
} from '../dsp/index.ts';
import { deriveSeed, seededRandom, type Random } from '../random/index.ts';

// Lengths without a common divisor: the layers take minutes to meet in the same way again.
const BED_SECONDS = 23;
const DROPS_SECONDS = 17;
const FADE_SECONDS = 1;

/** Loudness of the roar of distant rain and of the drops, relative to the hiss. */
const ROAR = -9;
const DROPS = -6;

/** Drops a second that are heard one by one, and those that melt into a patter. */
const DISTINCT_DROPS = 14;
const PATTER_DROPS = 260;

/**
 * Rain, as loops to be played together: a broad hiss with gusts and a band at 3 to 4 kHz, and drops near by. The balance was set by
 * measuring: two recordings of rain fall some 12 dB from 500 Hz to 4 kHz and stay level up to 10 kHz, with a kurtosis of 4.5 to 7.
 */
export function rainLayers(seed: number): readonly Stereo[] {
  return [bed(seed), drops(seededRandom(deriveSeed(seed, 'drops')))];
}

function bed(seed: number): Stereo {
  const random = seededRandom(deriveSeed(seed, 'bed'));
  const frames = (BED_SECONDS + FADE_SECONDS) * SAMPLE_RATE;
  const hiss = whiteNoise(frames, random);
  filterStereo(hiss, highPass(260), highShelf(900, -8), highShelf(2200, -5), peak(3600, 4, 1), lowPass(9000));
  const roar = whiteNoise(frames, random);
  filterStereo(roar, highPass(120), lowPass(500, 0.5));
  const loop = seamlessLoop(hiss, FADE_SECONDS * SAMPLE_RATE);
  const roarLoop = seamlessLoop(roar, FADE_SECONDS * SAMPLE_RATE);
  gust(loop, 1.8, random);
  gust(roarLoop, 3, random);
  setLoudness(loop, 0);
  setLoudness(roarLoop, ROAR);
  addTo(loop, roarLoop);
  return loop;
}

/** Lets a loop swell and fade in place, by slow sines that each close with the loop; `depth` in decibels. */
function gust(loop: Stereo, depth: number, random: Random): void {
  const frames = loop.left.length;
  const waves = [1, 2, 3, 5].map((cycles) => ({
    cycles,
    phase: random() * 2 * Math.PI,
    depth: depth / Math.sqrt(cycles) / 2,
  }));
  const level = (frame: number): number =>
    dbToGain(
      waves.reduce(
        (sum, wave) => sum + wave.depth * Math.sin(wave.phase + (2 * Math.PI * wave.cycles * frame) / frames),
        0,
      ),
    );
  const step = 480;
  for (let first = 0; first < frames; first += step) {
    const from = level(first);
    const slope = (level(first + step) - from) / step;
    for (let frame = first; frame < Math.min(frames, first + step); frame += 1) {
      const gain = from + slope * (frame - first);
      loop.left[frame]! *= gain;
      loop.right[frame]! *= gain;
    }
  }
}

function drops(random: Random): Stereo {
  const layer = silence(DROPS_SECONDS * SAMPLE_RATE);
  for (let count = 0; count < PATTER_DROPS * DROPS_SECONDS; count += 1) addDrop(layer, 0.05 + 0.12 * random(), random);
  for (let count = 0; count < DISTINCT_DROPS * DROPS_SECONDS; count += 1)
    addDrop(layer, 0.15 + 0.85 * random() ** 5, random);
  filterStereo(layer, highPass(900), lowPass(12_000));
  setLoudness(layer, DROPS);
  return layer;
}

/**
 * Adds one drop somewhere in a loop: the broad tick of the splash, and the ring of the air bubble it pulls under, which rises a little as
 * the bubble nears the surface (Minnaert 1933: 3.26 / radius hertz, so millimetre bubbles ring at 1.5 to 6 kHz).
 */
function addDrop(loop: Stereo, size: number, random: Random): void {
  const frames = loop.left.length;
  const start = Math.floor(random() * frames);
  const hertz = 1500 * 4 ** random();
  const ring = (0.0015 + 0.004 * random() * size) * SAMPLE_RATE;
  const splash = (0.0003 + 0.001 * random()) * SAMPLE_RATE;
  const pan = random();
  const length = Math.round(ring * 6);
  let phase = 0;
  for (let frame = 0; frame < length; frame += 1) {
    phase += (2 * Math.PI * hertz * (1 + (0.15 * frame) / length)) / SAMPLE_RATE;
    const bubble = 0.3 * Math.sin(phase) * Math.exp(-frame / ring);
    const value = size * (bubble + (2 * random() - 1) * Math.exp(-frame / splash));
    const place = (start + frame) % frames;
    loop.left[place]! += value * Math.sqrt(1 - pan);
    loop.right[place]! += value * Math.sqrt(pan);
  }
}
