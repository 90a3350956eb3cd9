import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gainToDb, integratedLoudness, silence } from '../../src/dsp/index.ts';
import { layEffect } from '../../src/studio/effect-bed.ts';
import { EffectShelf } from '../../src/studio/effect-shelf.ts';
import { rainBed } from '../../src/studio/index.ts';
import { loopOf, readWav } from '../../src/studio/wav-effect.ts';
import { amplitudeAt, bandLevel, rms, sameSamples, sine } from '../support/signals.ts';
import { wavBytes } from '../support/wav-bytes.ts';
import { tempFolder } from '../support/temp-folder.ts';

function saved(bytes: Uint8Array, name = 'effect.wav'): string {
  const file = path.join(tempFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

describe('WAV effects', () => {
  it.each([
    [44_100, '16'],
    [48_000, '24'],
    [22_050, '32'],
    [96_000, '32f'],
    [192_000, '24'],
    [48_000, '64'],
  ] as const)('%i Hz at %s bits becomes a loop at 48 kHz of the same pitch and level', async (rate, depth) => {
    const loop = loopOf(await readWav(saved(wavBytes(rate, depth, sine(1000, 1.5, 0.5, 0, rate)))));
    expect(loop.left.length).toBe(48_000 + 6_000);
    expect(amplitudeAt(loop.left, 1000, 24_000, 48_000)).toBeCloseTo(0.5, 2);
    expect(sameSamples(loop.right, loop.left)).toBe(true);
  });

  it('keeps stereo apart, and of eight channels takes the first two', async () => {
    const channels = [300, 500, 700, 900, 1100, 1300, 1500, 1700].map((hertz) => sine(hertz, 2, 0.3));
    const loop = loopOf(await readWav(saved(wavBytes(48_000, '16', ...channels))));
    expect(amplitudeAt(loop.left, 300, 28_800, 67_200)).toBeCloseTo(0.3, 2);
    expect(amplitudeAt(loop.right, 500, 28_800, 67_200)).toBeCloseTo(0.3, 2);
    expect(amplitudeAt(loop.right, 700, 28_800, 67_200)).toBeLessThan(0.01);
  });

  it('a file of more than 90 s is used up to there', async () => {
    const loop = loopOf(await readWav(saved(wavBytes(1000, '16', sine(100, 120, 0.5, 0, 1000)))));
    expect(loop.left.length / 48_000).toBeCloseTo(89.5, 1);
  });

  const good = wavBytes(48_000, '16', sine(500, 1, 0.5));
  const nan = wavBytes(48_000, '32f', sine(500, 1, 0.5));
  new DataView(nan.buffer, nan.byteOffset).setFloat32(nan.length - 4000, NaN, true);
  const noRate = good.slice();
  new DataView(noRate.buffer).setUint32(24, 0, true);
  it.each([
    ['empty', new Uint8Array(0), /.+/],
    ['text', new TextEncoder().encode('not a wav at all, only text'), /.+/],
    ['header only', good.subarray(0, 20), /data/],
    ['no frames', wavBytes(48_000, '16', new Float32Array(0)), /no samples/],
    ['cut off', good.subarray(0, 50_000), /cut off/],
    ['not a number', nan, /no sound/],
    ['far beyond full scale', wavBytes(48_000, '32f', sine(500, 1, 1e30)), /no sound/],
    ['silent', wavBytes(48_000, '16', new Float32Array(48_000)), /silent/],
    ['too short', wavBytes(48_000, '16', sine(500, 0.1, 0.5)), /shorter/],
    ['no rate', noRate, /sample rate/],
    ['eight bits', wavBytes(48_000, '8', sine(500, 1, 0.5)), /not supported/],
  ])('one that is %s is skipped with the reason, in one line', async (_name, bytes, reason) => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, 'Bad.wav'), bytes);
    writeFileSync(path.join(folder, 'Cafe.WAV'), good);
    const shelf = await EffectShelf.open(folder);
    expect(shelf.names()).toEqual(['rain', 'vinyl', 'tape', 'cafe']);
    expect(shelf.problems).toHaveLength(1);
    expect(shelf.problems[0]).toMatch(/^Bad\.wav is no usable WAV and was skipped: [^\n]+$/);
    expect(shelf.problems[0]).toMatch(reason);
    expect(await shelf.get('bad')).toBeUndefined();
  });

  it('a folder named like a WAV is skipped, a missing folder is no fault, and its own rain comes before ours', async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, 'odd.wav'));
    writeFileSync(path.join(folder, 'rain.wav'), good);
    const shelf = await EffectShelf.open(folder);
    expect(shelf.problems).toHaveLength(1);
    expect(amplitudeAt((await shelf.get('rain'))!.layers[0]!.left, 500, 14_400, 28_800)).toBeCloseTo(0.5, 1);
    expect((await EffectShelf.open(path.join(folder, 'none'))).problems).toEqual([]);
  });
});

describe('synthesised effects', () => {
  it.each(['rain', 'vinyl', 'tape'])('%s lies as loud as it is laid, wherever the seed begins', async (name) => {
    const shelf = await EffectShelf.open('no such folder');
    const effect = (await shelf.get(name))!;
    for (const seed of [1, 2]) {
      const bed = silence(20 * 48_000);
      layEffect(bed, name, effect, -27, seed);
      expect(Math.abs(integratedLoudness(bed) + 27)).toBeLessThan(1);
    }
  });

  it('rain has a broad hiss that falls as recordings do, and drops that stand out', () => {
    const { left } = rainBed(20, 5);
    const band = (hertz: number): number =>
      bandLevel(left, hertz / 1.2, hertz * 1.2) - gainToDb(Math.sqrt(hertz / 500));
    expect(band(500) - band(3600)).toBeGreaterThan(3);
    expect(band(500) - band(3600)).toBeLessThan(13);
    expect(band(3600) - band(15_000)).toBeGreaterThan(8);
    const kurtosis = left.reduce((sum, value) => sum + value ** 4, 0) / left.length / rms(left) ** 4;
    expect(kurtosis).toBeGreaterThan(4);
  });

  it('a bed of rain is steady over seconds, near the level of rain under a master: no holes for songs to be joined on', () => {
    const bed = rainBed(30, 5);
    const { left } = bed;
    expect(integratedLoudness(bed)).toBeCloseTo(-26, 1);
    expect(left.length).toBe(30 * 48_000);
    expect(left[0]).toBeCloseTo(0, 9);
    expect(bed.right.at(-1)).toBeCloseTo(0, 9);
    const seconds = Array.from({ length: 28 }, (_, second) =>
      gainToDb(rms(left, (second + 1) * 48_000, (second + 2) * 48_000)),
    );
    expect(Math.max(...seconds) - Math.min(...seconds)).toBeLessThan(6);
  });
});
