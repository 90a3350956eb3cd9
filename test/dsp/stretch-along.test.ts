import { describe, expect, test } from 'vitest';
import { silence, stretchAlong } from '../../src/dsp/index.ts';

const RATE = 48_000;
const BEAT = 22_500;

/** Two seconds at the sound's own pace, then 5 % slower from beat to beat. */
const EVEN = 4 * BEAT;
const place = (frame: number) => (frame < EVEN ? frame : EVEN + (frame - EVEN) * 1.05);

/** A tone of 220 Hz with a click of 6 kHz on each beat; the beats are its onsets. */
function music(beats: number): { readonly audio: ReturnType<typeof silence>; readonly onsets: readonly number[] } {
  const audio = silence(beats * BEAT);
  const onsets = Array.from({ length: beats }, (_, beat) => beat * BEAT);
  for (let frame = 0; frame < audio.left.length; frame += 1) {
    const since = frame % BEAT;
    const click = since < 480 ? 0.6 * Math.sin((2 * Math.PI * 6000 * since) / RATE) * (1 - since / 480) : 0;
    audio.left[frame] = 0.2 * Math.sin((2 * Math.PI * 220 * frame) / RATE) + click;
    audio.right[frame] = audio.left[frame]!;
  }
  return { audio, onsets };
}

describe('stretchAlong', () => {
  const { audio, onsets } = music(12);
  const { left } = stretchAlong(audio, 12 * BEAT, onsets, place);

  test('leaves the samples as they are where the pace is the sound’s own', () => {
    let most = 0;
    for (let frame = 1000; frame < EVEN - 1000; frame += 1)
      most = Math.max(most, Math.abs(left[frame]! - audio.left[frame]!));
    expect(most).toBeLessThan(1e-6);
  });

  test('puts each onset to the frame where it belongs, as it is', () => {
    for (const onset of onsets.slice(5, -1)) {
      const at = Math.round(place(onset));
      let product = 0;
      let energy = 0;
      for (let frame = 0; frame < 400; frame += 1) {
        product += left[at + frame]! * audio.left[onset + frame]!;
        energy += audio.left[onset + frame]! ** 2;
      }
      expect(product / energy).toBeGreaterThan(0.99);
    }
  });

  test('keeps the pitch, and the level between the onsets', () => {
    const [from, to] = [Math.round(place(6 * BEAT)) + 2000, Math.round(place(7 * BEAT)) - 2000];
    const power = (hertz: number): number => {
      let [cos, sin] = [0, 0];
      for (let frame = from; frame < to; frame += 1) {
        cos += left[frame]! * Math.cos((2 * Math.PI * hertz * frame) / RATE);
        sin += left[frame]! * Math.sin((2 * Math.PI * hertz * frame) / RATE);
      }
      return (2 * Math.hypot(cos, sin)) / (to - from);
    };
    expect(power(220)).toBeGreaterThan(0.18);
    expect(power(220 / 1.05)).toBeLessThan(0.06);
  });

  test('ends where it is told to, in silence where there is no more sound', () => {
    const longer = stretchAlong(audio, 14 * BEAT, onsets, place);
    expect(longer.left).toHaveLength(14 * BEAT);
    expect(longer.left.subarray(13 * BEAT).every((value) => value === 0)).toBe(true);
  });
});
