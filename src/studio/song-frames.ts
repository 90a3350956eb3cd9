import { SAMPLE_RATE } from '../dsp/index.ts';
import { ticksToSeconds, type Score, type Ticks } from '../score/index.ts';
import { StudioError } from './studio-error.ts';

/** The bed alone before the first note, so that the fade-in touches no attack. */
const LEAD_IN_SECONDS = 0.1;

/** What follows the last bar: notes ring out, the room dies away, the bed goes on. */
const TAIL_SECONDS = 2.6;

/** Records last whole 20 ms packets, which are whole blocks of the synthesiser too. */
const PACKET_FRAMES = 960;

/** A longer record would need more than 500 MB while it is made. */
const LONGEST_SECONDS = 20 * 60;

/** A listener hears the opening while the rest is played, which takes less time than this even on a slow machine. */
const OPENING_SECONDS = 12;

/** A shorter song is there as a whole about as soon as its opening would be. */
const SHORTEST_WITH_OPENING_SECONDS = 30;

/** Frames of the mix that the end of an opening needs to know: the limiter's look-ahead, a beat loop's fade where the mix ends. */
export const OPENING_MARGIN = 5 * PACKET_FRAMES;

/** A song in sample frames. */
export interface SongFrames {
  readonly toFrame: (ticks: Ticks) => number;
  /** The record's length. */
  readonly frames: number;
  /** Length of the part that can be on air while the rest is played; 0 in short songs. */
  readonly opening: number;
}

/** Where a score's notes lie in its record. Throws a StudioError when the score has no playable length. */
export function songFrames(score: Score): SongFrames {
  const toFrame = (ticks: Ticks): number =>
    Math.round((LEAD_IN_SECONDS + ticksToSeconds(ticks, score.tempo)) * SAMPLE_RATE);
  const frames = Math.ceil((toFrame(score.duration) + TAIL_SECONDS * SAMPLE_RATE) / PACKET_FRAMES) * PACKET_FRAMES;
  if (!(frames <= LONGEST_SECONDS * SAMPLE_RATE)) {
    throw new StudioError(`the score has no playable length: a record lasts at most ${LONGEST_SECONDS / 60} minutes`);
  }
  const opening = frames < SHORTEST_WITH_OPENING_SECONDS * SAMPLE_RATE ? 0 : OPENING_SECONDS * SAMPLE_RATE;
  return { toFrame, frames, opening };
}
