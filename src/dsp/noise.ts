import type { Random } from '../random/index.ts';
import { silence, type Stereo } from './audio.ts';

/** Uniform white noise between -1 and 1, the channels independent. */
export function whiteNoise(frames: number, random: Random): Stereo {
  const noise = silence(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    noise.left[frame] = 2 * random() - 1;
    noise.right[frame] = 2 * random() - 1;
  }
  return noise;
}

/**
 * Makes a loop without a seam: the last `fadeFrames` are laid over the first with equal power, and cut off.
 * Throws a RangeError when the audio is not longer than twice the fade.
 */
export function seamlessLoop(audio: Stereo, fadeFrames: number): Stereo {
  const length = audio.left.length - fadeFrames;
  if (length <= fadeFrames) throw new RangeError(`a loop of ${length} frames is too short for a fade of ${fadeFrames}`);
  const close = (samples: Float32Array): Float32Array => {
    const loop = samples.slice(0, length);
    for (let frame = 0; frame < fadeFrames; frame += 1) {
      const angle = (frame / fadeFrames) * (Math.PI / 2);
      loop[frame] = samples[frame]! * Math.sin(angle) + samples[length + frame]! * Math.cos(angle);
    }
    return loop;
  };
  return { left: close(audio.left), right: close(audio.right) };
}
