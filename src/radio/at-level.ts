import { dbToGain, scale, type Db } from '../dsp/index.ts';
import { decodeOpus, OPUS_PRE_SKIP, OpusEncoder } from './opus.ts';

/** Half the time of the best for what can hardly be heard. */
const COMPLEXITY = 5;

/** The same sound at another level: as many packets, at the same times. */
export function atLevel(packets: readonly Uint8Array[], db: Db): readonly Uint8Array[] {
  const sound = decodeOpus(packets);
  scale(sound, dbToGain(db));
  // Decoders lag by the pre-skip, and what they gave out is the sound here: so the encoder hears it that much earlier.
  const earlier = { left: sound.left.subarray(OPUS_PRE_SKIP), right: sound.right.subarray(OPUS_PRE_SKIP) };
  return new OpusEncoder({ complexity: COMPLEXITY }).encode(earlier, 0, packets.length);
}
