import { SAMPLE_RATE, silence, type Stereo } from './audio.ts';

/** What comes before an onset goes with it: over these frames a segment fades in and the one before fades out. */
export const PRE: number = 0.004 * SAMPLE_RATE;

/** An attack is copied as it is for so long, or for this share of its segment where that is shorter. */
const ATTACK = 0.04 * SAMPLE_RATE;
const ATTACK_SHARE = 0.4;

/** Frames taken at a time between attacks, the crossfade between two takes, and how far a take is moved to fit: half a wave of 50 Hz. */
const TAKE = 0.03 * SAMPLE_RATE;
const CROSSFADE = 0.01 * SAMPLE_RATE;
const SEARCH = 0.01 * SAMPLE_RATE;

/** The search goes in steps of this first, over every so-many-th sample. */
const COARSE = 4;

/**
 * A loop of another length and the same pitch. Every onset lands where it belongs to the frame, and its attack stays as it is; between
 * attacks takes are repeated or left out where the waves fit (WSOLA: W. Verhelst and M. Roelands 1993). `onsets` are frames of the
 * loop, in order; without any the whole is treated as one sound.
 */
export function stretchLoop(loop: Stereo, frames: number, onsets: readonly number[]): Stereo {
  const length = loop.left.length;
  const starts = onsets.length === 0 ? [0] : onsets;
  const ratio = frames / length;
  const stretched = silence(frames);
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1] ?? starts[0]! + length;
    const from = Math.round(start * ratio);
    const to = index + 1 < starts.length ? Math.round(next * ratio) : Math.round(starts[0]! * ratio) + frames;
    const source = turn(loop, start - PRE, next - start + PRE);
    const segment = to - from === next - start ? source : stretchSegment(source, to - from + PRE);
    fadeInto(stretched, from - PRE, segment);
  }
  return stretched;
}

/** A stretch of a loop that may begin before its beginning and go over its end. */
function turn(loop: Stereo, from: number, frames: number): Stereo {
  const length = loop.left.length;
  const part = silence(frames);
  for (let frame = 0, place = (from + length) % length; frame < frames; frame += 1) {
    part.left[frame] = loop.left[place]!;
    part.right[frame] = loop.right[place]!;
    place = place + 1 === length ? 0 : place + 1;
  }
  return part;
}

/** Adds a segment to a loop: its first frames fade in, its last, where the next one begins, fade out. */
function fadeInto(loop: Stereo, from: number, segment: Stereo): void {
  const length = loop.left.length;
  const frames = segment.left.length;
  const fade = Math.min(PRE, frames / 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const gain = Math.min(1, (frame + 0.5) / fade, (frames - frame - 0.5) / fade);
    const place = (from + frame + length) % length;
    loop.left[place]! += segment.left[frame]! * gain;
    loop.right[place]! += segment.right[frame]! * gain;
  }
}

/** Adds a segment to sound as {@link stretchLoop} does, but for what lies beyond its end, in place. */
export function laySegment(sound: Stereo, from: number, segment: Stereo): void {
  const frames = segment.left.length;
  const fade = Math.min(PRE, frames / 2);
  for (let frame = 0; frame < Math.min(frames, sound.left.length - from); frame += 1) {
    const gain = Math.min(1, (frame + 0.5) / fade, (frames - frame - 0.5) / fade);
    sound.left[from + frame]! += segment.left[frame]! * gain;
    sound.right[from + frame]! += segment.right[frame]! * gain;
  }
}

/** A segment, of which the attack is copied and the rest made longer or shorter. Its first 4 ms are what comes before its onset. */
export function stretchSegment(source: Stereo, frames: number): Stereo {
  const have = source.left.length;
  const part = silence(frames);
  const attack = Math.round(Math.min(PRE + ATTACK, ATTACK_SHARE * Math.min(have, frames)));
  const mono = Float32Array.from(source.left, (value, frame) => value + source.right[frame]!);
  const last = have - TAKE - CROSSFADE;
  if (last <= attack) {
    // Too short to take anything from: it is cut, or dies away before the next one.
    copy(source, 0, part, 0, Math.min(have, frames), 0);
    if (have < frames) fadeTail(part, have);
    return part;
  }
  copy(source, 0, part, 0, Math.min(attack + CROSSFADE, frames), 0);
  const pace = (have - attack) / (frames - attack);
  let read = attack;
  for (let place = attack; place < frames; place += TAKE) {
    const wanted = Math.min(last, Math.round(attack + (place - attack) * pace));
    const found = place === attack ? attack : bestFit(mono, read, wanted, attack, last);
    // The crossfade with what was taken before lies at the beginning of this take.
    copy(source, found, part, place, Math.min(TAKE + CROSSFADE, frames - place), CROSSFADE);
    read = found + TAKE;
  }
  return part;
}

/** Where a take near `wanted` goes on best from `read`: the greatest normalised correlation over the crossfade. */
function bestFit(mono: Float32Array, read: number, wanted: number, first: number, last: number): number {
  let best = wanted;
  let most = -Infinity;
  const look = (from: number, to: number, step: number): void => {
    for (let at = Math.max(first, from); at <= Math.min(last, to); at += step) {
      let product = 0;
      let energy = 1e-12;
      for (let frame = 0; frame < CROSSFADE; frame += step) {
        const value = mono[at + frame]!;
        product += value * mono[read + frame]!;
        energy += value * value;
      }
      const fit = product / Math.sqrt(energy);
      if (fit <= most) continue;
      most = fit;
      best = at;
    }
  };
  look(wanted - SEARCH, wanted + SEARCH, COARSE);
  const near = best;
  most = -Infinity;
  look(near - COARSE, near + COARSE, 1);
  return best;
}

/** Copies frames; over the first `crossfade` of them, what is there fades out under them. */
function copy(source: Stereo, from: number, target: Stereo, to: number, frames: number, crossfade: number): void {
  for (let frame = 0; frame < frames; frame += 1) {
    const gain = frame < crossfade ? (frame + 0.5) / crossfade : 1;
    target.left[to + frame] = target.left[to + frame]! * (1 - gain) + source.left[from + frame]! * gain;
    target.right[to + frame] = target.right[to + frame]! * (1 - gain) + source.right[from + frame]! * gain;
  }
}

/** Fades the last frames before `end` to nothing. */
function fadeTail(audio: Stereo, end: number): void {
  const fade = Math.min(PRE, end);
  for (let frame = 0; frame < fade; frame += 1) {
    const gain = (frame + 0.5) / fade;
    audio.left[end - 1 - frame]! *= gain;
    audio.right[end - 1 - frame]! *= gain;
  }
}
