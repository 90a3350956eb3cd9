import { Decoder, Encoder } from '@evan/opus';
import type { Stereo } from '../dsp/index.ts';
import { RadioError } from './radio-error.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** Samples by which libopus's output lags its input at 48 kHz (`OPUS_GET_LOOKAHEAD`): what an Ogg Opus file calls pre-skip. */
export const OPUS_PRE_SKIP = 312;

/** The largest packet of one 20 ms frame, in bytes (RFC 6716, section 3.2.1). */
export const MAX_PACKET_BYTES = 1275;

/** 20 ms of silence that every Opus decoder knows: a CELT frame with nothing in it. */
export const SILENCE_PACKET: Uint8Array = Uint8Array.of(0xf8, 0xff, 0xfe);

/** How {@link encodeOpus} spends bits and time. */
export interface OpusOptions {
  /** Bits a second; 128,000 when not given. */
  readonly bitrate?: number;
  /** 0 (fast) to 10 (good, and what is used when not given). */
  readonly complexity?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
}

/** Packets that hold so many samples and the encoder's look-ahead behind them. */
export function packetsFor(samples: number): number {
  return Math.ceil((samples + OPUS_PRE_SKIP) / PACKET_SAMPLES);
}

/** Encodes one piece in as many parts as it comes in: the packets are those of the whole. */
export class OpusEncoder {
  readonly #encoder = new Encoder({ channels: 2, sample_rate: 48_000, application: 'audio' });
  readonly #frame = new Int16Array(PACKET_SAMPLES * 2);

  constructor(options: OpusOptions = {}) {
    this.#encoder.bitrate = options.bitrate ?? 128_000;
    this.#encoder.complexity = options.complexity ?? 10;
  }

  /** The packets `from` to `to` of a piece, which must follow the ones before; what lies beyond the audio's end is silence. */
  encode(audio: Stereo, from: number, to: number): readonly Uint8Array[] {
    const frame = this.#frame;
    const packets: Uint8Array[] = [];
    for (let packet = from; packet < to; packet += 1) {
      const at = packet * PACKET_SAMPLES;
      const left = audio.left.subarray(at, at + PACKET_SAMPLES);
      const right = audio.right.subarray(at, at + PACKET_SAMPLES);
      for (let sample = 0; sample < left.length; sample += 1) {
        frame[sample * 2] = toInt16(left[sample]!);
        frame[sample * 2 + 1] = toInt16(right[sample]!);
      }
      frame.fill(0, left.length * 2);
      packets.push(this.#encoder.encode(frame));
    }
    return packets;
  }
}

/**
 * Encodes audio at 48 kHz into Opus packets of 20 ms. The end is padded with silence, so that a decoder that skips the first
 * {@link OPUS_PRE_SKIP} samples hears everything. Samples beyond full scale are clipped. The same audio gives the same bytes.
 */
export function encodeOpus(audio: Stereo, options: OpusOptions = {}): readonly Uint8Array[] {
  return new OpusEncoder(options).encode(audio, 0, packetsFor(audio.left.length));
}

/**
 * Decodes stereo packets as a listener's player would, look-ahead included: {@link PACKET_SAMPLES} samples a packet.
 * Throws a RadioError that names the packet when one is no Opus.
 */
export function decodeOpus(packets: readonly Uint8Array[]): Stereo {
  const decoder = new Decoder({ channels: 2, sample_rate: 48_000 });
  const left = new Float32Array(packets.length * PACKET_SAMPLES);
  const right = new Float32Array(packets.length * PACKET_SAMPLES);
  packets.forEach((packet, index) => {
    const frame = decodeFrame(decoder, packet, index);
    for (let sample = 0; sample < PACKET_SAMPLES; sample += 1) {
      left[index * PACKET_SAMPLES + sample] = (frame[sample * 2] ?? 0) / 32_768;
      right[index * PACKET_SAMPLES + sample] = (frame[sample * 2 + 1] ?? 0) / 32_768;
    }
  });
  return { left, right };
}

function decodeFrame(decoder: Decoder, packet: Uint8Array, index: number): Int16Array {
  let bytes: Uint8Array;
  try {
    bytes = decoder.decode(packet);
  } catch (cause) {
    throw new RadioError(`Packet ${index} is not an Opus packet`, { cause });
  }
  if (bytes.byteLength !== PACKET_SAMPLES * 4) throw new RadioError(`Packet ${index} is not 20 ms long`);
  return new Int16Array(bytes.buffer, bytes.byteOffset, PACKET_SAMPLES * 2);
}

// A NaN becomes 0: assigning it to an Int16Array does that.
function toInt16(sample: number): number {
  const value = Math.floor(sample * 32_767 + 0.5);
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}
