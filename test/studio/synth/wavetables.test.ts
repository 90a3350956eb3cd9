import { describe, expect, it } from 'vitest';
import { VoiceBlock, gainToDb, spectra } from '../../../src/dsp/index.ts';
import { Wavetable, addWave, phaseStep } from '../../../src/studio/synth/wavetables.ts';
import { rms } from '../../support/signals.ts';

const SIZE = 65_536;
const WAVES = ['saw', 'square', 'triangle', 'sine'] as const;
const tables = new Map(WAVES.map((wave) => [wave, new Wavetable(wave)]));

function sounding(wave: (typeof WAVES)[number], hertz: number): Float32Array {
  const samples = new Float64Array(SIZE);
  addWave(tables.get(wave)!.at(hertz), 100, phaseStep(hertz), SIZE, samples, 1);
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

it('goes on where it stopped', () => {
  const period = tables.get('saw')!.at(440);
  const [whole, parts] = [new Float64Array(1000), new Float64Array(1000)];
  addWave(period, 0, phaseStep(440), 1000, whole, 0.5);
  const phase = addWave(period, 0, phaseStep(440), 700, parts, 0.5);
  addWave(period, phase, phaseStep(440), 300, parts.subarray(700), 0.5);
  for (let frame = 0; frame < 1000; frame += 1) expect(parts[frame]).toBeCloseTo(whole[frame]!, 6);
});

it('sounds the same in the block of a voice, where it is read by WebAssembly', () => {
  const block = new VoiceBlock('both');
  // More periods than the memory has room for at a time.
  for (const hertz of Array.from({ length: 40 }, (_, index) => 40 * 1.15 ** index)) {
    const period = tables.get('saw')!.at(hertz);
    const expected = new Float64Array(61);
    addWave(period, 4000.7, phaseStep(hertz), 61, expected, 0.5);
    block.clear();
    block.addPeriod(period, 4000.7, phaseStep(hertz), 61, [0.5, -0.25]);
    const { left, right } = block.sides;
    for (let frame = 0; frame < 61; frame += 1) {
      expect(left[frame]).toBeCloseTo(expected[frame]!, 4);
      expect(right[frame]).toBeCloseTo(expected[frame]! / -2, 4);
    }
  }
});
