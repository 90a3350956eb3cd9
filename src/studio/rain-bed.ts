import { SAMPLE_RATE, addLoop, fadeEnds, setLoudness, silence, type Lufs, type Stereo } from '../dsp/index.ts';
import { rainLayers } from './effects/rain.ts';

/** As loud as the rain under a master, give or take: nobody reaches for the volume when music follows. */
const LOUDNESS: Lufs = -26;

/** Rain alone, for when there is no music to send; needs no fonts and no files. Takes about a second of work, whatever its length. */
export function rainBed(seconds: number, seed: number): Stereo {
  const bed = silence(Math.round(seconds * SAMPLE_RATE));
  for (const layer of rainLayers(seed)) addLoop(bed, layer, 0, 1);
  setLoudness(bed, LOUDNESS);
  fadeEnds(bed, 0.04);
  return bed;
}
