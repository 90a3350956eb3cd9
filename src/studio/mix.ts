import {
  addTo,
  compress,
  dbToGain,
  duck,
  fadeOut,
  filterStereo,
  highPass,
  integratedLoudness,
  lowPass,
  panGains,
  reverberate,
  saturate,
  scale,
  silence,
  wow,
  type Compression,
  type Stereo,
} from '../dsp/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Part, PartRole } from '../score/index.ts';
import type { Strip } from './mix-settings.ts';

/** Gain that a part's loudness may ask for; beyond it, something is wrong with the part rather than its level. */
const MOST_GAIN_DB = 36;

/** Rings for 1.3 s: a small room with curtains. */
const ROOM = { size: 0.55, damping: 0.6 };

/** Enough to be felt as age; from 10 cents on, chords sound out of tune. */
const TAPE = { wowCents: 7, flutterCents: 1.5 };

/** Rounds off the peaks of the sum by up to 2 dB. */
const MUSIC_DRIVE = 0.8;

/** Works on what is louder than the average of the music, by 1 to 3 dB. */
const GLUE: Compression = { threshold: -19, ratio: 2, knee: 8, attackSeconds: 0.025, releaseSeconds: 0.25 };

/** The end of the tail over which the last of the music fades. */
const FADE_SECONDS = 1.2;

/** General MIDI's two bass drums. */
const KICKS: readonly number[] = [35, 36];

/** Sample frames at which the drums' kicks fall, sorted. */
export function kickFrames(parts: readonly Part[], toFrame: (ticks: number) => number): readonly number[] {
  return parts
    .filter(({ role }) => role === 'drums')
    .flatMap(({ notes }) => notes.filter(({ pitch }) => KICKS.includes(pitch)).map(({ start }) => toFrame(start)))
    .sort((a, b) => a - b);
}

/** A mixing desk: parts go in one after another, music comes out. What it holds is the sum, not the parts. */
export class Desk {
  readonly #strips: Readonly<Record<PartRole, Strip>>;
  readonly #kicks: readonly number[];
  readonly #dry: Stereo;
  readonly #tape: Stereo;
  readonly #send: Float32Array;

  constructor(strips: Readonly<Record<PartRole, Strip>>, frames: number, kicks: readonly number[]) {
    this.#strips = strips;
    this.#kicks = kicks;
    this.#dry = silence(frames);
    this.#tape = silence(frames);
    this.#send = new Float32Array(frames);
  }

  /** Sets a part in the mix: filters, levels and pans the audio in place, which is then the part's stem. Silence stays out. */
  add(role: PartRole, audio: Stereo): void {
    const strip = this.#strips[role];
    filterStereo(audio, ...strip.filters);
    const loudness = integratedLoudness(audio);
    if (loudness === -Infinity) return;
    const gain = dbToGain(Math.min(MOST_GAIN_DB, strip.loudness - loudness));
    const [left, right] = panGains(strip.pan);
    scale(audio, gain * left, gain * right);
    if (strip.drive !== undefined) saturate(audio, strip.drive);
    if (strip.duck > 0) duck(audio, this.#kicks, { depth: strip.duck, attackSeconds: 0.008, releaseSeconds: 0.24 });
    addTo(strip.bus === 'tape' ? this.#tape : this.#dry, audio);
    if (strip.reverbSend === 0) return;
    for (let frame = 0; frame < this.#send.length; frame += 1) {
      this.#send[frame]! += (audio.left[frame]! + audio.right[frame]!) * strip.reverbSend;
    }
  }

  /** The music of all parts added so far, without effects. The desk is spent afterwards. */
  music(seed: number): Stereo {
    const music = this.#tape;
    wow(music, TAPE, seededRandom(deriveSeed(seed, 'tape speed')));
    addTo(music, this.#dry);
    addTo(music, reverberate(this.#send, ROOM));
    saturate(music, MUSIC_DRIVE);
    filterStereo(music, highPass(28), lowPass(9000, 0.6));
    compress(music, GLUE);
    fadeOut(music, FADE_SECONDS);
    return music;
  }
}
