import type { FileHandle } from 'node:fs/promises';
import { StudioError } from '../studio-error.ts';
import { readAt, readRiff, withFile, type Stretch } from './riff.ts';
import { mixDownGains, readFormat, sampleReader, type WavFormat } from './wav-format.ts';
import { acidTempo, loopPoints, type AcidTempo } from './loop-chunks.ts';

/** A longer file is used up to here: the memory of a minute at 48 kHz is 23 MB. */
const LONGEST_SECONDS = 90;

/** Below this a file holds no sound worth the name. */
const SHORTEST_SECONDS = 0.25;

/** Samples beyond this are no sound (60 dB over full scale), and all below this is silence (80 dB under it). */
const LARGEST_SAMPLE = 1000;
const SILENCE = 1e-4;

/** Frames decoded at a time. */
const BLOCK_FRAMES = 1 << 14;

/** The sound of a WAV file at its own rate, in full scale 1: one or two channels of equal length. */
export interface Wav {
  readonly channels: readonly [Float32Array] | readonly [Float32Array, Float32Array];
  /** Frames a second. */
  readonly rate: number;
  /** The first frame of the loop that the file marks, and the one after its last. */
  readonly loop: readonly [number, number] | undefined;
  /** The tempo that the file tells. */
  readonly acid: AcidTempo | undefined;
}

/**
 * Reads up to 90 s of a WAV file: 1 to 192 kHz, 8 to 32 bits or float, more than two channels mixed down. Memory stays small
 * however large the file is. Throws a StudioError with the reason when it can't be used.
 */
export async function readWav(path: string): Promise<Wav> {
  try {
    return await withFile(path, async (file) => {
      const { fmt, data, acid, smpl } = await readRiff(file);
      const format = readFormat(fmt);
      const channels = await decode(file, data, format);
      const [left] = channels;
      return {
        channels,
        rate: format.rate,
        loop: smpl === undefined ? undefined : loopPoints(smpl, left.length),
        acid: acid === undefined ? undefined : acidTempo(acid),
      };
    });
  } catch (cause) {
    throw new StudioError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function decode(file: FileHandle, data: Stretch, format: WavFormat): Promise<Wav['channels']> {
  const frameBytes = format.channels * format.bytes;
  const frames = Math.min(Math.floor(data.length / frameBytes), LONGEST_SECONDS * format.rate);
  if (frames === 0) throw new Error('it has no samples');
  if (frames < SHORTEST_SECONDS * format.rate) throw new Error('it is shorter than a quarter of a second');
  const gains = mixDownGains(format);
  const read = sampleReader(format);
  const left = new Float32Array(frames);
  const right = format.channels === 1 ? left : new Float32Array(frames);
  let peak = 0;
  for (let first = 0; first < frames; first += BLOCK_FRAMES) {
    const count = Math.min(BLOCK_FRAMES, frames - first);
    const view = await readAt(file, data.from + first * frameBytes, count * frameBytes);
    if (view.byteLength < count * frameBytes) throw new Error('it is cut off');
    for (let frame = 0; frame < count; frame += 1) {
      let [l, r] = [0, 0];
      for (const [channel, [toLeft, toRight]] of gains.entries()) {
        const sample = read(view, frame * frameBytes + channel * format.bytes);
        // Written so that what is not a number fails too.
        if (!(Math.abs(sample) <= LARGEST_SAMPLE)) throw new Error('it holds samples that are no sound');
        l += toLeft * sample;
        r += toRight * sample;
      }
      left[first + frame] = l;
      if (right !== left) right[first + frame] = r;
      peak = Math.max(peak, Math.abs(l), Math.abs(r));
    }
  }
  if (peak < SILENCE) throw new Error('it is silent');
  return right === left ? [left] : [left, right];
}
