import {
  SAMPLE_RATE,
  addTo,
  filterStereo,
  highPass,
  highShelf,
  lowPass,
  setLoudness,
  silence,
  type Stereo,
} from '../../dsp/index.ts';
import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { noiseLoop } from './noise-loop.ts';

/** Seconds a record takes to turn round at 33 1/3 a minute: a scratch comes back with every turn. */
const TURN_SECONDS = 1.8;
const TURNS = 11;
const RUMBLE_SECONDS = 13;

/** Loudness of the groove's surface and of the turntable's rumble, relative to the crackle. */
const SURFACE = -4;
const RUMBLE = -7;

/** Crackles a second, most of them tiny. */
const CRACKLES = 30;
const SCRATCHES = 3;

/** A worn record's own noise, as loops to be played together: crackle with a few scratches, and the turntable's low rumble. */
export function vinylLayers(seed: number): readonly Stereo[] {
  return [crackle(seededRandom(deriveSeed(seed, 'crackle'))), rumble(seededRandom(deriveSeed(seed, 'rumble')))];
}

function crackle(random: Random): Stereo {
  const seconds = TURN_SECONDS * TURNS;
  const loop = silence(Math.round(seconds * SAMPLE_RATE));
  for (let count = 0; count < CRACKLES * seconds; count += 1) {
    // A heavy tail: most are dust, a few are pops.
    addClick(loop, random() * loop.left.length, 0.03 / (0.12 + random()), random);
  }
  for (let scratch = 0; scratch < SCRATCHES; scratch += 1) {
    const angle = random() * TURN_SECONDS;
    const size = 0.1 + 0.1 * random();
    for (let turn = 0; turn < TURNS; turn += 1) {
      const wobble = 0.002 * random();
      addClick(loop, (turn * TURN_SECONDS + angle + wobble) * SAMPLE_RATE, size * (0.6 + 0.4 * random()), random);
    }
  }
  filterStereo(loop, highPass(400), highShelf(2500, -4), lowPass(8000));
  const surface = noiseLoop(seconds, random, highPass(300), highShelf(1000, -6), lowPass(6000, 0.5));
  setLoudness(loop, 0);
  setLoudness(surface, SURFACE);
  addTo(loop, surface);
  return loop;
}

/** One click: a burst of noise of 0.1 to 1 ms, nearly in the middle as a groove's damage is. */
function addClick(loop: Stereo, at: number, size: number, random: Random): void {
  const frames = loop.left.length;
  const start = Math.floor(at);
  const decay = (0.0001 + 0.0006 * random() ** 2) * SAMPLE_RATE;
  const side = 0.35 * (2 * random() - 1);
  const sign = random() < 0.5 ? -1 : 1;
  for (let frame = 0; frame < decay * 6; frame += 1) {
    const value = size * Math.exp(-frame / decay) * (frame === 0 ? sign : 2 * random() - 1);
    const place = (start + frame) % frames;
    loop.left[place]! += value * (1 - side);
    loop.right[place]! += value * (1 + side);
  }
}

function rumble(random: Random): Stereo {
  const loop = noiseLoop(RUMBLE_SECONDS, random, highPass(22), lowPass(70), lowPass(110));
  setLoudness(loop, RUMBLE);
  return loop;
}
