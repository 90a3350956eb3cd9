import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { dbToGain, integratedLoudness, loudnessRange, setLoudness, silence, type Stereo } from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { both, sine } from '../support/signals.ts';

/** Stretches of a 1 kHz stereo sine, `[dBFS, seconds]` each, as EBU Tech 3341 builds its test signals. */
function tones(...stretches: readonly (readonly [number, number])[]): Stereo {
  const parts = stretches.map(([level, seconds]) => sine(1000, seconds, dbToGain(level)));
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    samples.set(part, place);
    place += part.length;
  }
  return both(samples);
}

describe('integrated loudness', () => {
  it('reads 997 Hz at full scale in one channel as -3.01 LUFS (BS.1770-4)', () => {
    const audio = silence(5 * 48_000);
    audio.left.set(sine(997, 5));
    expect(integratedLoudness(audio)).toBeCloseTo(-3.01, 1);
  });

  it.each([
    ['case 1: -23 dBFS', tones([-23, 20]), -23],
    ['case 2: -33 dBFS', tones([-33, 20]), -33],
    ['case 3: quiet ends are gated away', tones([-36, 10], [-23, 60], [-36, 10]), -23],
    ['case 4: near silence too', tones([-72, 10], [-36, 10], [-23, 60], [-36, 10], [-72, 10]), -23],
    ['case 5: what lies within the gate counts', tones([-26, 20], [-20, 20.1], [-26, 20]), -23],
  ])('passes EBU Tech 3341 %s', (_name, audio, expected) => {
    expect(Math.abs(integratedLoudness(audio) - expected)).toBeLessThanOrEqual(0.1);
  });

  it('is -Infinity for silence and for less than 400 ms', () => {
    expect(integratedLoudness(silence(48_000))).toBe(-Infinity);
    expect(integratedLoudness(both(sine(1000, 0.39)))).toBe(-Infinity);
  });

  it('is what setLoudness sets', () => {
    const audio = tones([-40, 3]);
    setLoudness(audio, -14);
    expect(integratedLoudness(audio)).toBeCloseTo(-14, 5);
  });
});

describe('loudness range', () => {
  it.each([
    ['case 1', tones([-20, 20], [-30, 20]), 10],
    ['case 2', tones([-20, 20], [-15, 20]), 5],
    ['case 3', tones([-40, 20], [-20, 20]), 20],
    ['case 4', tones([-50, 20], [-35, 20], [-20, 20], [-35, 20], [-50, 20]), 15],
  ])('passes EBU Tech 3342 %s', (_name, audio, expected) => {
    expect(Math.abs(loudnessRange(audio) - expected)).toBeLessThanOrEqual(1);
  });

  it('is 0 for silence and for less than three seconds', () => {
    expect(loudnessRange(silence(5 * 48_000))).toBe(0);
    expect(loudnessRange(tones([-20, 1], [-40, 1.9]))).toBe(0);
  });

  it('agrees with ffmpeg on noise that swells and fades', ({ skip }) => {
    const random = seededRandom(8);
    const samples = Float32Array.from({ length: 40 * 48_000 }, (_, index) => {
      const swell = dbToGain(-24 + 10 * Math.sin(index / 130_000) + 4 * Math.sin(index / 31_000));
      return (random() - 0.5) * swell;
    });
    const audio = both(samples);
    const interleaved = new Float32Array(samples.length * 2);
    for (const [index, sample] of samples.entries()) interleaved.fill(sample, 2 * index, 2 * index + 2);
    const ffmpeg = spawnSync(
      'ffmpeg',
      ['-hide_banner', '-f', 'f32le', '-ar', '48000', '-ac', '2', '-i', '-', '-af', 'ebur128', '-f', 'null', '-'],
      { input: Buffer.from(interleaved.buffer), maxBuffer: 1e8 },
    );
    if (ffmpeg.error !== undefined) return skip();
    const summary = ffmpeg.stderr.toString().split('Summary:')[1] ?? '';
    const reading = (name: string): number => Number(new RegExp(`${name}:\\s+(-?[\\d.]+) LU`).exec(summary)?.[1]);
    expect(Math.abs(loudnessRange(audio) - reading('LRA'))).toBeLessThanOrEqual(0.2);
    expect(Math.abs(integratedLoudness(audio) - reading('I'))).toBeLessThanOrEqual(0.1);
  });
});
