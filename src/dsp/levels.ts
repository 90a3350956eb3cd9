import { SAMPLE_RATE, type Stereo } from './audio.ts';

/** Multiplies each channel by a gain, in place. */
export function scale(audio: Stereo, leftGain: number, rightGain: number = leftGain): void {
  for (let frame = 0; frame < audio.left.length; frame += 1) {
    audio.left[frame]! *= leftGain;
    audio.right[frame]! *= rightGain;
  }
}

/** Whether no sample of it is other than 0. */
export function isSilent({ left, right }: Stereo): boolean {
  return isNothing(left) && isNothing(right);
}

function isNothing({ buffer, byteOffset, length }: Float32Array): boolean {
  // As whole numbers, which are compared four at a time: most of what is looked at is silent to its end.
  const bits = new Int32Array(buffer, byteOffset, length);
  let at = 0;
  for (; at + 4 <= length; at += 4) if ((bits[at]! | bits[at + 1]! | bits[at + 2]! | bits[at + 3]!) !== 0) return false;
  for (; at < length; at += 1) if (bits[at] !== 0) return false;
  return true;
}

/** Adds audio to a sum of the same length, in place. */
export function addTo(sum: Stereo, audio: Stereo, gain = 1): void {
  for (let frame = 0; frame < sum.left.length; frame += 1) {
    sum.left[frame]! += audio.left[frame]! * gain;
    sum.right[frame]! += audio.right[frame]! * gain;
  }
}

/**
 * Adds a loop to a sum for the whole of the sum's length, in place, beginning at a frame of the loop. It begins again every so many
 * frames: by default when it ends; when `every` is more, there is silence in between.
 */
export function addLoop(sum: Stereo, loop: Stereo, startFrame: number, gain: number, every = loop.left.length): void {
  const length = loop.left.length;
  let place = startFrame % every;
  for (let frame = 0; frame < sum.left.length;) {
    const frames = Math.min((place < length ? length : every) - place, sum.left.length - frame);
    for (let step = 0; place < length && step < frames; step += 1) {
      sum.left[frame + step]! += loop.left[place + step]! * gain;
      sum.right[frame + step]! += loop.right[place + step]! * gain;
    }
    frame += frames;
    place = place + frames === every ? 0 : place + frames;
  }
}

/** Constant-power pan as gains for left and right: -1 is left, 0 the middle (0 dB each), 1 right. */
export function panGains(pan: number): readonly [number, number] {
  const angle = ((pan + 1) * Math.PI) / 4;
  return [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)];
}

/** Fades the very beginning and end with raised cosines, in place. */
export function fadeEnds(audio: Stereo, seconds: number): void {
  const frames = Math.min(Math.round(seconds * SAMPLE_RATE), Math.floor(audio.left.length / 2));
  for (let frame = 0; frame < frames; frame += 1) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * frame) / frames);
    const last = audio.left.length - 1 - frame;
    audio.left[frame]! *= gain;
    audio.right[frame]! *= gain;
    audio.left[last]! *= gain;
    audio.right[last]! *= gain;
  }
}

/** Fades the end to nothing with a raised cosine, in place. */
export function fadeOut(audio: Stereo, seconds: number): void {
  const frames = Math.min(Math.round(seconds * SAMPLE_RATE), audio.left.length);
  const start = audio.left.length - frames;
  for (let frame = 0; frame < frames; frame += 1) {
    const gain = 0.5 + 0.5 * Math.cos((Math.PI * frame) / frames);
    audio.left[start + frame]! *= gain;
    audio.right[start + frame]! *= gain;
  }
}
