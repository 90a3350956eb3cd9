import {
  addTo,
  filterStereo,
  limit,
  lowPass,
  SAMPLE_RATE,
  setLoudness,
  silence,
  whiteNoise,
  type Stereo,
} from '../../src/dsp/index.ts';
import { encodeOpus, type SegmentFacts, type SongTiming } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { segmentFacts } from './segment-facts.ts';

/** A song for tests of joins: what it was mixed from, and what a listener gets of it. */
export interface JoinSong {
  readonly facts: SegmentFacts & { readonly timing: SongTiming };
  readonly master: Stereo;
  readonly packets: readonly Uint8Array[];
  /** The hiss under it, alone, for so many frames; as loud as it is under the song. */
  readonly bed: (frames: number) => Stereo;
}

/** Loudness of a song's music and of its bed. */
const MUSIC = -14;
const BED = -30;

/** A chord and a kick on each beat over a bed of hiss, whole bars of 4/4, with the studio's lead-in and tail. */
export function joinSong(options: {
  readonly id: string;
  readonly family: 'lofi' | 'edm';
  readonly tempo: number;
  readonly bars: number;
  readonly seed: number;
  readonly hertz?: number;
  readonly barsAround?: number;
}): JoinSong {
  const { id, family, tempo, bars, seed, hertz = 220, barsAround = 8 } = options;
  const beat = 60 / tempo;
  const [musicStart, musicEnd] = [0.1, 0.1 + bars * 4 * beat];
  const frames = Math.ceil(((musicEnd + 2.6) * SAMPLE_RATE) / 960) * 960;
  const music = silence(frames);
  for (let count = 0; count < bars * 4; count += 1) addBeat(music, musicStart + count * beat, beat, hertz);
  setLoudness(music, MUSIC);
  limit(music, 0.76);
  const bed = (length: number, from = seed): Stereo => {
    const noise = whiteNoise(length, seededRandom(from));
    filterStereo(noise, lowPass(4000));
    setLoudness(noise, BED);
    return noise;
  };
  addTo(music, bed(frames));
  fade(music);
  const timing = { family, musicStart, musicEnd, barSeconds: 4 * beat, introBars: barsAround, outroBars: barsAround };
  return {
    facts: { ...segmentFacts({ id, tempo, seconds: frames / SAMPLE_RATE }), timing },
    master: music,
    packets: encodeOpus(music),
    bed: (length) => bed(length, seed + 1),
  };
}

function addBeat(music: Stereo, second: number, beat: number, hertz: number): void {
  const start = Math.round(second * SAMPLE_RATE);
  const length = Math.min(music.left.length - start, Math.round(beat * 1.5 * SAMPLE_RATE));
  for (let frame = 0; frame < length; frame += 1) {
    const seconds = frame / SAMPLE_RATE;
    const attack = Math.min(1, seconds / 0.002);
    const chord = [1, 1.26, 1.498].reduce((sum, ratio) => sum + Math.sin(2 * Math.PI * hertz * ratio * seconds), 0);
    const kick = Math.sin(2 * Math.PI * (50 * seconds + 8 * (1 - Math.exp(-seconds * 40)))) * Math.exp(-seconds * 14);
    const value = attack * (0.12 * chord * Math.exp(-seconds * 5) + 0.7 * kick);
    music.left[start + frame]! += value;
    music.right[start + frame]! += value * 0.9;
  }
}

function fade(music: Stereo): void {
  const length = 1920;
  for (const channel of [music.left, music.right]) {
    for (let frame = 0; frame < length; frame += 1) {
      const gain = 0.5 - 0.5 * Math.cos((Math.PI * frame) / length);
      channel[frame]! *= gain;
      channel[channel.length - 1 - frame]! *= gain;
    }
  }
}
