import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE, gainToDb, integratedLoudness, spectra, type Stereo } from '../../../src/dsp/index.ts';
import { KITS } from '../../../src/studio/synth/kits.ts';
import { playPatch, type PatchNote } from '../../support/play-patch.ts';
import { bandLevel, rms } from '../../support/signals.ts';

const frames = (seconds: number): number => Math.round(seconds * SAMPLE_RATE);
const KICK = 36;
const SNARE = 38;
const CLOSED = 42;
const OPEN = 46;

describe.each(KITS)('$name', (kit) => {
  const stroke = (pitch: number, velocity = 110, lasts = 0.1): Stereo =>
    playPatch(kit, [{ at: 0, lasts, pitch, velocity }], 0.5);
  const pulse = (pitch: number): Stereo =>
    playPatch(
      kit,
      [0, 0.5, 1, 1.5].map((at) => ({ at, lasts: 0.1, pitch })),
      2,
    );

  it('has a sound for every key that a drum part of General MIDI commonly plays', () => {
    for (const key of [
      35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 59,
    ]) {
      expect(kit.sounds.has(key), String(key)).toBe(true);
    }
    for (const key of kit.sounds.keys()) expect(rms(stroke(key).left, 0, 4800), String(key)).toBeGreaterThan(1e-4);
  });

  it('its kick falls to the low end within moments', () => {
    const { left } = stroke(KICK);
    const strongest = (from: number): number => {
      const samples = left.slice(frames(from), frames(from) + 4096);
      const [power] = spectra({ left: samples, right: samples }, { size: 4096 });
      return (power!.indexOf(Math.max(...power!)) * SAMPLE_RATE) / 4096;
    };
    expect(strongest(0.08)).toBeLessThan(75);
    expect(strongest(0.08)).toBeGreaterThan(35);
    expect(gainToDb(rms(left, frames(0.42), frames(0.48)))).toBeLessThan(-90);
    const above = (from: number): number => bandLevel(left.slice(frames(from), frames(from) + 2048), 150, 1000);
    expect(above(0) - above(0.1)).toBeGreaterThan(6);
  });

  it('is in balance: kick and snare in front, hats behind', () => {
    const [kick, snare, closed, open] = [KICK, SNARE, CLOSED, OPEN].map((key) => integratedLoudness(pulse(key)));
    expect(kick! - snare!).toBeGreaterThan(0);
    expect(kick! - snare!).toBeLessThan(7);
    expect(snare! - closed!).toBeGreaterThan(5);
    expect(snare! - closed!).toBeLessThan(14);
    expect(open! - closed!).toBeGreaterThan(1);
  });

  it('a stroke does not end with its note, but a closed hat ends an open one', () => {
    expect(stroke(OPEN, 110, 0.01).left).toEqual(stroke(OPEN, 110, 0.4).left);
    const tail = (notes: readonly PatchNote[]): number =>
      rms(playPatch(kit, notes, 0.5).left, frames(0.25), frames(0.3));
    const open = { at: 0, lasts: 0.1, pitch: OPEN };
    expect(tail([open])).toBeGreaterThan(20 * tail([open, { at: 0.1, lasts: 0.1, pitch: CLOSED, velocity: 10 }]));
    expect(tail([open, { at: 0.1, lasts: 0.1, pitch: 35, velocity: 1 }])).toBeGreaterThan(0.9 * tail([open]));
  });

  it('a soft stroke is less loud and less bright', () => {
    expect(gainToDb(rms(stroke(SNARE, 120).left) / rms(stroke(SNARE, 50).left))).toBeGreaterThan(8);
    const brightness = (velocity: number): number => {
      const { left } = stroke(SNARE, velocity);
      return bandLevel(left, 3000, 9000) - bandLevel(left, 100, 300);
    };
    expect(brightness(120) - brightness(50)).toBeGreaterThan(2);
  });

  it('every stroke is the same, and keys it lacks are silent', () => {
    const twice = playPatch(
      kit,
      [0, 0.4].map((at) => ({ at, lasts: 0.1, pitch: CLOSED })),
      0.6,
    ).left;
    expect(twice.slice(0, frames(0.1))).toEqual(twice.slice(frames(0.4), frames(0.4) + frames(0.1)));
    expect(stroke(20).left.every((value) => value === 0)).toBe(true);
  });
});
