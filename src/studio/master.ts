import {
  PIECE_FRAMES,
  SAMPLE_RATE,
  bring,
  dbToGain,
  gainToDb,
  gainsFor,
  integratedLoudness,
  limit,
  ridePiece,
  scale,
  scalePiece,
  silence,
  truePeak,
  type Db,
  type Lufs,
  type Stereo,
} from '../dsp/index.ts';

/** Loudness of every master: what music services play at. */
export const TARGET: Lufs = -14;

/**
 * What a listener decodes must stay at or below -1 dBTP. Encoding as Opus at 128 kbit/s lifted the peak by 0.6 dB in the median of 180
 * masters of all styles, and by 1.5 dB at most (November 2026). Lowering the few that come out too high would take decoding every song,
 * and an opening that is on air can't be taken back; 0.3 dB less for all of them costs nothing, and loudness is made up for.
 */
export const CEILING: Db = -2.5;

/** The limiter's moving gain lifts peaks between samples by some hundredths of a decibel. */
const LIMITER_MARGIN: Db = 0.1;

/** Another pass costs as much as the first, and nobody hears less than this. */
const GOOD_ENOUGH = 0.15;

/** Songs take two passes. Drums alone, whose peaks stand far above their loudness, take more. */
const MOST_PASSES = 7;

/** What a decibel of gain adds to the loudness at least, with a limiter at work and a part of the song that keeps its gain. */
const LEAST_EFFECT = 0.25;

/** In how much time the gain goes from the estimated to the right one, where the song is long enough: too slow to be noticed. */
const RIDE_SECONDS = 25;

/** Frames between two values of a riding gain. */
const CONTROL_FRAMES = 64;

/** The measured loudness and true peak of a master. */
export interface Mastered {
  readonly lufs: Lufs;
  readonly dbtp: Db;
}

/** The gain of a master in the course of the song: `from` until frame `start`, then in a straight line to `to` at frame `end`. */
interface Ride {
  readonly from: Db;
  readonly to: Db;
  readonly start: number;
  readonly end: number;
}

/**
 * Brings a song to {@link TARGET} under {@link CEILING}, and leaves the mix as it is. It begins with a gain that was estimated; what
 * is wrong with that is made up for after the opening's frames, so that the opening may be on air before the rest is played. A song
 * without an opening has the right gain from the beginning. The mix may not be silent.
 */
export function masterSong(mix: Stereo, estimate: Db, openingFrames: number): Mastered & { readonly audio: Stereo } {
  const frames = mix.left.length;
  const end = Math.min(frames, openingFrames + RIDE_SECONDS * SAMPLE_RATE);
  const audio = silence(frames);
  const attempt = (to: Db): Lufs => {
    raise(mix, audio, { from: openingFrames === 0 ? to : estimate, to, start: openingFrames, end });
    limit(audio, dbToGain(CEILING - LIMITER_MARGIN));
    return integratedLoudness(audio);
  };
  let gain = estimate;
  let lufs = attempt(gain);
  let effect = 1;
  for (let pass = 1; pass < MOST_PASSES && Math.abs(TARGET - lufs) > GOOD_ENOUGH; pass += 1) {
    const next = gain + (TARGET - lufs) / effect;
    const reached = attempt(next);
    effect = Math.min(1, Math.max(LEAST_EFFECT, (reached - lufs) / (next - gain)));
    gain = next;
    lufs = reached;
  }
  return { audio, lufs, dbtp: gainToDb(truePeak(audio)) };
}

/** Brings a mix that may not be silent to {@link TARGET} under {@link CEILING}, in place. */
export function master(mix: Stereo): Mastered {
  const { audio, lufs, dbtp } = masterSong(mix, TARGET - integratedLoudness(mix), 0);
  mix.left.set(audio.left);
  mix.right.set(audio.right);
  return { lufs, dbtp };
}

/** The first frames of a master, from a mix that goes on for some milliseconds more: the limiter looks ahead. */
export function masterOpening(mix: Stereo, estimate: Db, openingFrames: number): Stereo {
  const audio = silence(mix.left.length);
  raise(mix, audio, { from: estimate, to: estimate, start: 0, end: 0 });
  limit(audio, dbToGain(CEILING - LIMITER_MARGIN));
  return { left: audio.left.subarray(0, openingFrames), right: audio.right.subarray(0, openingFrames) };
}

/** How much loudness the limiter takes away from a mix that is raised by a gain. */
export function limitingLoss(mix: Stereo, gain: Db): Db {
  const audio = { left: mix.left.slice(), right: mix.right.slice() };
  scale(audio, dbToGain(gain));
  const before = integratedLoudness(audio);
  limit(audio, dbToGain(CEILING - LIMITER_MARGIN));
  return before - integratedLoudness(audio);
}

/** Copies a mix with a gain that rides. */
function raise(mix: Stereo, audio: Stereo, { from, to, start, end }: Ride): void {
  const gainAt = (frame: number): number => {
    const share = end === start ? 1 : Math.min(1, Math.max(0, (frame - start) / (end - start)));
    return dbToGain(from + (to - from) * share);
  };
  const frames = mix.left.length;
  for (let first = 0; first < frames; first += PIECE_FRAMES) {
    const last = Math.min(frames, first + PIECE_FRAMES);
    const piece = bring(mix, first, last);
    if (first >= end || last <= start) scalePiece(piece, gainAt(first), gainAt(first));
    else ridePiece(piece, rampOf(gainAt, first, last));
    audio.left.set(piece.left, first);
    audio.right.set(piece.right, first);
  }
}

/** A gain for each frame, in straight lines of {@link CONTROL_FRAMES}. */
function rampOf(gainAt: (frame: number) => number, from: number, to: number): Float32Array {
  const gains = gainsFor(to - from);
  let gain = gainAt(from);
  for (let first = from; first < to; first += CONTROL_FRAMES) {
    const last = Math.min(to, first + CONTROL_FRAMES);
    const goal = gainAt(last);
    const step = (goal - gain) / (last - first);
    for (let frame = first; frame < last; frame += 1) gains[frame - from] = gain + step * (frame - first);
    gain = goal;
  }
  return gains;
}
