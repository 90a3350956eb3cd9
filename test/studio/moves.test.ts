import { describe, expect, it } from 'vitest';
import { gainToDb, type Stereo } from '../../src/dsp/index.ts';
import type { Automation } from '../../src/score/index.ts';
import { movesOf } from '../../src/studio/moves.ts';
import { amplitudeAt, both, sameSamples, sine } from '../support/signals.ts';

const identity = (ticks: number): number => ticks;

/** Audio after what an automation of the pad does to it, in blocks of a length. */
function moved(audio: Stereo, automation: readonly Automation[], blockFrames = 48_000): Stereo {
  const { filters, gains } = movesOf(automation, 'pad', identity);
  const frames = audio.left.length;
  for (let from = 0; from < frames; from += blockFrames) {
    const to = Math.min(frames, from + blockFrames);
    const block = { left: audio.left.subarray(from, to), right: audio.right.subarray(from, to) };
    for (const move of [...filters, ...gains]) move.process(block);
  }
  return audio;
}

const gain = (...points: readonly (readonly [number, number])[]): Automation => ({
  target: 'pad',
  setting: 'gain',
  points: points.map(([at, value]) => ({ at, value })),
});

describe('what moves on the desk', () => {
  it('a gain holds before its first point and after its last, and is straight in decibels between', () => {
    const { left } = moved(both(new Float32Array(96_000).fill(1)), [gain([24_000, -12], [72_000, 0])]);
    expect(gainToDb(left[100]!)).toBeCloseTo(-12, 2);
    expect(gainToDb(left[48_000]!)).toBeCloseTo(-6, 0);
    expect(gainToDb(left[95_000]!)).toBeCloseTo(0, 2);
  });

  it('a jump is followed within 30 ms, and without a click', () => {
    const { left } = moved(both(new Float32Array(48_000).fill(1)), [gain([0, -20], [24_000, -20], [24_000, 0])]);
    expect(left[23_000]).toBeCloseTo(0.1, 3);
    expect(left[24_000 + 1440]).toBeGreaterThan(0.98);
    let steepest = 0;
    for (let frame = 1; frame < left.length; frame += 1)
      steepest = Math.max(steepest, Math.abs(left[frame]! - left[frame - 1]!));
    expect(steepest).toBeLessThan(0.01);
  });

  it.each(['lowPass', 'highPass'] as const)('a %s sweeps in octaves', (setting) => {
    const sweep: Automation = {
      target: 'pad',
      setting,
      points: [
        { at: 0, value: 100 },
        { at: 96_000, value: 10_000 },
      ],
    };
    const { left } = moved(both(sine(1000, 2, 0.5)), [sweep]);
    const dark = amplitudeAt(left, 1000, 9_600, 19_200);
    const bright = amplitudeAt(left, 1000, 76_800, 86_400);
    // At the tenth the corner is at 160 Hz, at the eighth tenth at 4000 Hz.
    const [open, closed] = setting === 'lowPass' ? [bright, dark] : [dark, bright];
    expect(open).toBeGreaterThan(0.47);
    expect(closed).toBeLessThan(0.02);
  });

  it('is the same however the song is cut into blocks', () => {
    const automation: readonly Automation[] = [
      gain([0, 0], [30_000, -9], [30_000, 0]),
      {
        target: 'pad',
        setting: 'lowPass',
        points: [
          { at: 0, value: 300 },
          { at: 40_000, value: 18_000 },
        ],
      },
    ];
    const whole = moved(both(sine(700, 1, 0.5)), automation);
    const cut = moved(both(sine(700, 1, 0.5)), automation, 960);
    expect(sameSamples(cut.left, whole.left)).toBe(true);
  });

  it('what is meant for another part, or has no points, does nothing', () => {
    const audio = moved(both(sine(700, 0.1, 0.5)), [{ ...gain([0, -9]), target: 'bass' }, gain()]);
    expect(sameSamples(audio.left, sine(700, 0.1, 0.5))).toBe(true);
  });
});
