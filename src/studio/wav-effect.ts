import { readFile, stat } from 'node:fs/promises';
import wavefile from 'wavefile';
import { SAMPLE_RATE, resample, seamlessLoop, type Stereo } from '../dsp/index.ts';
import { StudioError } from './studio-error.ts';

/** A longer file is used up to here: the memory of a minute at 48 kHz is 23 MB. */
const LONGEST_SECONDS = 90;

/** Below this a file holds no loop worth the name. */
const SHORTEST_SECONDS = 0.25;

/** Files beyond this are not read into memory. */
const LARGEST_BYTES = 512 * 1024 * 1024;

const FADE_SECONDS = 0.5;

/** What one is in each sample format, by the name wavefile gives it. */
const FULL_SCALE: Readonly<Record<string, number>> = {
  '16': 2 ** 15,
  '24': 2 ** 23,
  '32': 2 ** 31,
  '32f': 1,
  '64': 1,
};

/** Samples beyond this are no sound (60 dB over full scale), and all below this is silence (80 dB under it). */
const LARGEST_SAMPLE = 1000;
const SILENCE = 1e-4;

/** Length of a data chunk whose writer could not know it, such as a pipe. */
const UNKNOWN_LENGTHS: readonly number[] = [0, 0xffff_ffff];

/** The sound of a WAV file as it is stored, in full scale 1: one or two channels of equal length. */
export interface Wav {
  readonly channels: readonly [Float32Array] | readonly [Float32Array, Float32Array];
  /** Samples a second. */
  readonly rate: number;
}

/**
 * Reads a WAV file: any rate, mono or stereo (of more channels the first two), 16, 24 or 32 bits or float.
 * Throws a StudioError with the reason when it can't be used.
 */
export async function readWav(file: string): Promise<Wav> {
  try {
    if ((await stat(file)).size > LARGEST_BYTES) throw new Error('it is larger than 512 MB');
    return parse(await readFile(file));
  } catch (cause) {
    throw new StudioError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The sound of a WAV file as a seamless loop at 48 kHz. */
export function loopOf({ channels, rate }: Wav): Stereo {
  const left = resample(channels[0], rate);
  const right = channels[1] === undefined ? left : resample(channels[1], rate);
  return seamlessLoop({ left, right }, Math.round(Math.min(FADE_SECONDS * SAMPLE_RATE, left.length / 4)));
}

function parse(bytes: Uint8Array): Wav {
  const wav = new wavefile.WaveFile();
  wav.fromBuffer(bytes);
  const { sampleRate: rate } = wav.fmt as { readonly sampleRate: number };
  const { chunkSize, samples } = wav.data as { readonly chunkSize: number; readonly samples: Uint8Array };
  if (!(rate >= 1000 && rate <= 768_000)) throw new Error(`its sample rate of ${rate} Hz is none`);
  const fullScale = FULL_SCALE[wav.bitDepth];
  if (fullScale === undefined) throw new Error(`its sample format (${wav.bitDepth} bits) is not supported`);
  if (samples.length === 0) throw new Error('it has no samples');
  if (samples.length < chunkSize && !UNKNOWN_LENGTHS.includes(chunkSize)) {
    throw new Error(`it is cut off: ${samples.length} of ${chunkSize} bytes of sound are there`);
  }
  // A single channel comes as one array, several as an array of arrays.
  const decoded = wav.getSamples(false, Float64Array) as unknown as Float64Array | readonly Float64Array[];
  const channels = (decoded instanceof Float64Array ? [decoded] : decoded.slice(0, 2)).map((channel) =>
    Float32Array.from(channel.subarray(0, LONGEST_SECONDS * rate), (value) => value / fullScale),
  );
  if (channels.some((channel) => channel.length < SHORTEST_SECONDS * rate))
    throw new Error('it is shorter than a quarter of a second');
  const peaks = channels.map((channel) => channel.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  if (!peaks.every((peak) => peak <= LARGEST_SAMPLE)) throw new Error('it holds samples that are no sound');
  if (peaks.every((peak) => peak < SILENCE)) throw new Error('it is silent');
  const [left, right] = channels;
  if (left === undefined) throw new Error('it has no channels');
  return { channels: right === undefined ? [left] : [left, right], rate };
}
