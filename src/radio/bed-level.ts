import { dbToGain, SAMPLE_RATE, scale, type Stereo } from '../dsp/index.ts';
import { PACKET_SAMPLES, type Segment } from './segment.ts';
import { decodeStretch } from './seam.ts';

/** Mastering may have moved a bed by so much against the level it was asked at; more is music that still rings, and is not followed. */
const FARTHEST = dbToGain(6);

/** A bed is measured by the quietest of these in the last moments of a song, where drops and the last echo are least. */
const WINDOW = 4800;
const WINDOWS = 4;

/** Records fade out over 40 ms, and end within the last packet. */
const FADE_OUT = 0.04 * SAMPLE_RATE + PACKET_SAMPLES;

/** Makes a bed as loud as it is at the end of its song, in place. */
export function levelBed(bed: Stereo, { packets }: Pick<Segment, 'packets'>): void {
  const heard = Math.ceil((WINDOWS * WINDOW + FADE_OUT) / PACKET_SAMPLES);
  const ending = decodeStretch(packets, Math.max(0, packets.length - heard), packets.length);
  const wanted = quietest(ending, Math.max(0, ending.left.length - FADE_OUT - WINDOWS * WINDOW));
  const is = quietest(bed, 0);
  if (is > 0) scale(bed, Math.max(1 / FARTHEST, Math.min(FARTHEST, wanted / is)));
}

/** The least root mean square of the windows from a frame on. */
function quietest({ left, right }: Stereo, first: number): number {
  const energies = Array.from({ length: WINDOWS }, (_, index) => {
    let energy = 0;
    for (let frame = first + index * WINDOW; frame < first + (index + 1) * WINDOW; frame += 1)
      energy += (left[frame] ?? 0) ** 2 + (right[frame] ?? 0) ** 2;
    return energy / (2 * WINDOW);
  });
  return Math.sqrt(Math.min(...energies));
}
