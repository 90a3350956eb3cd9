import { describe, expect, it } from 'vitest';
import { dbToGain, integratedLoudness, setLoudness, silence, type Stereo } from '../../src/dsp/index.ts';
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
