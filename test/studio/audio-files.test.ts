import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import flac from 'libflacjs/dist/libflac.js';
import wavefile from 'wavefile';
import { describe, expect, test } from 'vitest';
import type { Stereo } from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { writeFlac, writeWav } from '../../src/studio/index.ts';
import { sine } from '../support/signals.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FULL = 2 ** 23 - 1;

/** A tone and noise that differ left and right, of an odd number of frames. */
function sound(): Stereo {
  const random = seededRandom(1);
  const left = sine(440, 0.25, 0.8).slice(1);
  return { left, right: left.map((sample) => sample / 2 + (random() - 0.5) / 10) };
}

function rounded(samples: Float32Array): readonly number[] {
  return Array.from(samples, (sample) => Math.round(sample * FULL) || 0);
}

function readBack(bytes: Uint8Array) {
  const wav = new wavefile.WaveFile();
  wav.fromBuffer(bytes);
  const [left, right] = wav.getSamples(false, Float64Array) as unknown as readonly Float64Array[];
  return { fmt: wav.fmt as Record<string, number>, depth: wav.bitDepth, left: [...left!], right: [...right!] };
}

describe('writeWav', () => {
  test('24 bits are what was given, rounded', () => {
    const audio = sound();
    const { fmt, depth, left, right } = readBack(writeWav(audio, '24 bit'));
    expect(fmt).toMatchObject({ sampleRate: 48_000, numChannels: 2, blockAlign: 6, byteRate: 288_000 });
    expect(depth).toBe('24');
    expect(left).toEqual(rounded(audio.left));
    expect(right).toEqual(rounded(audio.right));
  });

  test('floats are what was given, beyond full scale too', () => {
    const audio = { left: Float32Array.of(0, 0.1, -1.5), right: Float32Array.of(2, -0.25, 1e-9) };
    const { depth, left, right } = readBack(writeWav(audio, 'float'));
    expect(depth).toBe('32f');
    expect(Float32Array.from(left)).toEqual(audio.left);
    expect(Float32Array.from(right)).toEqual(audio.right);
  });

  test('24 bits clip what is beyond full scale, and what is no number is silence', () => {
    const audio = { left: Float32Array.of(1.5, -1.5, Number.NaN), right: new Float32Array(3) };
    expect(readBack(writeWav(audio, '24 bit')).left).toEqual([FULL, -FULL, 0]);
  });

  test('another program reads it', ({ skip }) => {
    const file = path.join(tempFolder(), 'sound.wav');
    writeFileSync(file, writeWav(sound(), 'float'));
    const probe = spawnSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name,sample_rate', file]);
    if (probe.error !== undefined) return skip();
    expect(probe.stderr.toString()).toBe('');
    expect(probe.stdout.toString()).toMatch(/pcm_f32le[^]*48000/);
  });
});

describe('writeFlac', () => {
  test('is decoded to what was given, its checksum is right, and the same sound is the same bytes', async () => {
    const audio = sound();
    const bytes = await writeFlac(audio);
    expect(Buffer.compare(bytes, await writeFlac(audio))).toBe(0);
    expect(bytes.length).toBeLessThan(audio.left.length * 6);
    const { samples, md5Checked, totalSamples } = decode(bytes);
    expect(totalSamples).toBe(audio.left.length);
    expect(md5Checked).toBe(true);
    expect(samples[0]).toEqual(rounded(audio.left));
    expect(samples[1]).toEqual(rounded(audio.right));
    bytes[8 + 18]! ^= 1;
    expect(decode(bytes).md5Checked).toBe(false);
  });

  test('another program reads it', async ({ skip }) => {
    const file = path.join(tempFolder(), 'sound.flac');
    writeFileSync(file, await writeFlac(sound()));
    const probe = spawnSync('ffmpeg', ['-v', 'warning', '-i', file, '-f', 'null', '-']);
    if (probe.error !== undefined) return skip();
    expect(probe.status).toBe(0);
    expect(probe.stderr.toString()).toBe('');
  });
});

/** Decodes with libFLAC's own decoder, which compares the sound with the checksum. */
function decode(bytes: Uint8Array) {
  const decoder = flac.create_libflac_decoder(true);
  const samples: [number[], number[]] = [[], []];
  let at = 0;
  let totalSamples = 0;
  flac.init_decoder_stream(
    decoder,
    (wanted) => {
      const buffer = bytes.slice(at, at + wanted);
      at += buffer.length;
      return { buffer, readDataLength: buffer.length, error: false };
    },
    (channels) => {
      for (const [channel, piece] of channels.entries()) {
        const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
        for (let byte = 0; byte < piece.byteLength; byte += 4) samples[channel]?.push(view.getInt32(byte, true));
      }
    },
    (code, message) => {
      throw new Error(`libFLAC: ${message} (${code})`);
    },
    (info) => {
      totalSamples = info?.total_samples ?? 0;
    },
  );
  const decoded = flac.FLAC__stream_decoder_process_until_end_of_stream(decoder);
  const md5Checked = Boolean(decoded && flac.FLAC__stream_decoder_finish(decoder));
  flac.FLAC__stream_decoder_delete(decoder);
  return { samples, totalSamples, md5Checked };
}
