import wavefile from 'wavefile';

/** Sample formats by wavefile's names. */
type BitDepth = '8' | '16' | '24' | '32' | '32f' | '64';

/** A WAV file's bytes; channels in full scale 1. */
export function wavBytes(rate: number, depth: BitDepth, ...channels: readonly Float32Array[]): Uint8Array {
  const scale = depth === '32f' || depth === '64' ? 1 : 2 ** (Number(depth) - 1) - 1;
  const file = new wavefile.WaveFile();
  const samples = channels.map((channel) => Array.from(channel, (value) => value * scale + (depth === '8' ? 128 : 0)));
  file.fromScratch(channels.length, rate, depth, samples.length === 1 ? samples[0]! : samples);
  return file.toBuffer();
}

/** A WAV file with another chunk at its end. */
export function withChunk(wav: Uint8Array, name: string, chunk: Uint8Array): Uint8Array {
  const padded = wav.length + (wav.length % 2);
  const bytes = new Uint8Array(padded + 8 + chunk.length);
  bytes.set(wav);
  bytes.set(new TextEncoder().encode(name), padded);
  const view = new DataView(bytes.buffer);
  view.setUint32(padded + 4, chunk.length, true);
  bytes.set(chunk, padded + 8);
  view.setUint32(4, bytes.length - 8, true);
  return bytes;
}

/** What loop libraries write of a loop's tempo. Bit 0 of the flags: a single shot. */
export function acidChunk(tempo: number, beats: number, flags = 0): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, flags, true);
  view.setUint32(12, beats, true);
  view.setUint16(16, 4, true);
  view.setUint16(18, 4, true);
  view.setFloat32(20, tempo, true);
  return new Uint8Array(view.buffer);
}

/** What samplers write of a loop from one frame to another, both played. */
export function smplChunk(first: number, last: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(60));
  view.setUint32(28, 1, true);
  view.setUint32(44, first, true);
  view.setUint32(48, last, true);
  return new Uint8Array(view.buffer);
}
