import { silence, type Stereo } from '../dsp/index.ts';

/** Blocks that a performance plays are whole multiples of this many frames: FluidSynth's own block. */
export const BLOCK_FRAMES = 64;

/**
 * A part being played: each call of `render` plays the frames that follow, so that all parts of a song advance together and nobody
 * holds a whole stem. However the frames are cut into blocks, the samples are the same.
 */
export interface Performance {
  /** Plays the next frames over what the block held; its length is a multiple of {@link BLOCK_FRAMES}. */
  render(block: Stereo): void;
  /** Gives back what the performance holds; it plays no more. Closing twice does nothing. */
  close(): void;
}

/** Plays the first frames of a performance and ends it; a number of frames that is a multiple of {@link BLOCK_FRAMES}. */
export function playOut(performance: Performance, frames: number): Stereo {
  try {
    const audio = silence(frames);
    performance.render(audio);
    return audio;
  } finally {
    performance.close();
  }
}
