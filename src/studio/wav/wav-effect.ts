import { SAMPLE_RATE, resample, seamlessLoop, type Stereo } from '../../dsp/index.ts';
import type { Wav } from './read-wav.ts';

/** How long a loop's end is blended into its beginning, where there is enough sound for it. */
const FADE_SECONDS = 0.5;

/** What follows a marked loop is blended over its beginning when there is at least so much of it. */
const LEAST_FADE_SECONDS = 0.005;

/** A part of a WAV file's sound, both channels, at {@link SAMPLE_RATE}. */
export function resampled({ channels, rate }: Wav, first: number, end: number): Stereo {
  const left = resample(channels[0].subarray(first, end), rate);
  return { left, right: channels[1] === undefined ? left : resample(channels[1].subarray(first, end), rate) };
}

/** The sound of a WAV file, or the loop marked in it, as a seamless loop at {@link SAMPLE_RATE}. */
export function loopOf(wav: Wav): Stereo {
  const frames = wav.channels[0].length;
  const [first, end] = wav.loop ?? [0, frames];
  const fade = Math.min(FADE_SECONDS * wav.rate, (end - first) / 4);
  // A marked loop goes round where it was marked: it is blended with what follows it, and loses nothing.
  const after = Math.min(fade, frames - end);
  const isFollowed = after >= LEAST_FADE_SECONDS * wav.rate;
  const audio = resampled(wav, first, isFollowed ? Math.floor(end + after) : end);
  return seamlessLoop(audio, Math.round(((isFollowed ? after : fade) / wav.rate) * SAMPLE_RATE));
}
