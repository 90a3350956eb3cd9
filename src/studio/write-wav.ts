import { SAMPLE_RATE, type Stereo } from '../dsp/index.ts';

/** How samples are stored: 24 bits, beyond full scale clipped, or 32-bit floats, as they are. */
export type WavSamples = '24 bit' | 'float';

const CHANNELS = 2;
const PCM = 1;
const FLOAT = 3;

/** Bytes of one channel's sample. */
const BYTES: Readonly<Record<WavSamples, number>> = { '24 bit': 3, float: 4 };

/** The largest value of 24 bits. */
export const INT24_MAX = 2 ** 23 - 1;

/** A sample in full scale 1 as a 24-bit whole number; beyond full scale it is clipped, and what is no number is silence. */
export function toInt24(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample || 0)) * INT24_MAX);
}

/** Audio as a WAV file: stereo at 48 kHz. */
export function writeWav({ left, right }: Stereo, samples: WavSamples): Uint8Array {
  const bytes = BYTES[samples];
  const fmt = formatChunk(samples);
  const length = left.length * CHANNELS * bytes;
  const sound = 12 + fmt.length + 8;
  // A chunk of odd length is followed by a byte that does not count.
  const file = new Uint8Array(sound + length + (length % 2));
  const view = new DataView(file.buffer);
  writeText(file, 0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  writeText(file, 8, 'WAVE');
  file.set(fmt, 12);
  writeText(file, 12 + fmt.length, 'data');
  view.setUint32(16 + fmt.length, length, true);
  let at = sound;
  for (let frame = 0; frame < left.length; frame += 1) {
    for (const channel of [left, right]) {
      const sample = channel[frame]!;
      if (samples === 'float') view.setFloat32(at, sample, true);
      else {
        const value = toInt24(sample);
        view.setUint16(at, value & 0xffff, true);
        view.setInt8(at + 2, value >> 16);
      }
      at += bytes;
    }
  }
  return file;
}

/** The format chunk; formats other than PCM also tell that they have no extension (Microsoft, "New Multimedia Data Types", 1994). */
function formatChunk(samples: WavSamples): Uint8Array {
  const bytes = BYTES[samples];
  const size = samples === 'float' ? 18 : 16;
  const chunk = new Uint8Array(8 + size);
  const view = new DataView(chunk.buffer);
  writeText(chunk, 0, 'fmt ');
  view.setUint32(4, size, true);
  view.setUint16(8, samples === 'float' ? FLOAT : PCM, true);
  view.setUint16(10, CHANNELS, true);
  view.setUint32(12, SAMPLE_RATE, true);
  view.setUint32(16, SAMPLE_RATE * CHANNELS * bytes, true);
  view.setUint16(20, CHANNELS * bytes, true);
  view.setUint16(22, 8 * bytes, true);
  return chunk;
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), at);
}
