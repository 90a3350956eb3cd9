import { SAMPLE_RATE, findOnsets, silence, stretchLoop, type Stereo } from '../../dsp/index.ts';
import { tempoOfName } from './loop-chunks.ts';
import type { Wav } from './read-wav.ts';
import { resampled } from './wav-effect.ts';

/** A loop of whole bars, or of one or two beats. */
export interface BeatLoop {
  /** Beats a minute at which it was played. */
  readonly tempo: number;
  readonly beats: number;
  /** At {@link SAMPLE_RATE}, as long as its beats. */
  readonly audio: Stereo;
}

/** Stretched further than this, drums begin to sound like something else. */
const SLOWEST_RATIO = 0.8;
const FASTEST_RATIO = 1.25;

const BEATS_IN_BAR = 4;

/** A file that ends this many beats before its last bar does is filled up with silence. */
const MISSING_BEATS = 0.5;

/** A file this many beats off its whole bars was cut to the bar, and its tempo was rounded. */
const ROUNDED_BEATS = 0.1;

/**
 * A WAV file as a beat loop, when its name (`boombap-85bpm`) or an `acid` chunk in it tells the tempo; undefined when none does, or it
 * is shorter than a beat. What goes beyond whole bars is left out.
 */
export function beatLoopOf(name: string, wav: Wav): BeatLoop | undefined {
  const [first, end] = wav.loop ?? [0, wav.channels[0].length];
  const seconds = (end - first) / wav.rate;
  const { acid } = wav;
  const told =
    tempoOfName(name) ?? acid?.tempo ?? (acid?.beats === undefined ? undefined : (acid.beats * 60) / seconds);
  if (told === undefined) return undefined;
  const exact = (seconds * told) / 60;
  const beats = wholeBeats(exact);
  if (beats === 0) return undefined;
  const isWhole = Math.abs(exact - beats) <= ROUNDED_BEATS;
  const lasting = isWhole ? seconds : (beats * 60) / told;
  const used = resampled(wav, first, Math.min(end, first + Math.ceil(lasting * wav.rate)));
  return { tempo: (beats * 60) / lasting, beats, audio: ofLength(used, Math.round(lasting * SAMPLE_RATE)) };
}

/** How many beats of so many are used: whole bars, or two, or one; 0 when there is not one. */
function wholeBeats(exact: number): number {
  const bars = Math.floor((exact + MISSING_BEATS) / BEATS_IN_BAR);
  if (bars > 0) return bars * BEATS_IN_BAR;
  return Math.min(2, Math.floor(exact + ROUNDED_BEATS));
}

function ofLength(audio: Stereo, frames: number): Stereo {
  const exact = silence(frames);
  exact.left.set(audio.left.subarray(0, frames));
  exact.right.set(audio.right.subarray(0, frames));
  return exact;
}

/**
 * A beat loop at a song's tempo, at its pitch; at half or double time where that is nearer. Undefined when it would have to be stretched
 * beyond 0.8 to 1.25 times its tempo.
 */
export function atTempo(loop: BeatLoop, tempo: number): Stereo | undefined {
  const ratio = [1, 2, 0.5]
    .map((times) => tempo / (loop.tempo * times))
    .find((candidate) => candidate >= SLOWEST_RATIO && candidate <= FASTEST_RATIO);
  if (ratio === undefined) return undefined;
  // From the beats rather than from the audio's length: a rounded frame a turn does not add up over a song.
  const frames = Math.round((loop.beats * 60 * SAMPLE_RATE) / (loop.tempo * ratio));
  return stretchLoop(loop.audio, frames, findOnsets(loop.audio));
}
