import { setImmediate as turn } from 'node:timers/promises';
import type { Stereo } from '../dsp/index.ts';
import { decodeOpus, OPUS_PRE_SKIP, OpusEncoder } from './opus.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** Packets that are heard before a fade, so that decoder and encoder are in step with the stream: half a second. */
export const FADE_PRIME_PACKETS = 25;

/** How long a fade lasts: 0.8 s. */
export const FADE_PACKETS = 40;

/** Packets that are coded without a pause; about a millisecond or two. */
const SLICE_PACKETS = 8;

/** Fast rather than good: it is heard for less than a second, and becomes ever softer. */
const COMPLEXITY = 5;

/**
 * The end of a song that stops: `coming` faded out, to be sent in its place. `before`: the packets just sent, {@link FADE_PRIME_PACKETS} of them where there
 * are so many. It is worked out in slices that leave the packet clock room. Rejects with a RadioError when a packet is no Opus.
 */
export async function fadeOut(
  before: readonly Uint8Array[],
  coming: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const sound = decodeOpus([...before, ...coming]);
  await turn();
  const first = before.length * PACKET_SAMPLES;
  for (const channel of [sound.left, sound.right]) fade(channel, first);
  // Decoders lag by the pre-skip, and what they gave out is the sound here: so the encoder hears it that much earlier.
  const earlier: Stereo = { left: sound.left.subarray(OPUS_PRE_SKIP), right: sound.right.subarray(OPUS_PRE_SKIP) };
  const encoder = new OpusEncoder({ complexity: COMPLEXITY });
  const packets: Uint8Array[] = [];
  const count = before.length + coming.length;
  for (let packet = 0; packet < count; packet += SLICE_PACKETS) {
    packets.push(...encoder.encode(earlier, packet, Math.min(count, packet + SLICE_PACKETS)));
    await turn();
  }
  return packets.slice(before.length);
}

/** From full at a frame to nothing at the end, along a quarter of a cosine, squared: soft at both ends. In place. */
function fade(channel: Float32Array, first: number): void {
  const length = channel.length - first;
  for (let frame = 0; frame < length; frame += 1) {
    const gain = Math.cos((Math.PI / 2) * (frame / length)) ** 2;
    channel[first + frame] = (channel[first + frame] ?? 0) * gain;
  }
}
