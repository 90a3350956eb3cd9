import {
  SAMPLE_RATE,
  addTo,
  filterChannel,
  filterStereo,
  highPass,
  highShelf,
  lowPass,
  peak,
  reverberate,
  seamlessLoop,
  setLoudness,
  silence,
  fadeEnds,
  type Hertz,
  type Room as Walls,
  type Stereo,
} from '../../dsp/index.ts';
import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { addClink } from './clinks.ts';
import { gust } from './gust.ts';
import type { Layer } from './layer.ts';
import { noiseLoop } from './noise-loop.ts';
import { talk } from './voices.ts';

const VOICES_SECONDS = 31;
const TABLES_SECONDS = 23;
const FADE_SECONDS = 2;

/** Someone foams milk now and then. */
const STEAM_SECONDS = 6;
const STEAM_EVERY_SECONDS = 101;

/** Loudness relative to the voices: clinks, the room's own tone, and the steam. */
const CLINKS = -12;
const ROOM_TONE = -17;
const STEAM = -10;

/** Clinks a second, near and far. */
const CLINKS_A_SECOND = 1.6;

/** Where those near by sit, from left (0) to right (1). */
const NEAR: readonly number[] = [0.1, 0.9, 0.55];

/** A room of hard walls with people in it. */
const WALLS: Walls = { size: 0.35, damping: 0.7 };

/** How far off a voice is: what the air and the heads between leave of it, and how much of it comes by way of the room. */
interface Seat {
  readonly gain: number;
  readonly pan: number;
  readonly highest: Hertz;
  readonly send: number;
}

/**
 * A cafe, as loops to be played together: voices at some tables near by, a murmur of many further off, cups and spoons, the tone of the
 * room, and a milk foamer now and then. No one says a word: voices are syllables without sense.
 */
export function cafeLayers(seed: number): readonly Layer[] {
  return [
    voices(seededRandom(deriveSeed(seed, 'voices'))),
    tables(seededRandom(deriveSeed(seed, 'tables'))),
    steam(seededRandom(deriveSeed(seed, 'steam'))),
  ];
}

function voices(random: Random): Stereo {
  const frames = (VOICES_SECONDS + FADE_SECONDS) * SAMPLE_RATE;
  const mix = silence(frames);
  const send = new Float32Array(frames);
  const room = { mix, send, heard: new Float32Array(frames) };
  const people = Array.from({ length: 5 }, (_, index) => {
    const isHigh = index % 2 === 1;
    const talker = {
      pitch: isHigh ? 175 + 60 * random() : 95 + 45 * random(),
      brightness: isHigh ? 1.12 + 0.08 * random() : 0.97 + 0.08 * random(),
      pace: 4.2 + 1.6 * random(),
      share: 0.45 + 0.3 * random(),
    };
    return talk(VOICES_SECONDS + FADE_SECONDS, talker, random);
  });
  people.forEach((voice, index) => {
    // Some near by, the others across the room.
    const isNear = index < NEAR.length;
    const gain = isNear ? 0.5 - 0.1 * index : 0.22 + 0.12 * random();
    const pan = NEAR[index] ?? random();
    const seat = { gain, pan, highest: isNear ? 7000 : 4200, send: isNear ? 0.25 : 0.4 };
    seatVoice(room, voice, 0, seat);
    // The same voices at other times, from behind: who they are can't be told there.
    for (const turn of [0.31, 0.64]) {
      const far = { gain: 0.12 + 0.1 * random(), pan: random(), highest: 1900 + 900 * random(), send: 0.7 };
      seatVoice(room, voice, Math.floor(turn * frames), far);
    }
  });
  filterChannel(send, highPass(220));
  addTo(mix, reverberate(send, WALLS));
  filterStereo(mix, highPass(140), peak(450, 2, 0.7), peak(2200, 4, 0.7));
  const loop = seamlessLoop(mix, FADE_SECONDS * SAMPLE_RATE);
  setLoudness(loop, 0);
  return loop;
}

/** What is heard where we sit, what the walls hear, and a place to work in. */
interface Room {
  readonly mix: Stereo;
  readonly send: Float32Array;
  readonly heard: Float32Array;
}

/** Adds a voice to a room in place, from some time of it on. */
function seatVoice({ mix, send, heard }: Room, voice: Float32Array, from: number, seat: Seat): void {
  heard.set(voice.subarray(from));
  heard.set(voice.subarray(0, from), voice.length - from);
  filterChannel(heard, lowPass(seat.highest, 0.5));
  const pan = 0.12 + 0.76 * seat.pan;
  const [left, right] = [seat.gain * Math.sqrt(1 - pan), seat.gain * Math.sqrt(pan)];
  const sent = seat.send * seat.gain;
  for (let frame = 0; frame < heard.length; frame += 1) {
    const value = heard[frame]!;
    mix.left[frame]! += value * left;
    mix.right[frame]! += value * right;
    send[frame]! += value * sent;
  }
}

function tables(random: Random): Stereo {
  const frames = (TABLES_SECONDS + FADE_SECONDS) * SAMPLE_RATE;
  const clinks = silence(frames);
  for (let count = 0; count < CLINKS_A_SECOND * (TABLES_SECONDS + FADE_SECONDS); count += 1) {
    addClink(clinks, random() * frames, 0.06 + 0.94 * random() ** 4, 0.1 + 0.8 * random(), random);
  }
  filterStereo(clinks, highPass(500), lowPass(8000, 0.5));
  const send = Float32Array.from(clinks.left, (value, frame) => 0.4 * (value + clinks.right[frame]!));
  addTo(clinks, reverberate(send, WALLS));
  const loop = seamlessLoop(clinks, FADE_SECONDS * SAMPLE_RATE);
  setLoudness(loop, CLINKS);
  const tone = noiseLoop(TABLES_SECONDS, random, highPass(45), highShelf(220, -20), highShelf(1500, -8), lowPass(9000));
  gust(tone, 1, random);
  setLoudness(tone, ROOM_TONE);
  addTo(loop, tone);
  return loop;
}

/** The hiss of a milk foamer behind the counter: it sputters, rises as the milk warms, and stops. */
function steam(random: Random): Layer {
  const noise = noiseLoop(STEAM_SECONDS, random, highPass(1200), peak(4200, 6, 1.2), lowPass(6500));
  gust(noise, 5, random, [23, 41, 67, 97]);
  const send = Float32Array.from(noise.left, (value) => value * 0.5);
  addTo(noise, reverberate(send, WALLS), 1.5);
  fadeEnds(noise, 0.6);
  setLoudness(noise, STEAM);
  return { ...noise, every: STEAM_EVERY_SECONDS * SAMPLE_RATE };
}
