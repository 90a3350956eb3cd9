import { describe, expect, it } from 'vitest';
import { gainToDb, spectra } from '../../../src/dsp/index.ts';
import { Wavetable, addWave, addWaveMono, phaseStep } from '../../../src/studio/synth/wavetables.ts';
import { rms } from '../../support/signals.ts';

const SIZE = 65_536;
const WAVES = ['saw', 'square', 'triangle', 'sine'] as const;
const tables = new Map(WAVES.map((wave) => [wave, new Wavetable(wave)]));

function sounding(wave: (typeof WAVES)[number], hertz: number): Float32Array {
  const samples = new Float64Array(SIZE);
  addWaveMono(tables.get(wave)!.at(hertz), 100, phaseStep(hertz), SIZE, samples, 1);
  return Float32Array.from(samples);
}

/** Levels by bin, relative to the strongest; the first frame alone, for the last is padded. */
function levels(samples: Float32Array): readonly number[] {
  const [power] = spectra({ left: samples, right: samples }, { size: SIZE });
  const most = Math.max(...power!);
  return Array.from(power!, (value) => 10 * Math.log10(value / most));
}

describe.each(WAVES)('a %s', (wave) => {
  // Low, high and highest notes, none of them a divisor of the sample rate.
  it.each([55.3, 441.7, 2093, 4186, 9397])('of %d Hz holds its harmonics and nothing else down to -70 dB', (hertz) => {
    const bin = (frequency: number): number => (frequency * SIZE) / 48_000;
    const strange = levels(sounding(wave, hertz)).filter((level, index) => {
      const harmonic = Math.max(1, Math.round(index / bin(hertz)));
      return level > -70 && Math.abs(index - bin(harmonic * hertz)) > 12;
    });
    expect(strange).toEqual([]);
  });

  it('is as strong as others within 2 dB, whatever its pitch', () => {
    for (const hertz of [60, 500, 3000]) {
      expect(Math.abs(gainToDb(rms(sounding(wave, hertz)) * Math.SQRT2))).toBeLessThan(2);
    }
  });
});

it('a saw reaches up to 20 kHz at any pitch', () => {
  for (const hertz of [41.2, 110, 233.1, 622.3, 1318.5]) {
    const heard = levels(sounding('saw', hertz)).findLastIndex((level) => level > -60);
    expect((heard * 48_000) / SIZE).toBeGreaterThan(20_000 - hertz);
  }
});

it('goes on where it stopped, on both sides alike', () => {
  const period = tables.get('saw')!.at(440);
  const whole = new Float64Array(1000);
  addWaveMono(period, 0, phaseStep(440), 1000, whole, 0.5);
  const [left, right] = [new Float64Array(1000), new Float64Array(1000)];
  const phase = addWave(period, 0, phaseStep(440), 700, left, right, 0.5, 0.25);
  addWave(period, phase, phaseStep(440), 300, left.subarray(700), right.subarray(700), 0.5, 0.25);
  for (let frame = 0; frame < 1000; frame += 1) {
    expect(left[frame]).toBeCloseTo(whole[frame]!, 6);
    expect(right[frame]).toBeCloseTo(whole[frame]! / 2, 6);
  }
});
