import { silence, type Stereo } from './audio.ts';
import { PRE, laySegment, stretchSegment } from './stretch.ts';

/**
 * Sound in another time and at the same pitch: what lies at a frame of the audio comes out at the frame that `place` gives for it, which rises
 * with it. `onsets` are frames of the audio, in order: each lands where it belongs to the frame and its attack stays as it is; between attacks
 * takes are repeated or left out as in {@link stretchLoop}. Where a stretch keeps its length the samples are the same.
 */
export function stretchAlong(
  audio: Stereo,
  frames: number,
  onsets: readonly number[],
  place: (frame: number) => number,
): Stereo {
  const { length } = audio.left;
  const starts = [PRE, ...onsets.filter((onset) => onset > 2 * PRE && onset < length - 2 * PRE)];
  const stretched = silence(frames + PRE);
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1] ?? length;
    const from = Math.round(place(start));
    const to = Math.round(place(next));
    if (from - PRE >= frames) break;
    if (from < PRE || to <= from) continue;
    const source = { left: audio.left.subarray(start - PRE, next), right: audio.right.subarray(start - PRE, next) };
    laySegment(stretched, from - PRE, to - from === next - start ? source : stretchSegment(source, to - from + PRE));
  }
  return { left: stretched.left.subarray(0, frames), right: stretched.right.subarray(0, frames) };
}
