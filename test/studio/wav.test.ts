import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EffectShelf } from '../../src/studio/effect-shelf.ts';
import { StudioError } from '../../src/studio/index.ts';
import { readWav } from '../../src/studio/wav/read-wav.ts';
import { loopOf } from '../../src/studio/wav/wav-effect.ts';
import { amplitudeAt, sameSamples, sine } from '../support/signals.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { acidChunk, smplChunk, wavBytes, withChunk } from '../support/wav-bytes.ts';

function saved(bytes: Uint8Array, name = 'effect.wav'): string {
  const file = path.join(tempFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

/** The bytes of a WAV file with some of them replaced. */
function changed(bytes: Uint8Array, ...changes: readonly (readonly [at: number, ...values: number[]])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [at, ...values] of changes) copy.set(values, at);
  return copy;
}

/** A WAV file with an extensible format of 40 bytes in place of its plain one. */
function extensible(bytes: Uint8Array, code: number, speakers: number): Uint8Array {
  const plain = bytes.indexOf(100, 36);
  const made = new Uint8Array(bytes.length - plain + 60);
  made.set(bytes.subarray(0, 36));
  made.set(bytes.subarray(plain), 60);
  const view = new DataView(made.buffer);
  view.setUint32(16, 40, true);
  view.setUint16(20, 0xfffe, true);
  view.setUint16(36, 22, true);
  view.setUint16(38, view.getUint16(34, true), true);
  view.setUint32(40, speakers, true);
  view.setUint16(44, code, true);
  return made;
}

describe('reading WAV files', () => {
  it.each([
    [44_100, '16'],
    [48_000, '24'],
    [22_050, '32'],
    [96_000, '32f'],
    [192_000, '24'],
    [48_000, '64'],
    [11_025, '8'],
  ] as const)('%i Hz at %s bits becomes a loop at 48 kHz of the same pitch and level', async (rate, depth) => {
    const loop = loopOf(await readWav(saved(wavBytes(rate, depth, sine(1000, 1.5, 0.5, 0, rate)))));
    expect(Math.abs(loop.left.length - 54_000)).toBeLessThanOrEqual(1);
    expect(amplitudeAt(loop.left, 1000, 24_000, 48_000)).toBeCloseTo(0.5, 2);
    expect(sameSamples(loop.right, loop.left)).toBe(true);
  });

  it.each([
    ['whole numbers', '24', 1],
    ['floating point', '32f', 3],
  ] as const)('an extensible format of %s is read like a plain one', async (_name, depth, code) => {
    const plain = wavBytes(48_000, depth, sine(500, 1, 0.5), sine(700, 1, 0.5));
    const [told, untold] = await Promise.all([extensible(plain, code, 3), plain].map((bytes) => readWav(saved(bytes))));
    expect(sameSamples(told!.channels[0], untold!.channels[0])).toBe(true);
    expect(sameSamples(told!.channels[1]!, untold!.channels[1]!)).toBe(true);
  });

  it('eight channels are mixed down: the sides 3 dB lower, the centre on both sides, no subwoofer', async () => {
    const channels = [300, 500, 700, 900, 1100, 1300, 1500, 1700].map((hertz) => sine(hertz, 1, 0.1));
    const [left, right] = (await readWav(saved(wavBytes(48_000, '16', ...channels)))).channels;
    const heard = (samples: Float32Array) =>
      [300, 500, 700, 900, 1100, 1300, 1500, 1700].map((hertz) => Math.round(amplitudeAt(samples, hertz) * 1000));
    expect(heard(left)).toEqual([100, 0, 71, 0, 71, 0, 71, 0]);
    expect(heard(right!)).toEqual([0, 100, 71, 0, 0, 71, 0, 71]);
  });

  it('channels go where the file says, and in pairs when no one knows', async () => {
    const three = [300, 500, 700].map((hertz) => sine(hertz, 1, 0.1));
    // Left, right and subwoofer, rather than a centre.
    const told = await readWav(saved(extensible(wavBytes(48_000, '16', ...three), 1, 0b1011)));
    expect(amplitudeAt(told.channels[0], 700)).toBeLessThan(0.001);
    const twelve = Array.from({ length: 12 }, (_, channel) => sine(300 + 100 * channel, 1, 0.05));
    const paired = await readWav(saved(wavBytes(48_000, '16', ...twelve)));
    expect(amplitudeAt(paired.channels[0], 1400)).toBeLessThan(0.001);
    expect(amplitudeAt(paired.channels[1]!, 1400)).toBeCloseTo(0.05, 3);
  });

  it('a file of more than 90 s is used up to there', async () => {
    const loop = loopOf(await readWav(saved(wavBytes(1000, '16', sine(100, 120, 0.5, 0, 1000)))));
    expect(loop.left.length / 48_000).toBeCloseTo(89.5, 1);
  });

  it('a loop that is marked is used as marked, and goes round without a step', async () => {
    const bytes = withChunk(wavBytes(48_000, '16', sine(480, 1, 0.5)), 'smpl', smplChunk(1000, 40_999));
    const { left } = loopOf(await readWav(saved(bytes)));
    expect(left.length).toBe(40_000);
    expect(Math.abs(left[0]! - left.at(-1)!)).toBeLessThan(0.04);
  });

  it.each([
    ['outside', smplChunk(1000, 90_000)],
    ['backwards', smplChunk(40_000, 1000)],
    ['cut off', smplChunk(1000, 40_999).subarray(0, 40)],
  ])('marks that are %s are passed over', async (_name, chunk) => {
    const wav = await readWav(saved(withChunk(wavBytes(48_000, '16', sine(480, 1, 0.5)), 'smpl', chunk)));
    expect(wav.loop).toBeUndefined();
  });

  it('a tempo that no one could mean is passed over', async () => {
    const wav = async (tempo: number, beats: number, flags = 0) =>
      (
        await readWav(
          saved(withChunk(wavBytes(48_000, '16', sine(480, 1, 0.5)), 'acid', acidChunk(tempo, beats, flags))),
        )
      ).acid;
    expect(await wav(120, 2)).toEqual({ tempo: 120, beats: 2 });
    expect(await wav(NaN, 2)).toEqual({ tempo: undefined, beats: 2 });
    expect(await wav(1e9, 0)).toBeUndefined();
    expect(await wav(120, 2, 1)).toBeUndefined();
  });
});

describe('WAV files that are no good', () => {
  const good = wavBytes(48_000, '16', sine(500, 1, 0.5));
  const withSample = (value: number): Uint8Array => {
    const bytes = wavBytes(48_000, '32f', sine(500, 1, 0.5));
    new DataView(bytes.buffer, bytes.byteOffset).setFloat32(bytes.length - 4000, value, true);
    return bytes;
  };
  it.each([
    ['empty', new Uint8Array(0), /no WAV file/],
    ['text', new TextEncoder().encode('not a wav at all, only text'), /no WAV file/],
    ['header only', good.subarray(0, 20), /head is cut off/],
    ['without sound', good.subarray(0, 36), /sound is missing/],
    ['no frames', wavBytes(48_000, '16', new Float32Array(0)), /no samples/],
    ['cut off', good.subarray(0, 50_000), /cut off/],
    ['not a number', withSample(NaN), /no sound/],
    ['endless', withSample(-Infinity), /no sound/],
    ['far beyond full scale', wavBytes(48_000, '32f', sine(500, 1, 1e30)), /no sound/],
    ['silent', wavBytes(48_000, '16', new Float32Array(48_000)), /silent/],
    ['too short', wavBytes(48_000, '16', sine(500, 0.1, 0.5)), /shorter/],
    ['without a rate', changed(good, [24, 0, 0, 0, 0]), /sample rate of 0 Hz/],
    ['too fast', changed(good, [24, 0, 0xdc, 5, 0]), /sample rate of 384000 Hz/],
    ['without channels', changed(good, [22, 0, 0]), /0 channels/],
    ['of 65535 channels', changed(good, [22, 255, 255]), /65535 channels/],
    ['compressed', changed(good, [20, 0x55, 0]), /compressed \(format 85\).*PCM/],
    ['of odd bits', changed(good, [32, 5, 0], [34, 40, 0]), /\(40 bits, int\) is not supported/],
    ['extensible, and cut', changed(good, [20, 0xfe, 0xff]), /format is incomplete/],
  ])('one that is %s is skipped with the reason, in one line', async (_name, bytes, reason) => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, 'Bad.wav'), bytes);
    writeFileSync(path.join(folder, 'Birds.WAV'), good);
    const shelf = await EffectShelf.open(folder);
    expect(shelf.names()).toContain('birds');
    expect(shelf.names()).not.toContain('bad');
    expect(shelf.problems).toHaveLength(1);
    expect(shelf.problems[0]).toMatch(/^Bad\.wav is no usable WAV and was skipped: [^\n]+$/);
    expect(shelf.problems[0]).toMatch(reason);
    expect(await shelf.get('bad')).toBeUndefined();
  });

  it('whatever its head says, a file is read or refused, never worse', async () => {
    const file = saved(good);
    const marked = withChunk(
      withChunk(wavBytes(8000, '16', sine(500, 0.5, 0.5, 0, 8000)), 'smpl', smplChunk(10, 3000)),
      'acid',
      acidChunk(120, 1),
    );
    // The chunks after the sound are the last 100 bytes.
    const places = fc.oneof(
      fc.nat(60),
      fc.nat(100).map((back) => marked.length - 1 - back),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(places, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 }),
        fc.oneof(fc.constant(marked.length), fc.nat(marked.length)),
        async (changes, length) => {
          writeFileSync(file, changed(marked, ...changes).subarray(0, length));
          const result = await readWav(file).catch((error: unknown) => error);
          if (result instanceof Error) {
            expect(result).toBeInstanceOf(StudioError);
            expect(result.message).toMatch(/^[^\n]+$/);
          } else {
            expect(loopOf(result as Awaited<ReturnType<typeof readWav>>).left.every(Number.isFinite)).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
