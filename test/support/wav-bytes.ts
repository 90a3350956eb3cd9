import wavefile from 'wavefile';

/** Sample formats by wavefile's names. */
type BitDepth = '8' | '16' | '24' | '32' | '32f' | '64';

/** A WAV file's bytes; channels in full scale 1. */
export function wavBytes(rate: number, depth: BitDepth, ...channels: readonly Float32Array[]): Uint8Array {
  const scale = depth === '32f' || depth === '64' ? 1 : 2 ** (Number(depth) - 1) - 1;
  const file = new wavefile.WaveFile();
  const samples = channels.map((channel) => Array.from(channel, (value) => value * scale));
  file.fromScratch(channels.length, rate, depth, samples.length === 1 ? samples[0]! : samples);
  return file.toBuffer();
}
