import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  SAMPLE_RATE,
  gainToDb,
  integratedLoudness,
  spectra,
  spectralCentroid,
  type Stereo,
} from '../../../src/dsp/index.ts';
import { findKit, findProgram } from '../../../src/score/index.ts';
import type { TonePatch } from '../../../src/studio/synth/patch.ts';
import { PATCHES, findPatch } from '../../../src/studio/synth/patches.ts';
import { patchNamed, playInBlocks, playPatch, type PatchNote } from '../../support/play-patch.ts';
import { rms, sameSamples } from '../../support/signals.ts';

const TONES = PATCHES.filter((patch): patch is TonePatch => patch.kind === 'tone');
const PITCHED = TONES.filter(({ sweep }) => sweep === undefined);
const SWEEPS = TONES.filter(({ sweep }) => sweep !== undefined);
const frames = (seconds: number): number => Math.round(seconds * SAMPLE_RATE);
const pitchHertz = (pitch: number): number => 440 * 2 ** ((pitch - 69) / 12);

function part({ left, right }: Stereo, from: number, to: number): Stereo {
  return { left: left.slice(frames(from), frames(to)), right: right.slice(frames(from), frames(to)) };
}

/** A typical phrase of a patch: a low line, chords, or a line that climbs. */
function phrase(patch: TonePatch): readonly PatchNote[] {
  if (patch.sweep !== undefined) return [{ at: 0, lasts: 4, pitch: 60 }];
  if (patch.name.endsWith('Bass')) {
    return [33, 33, 36, 40, 29, 31].map((pitch, index) => ({ at: index * 0.5, lasts: 0.45, pitch }));
  }
  if (/Pad|Chords/.test(patch.name)) return [57, 60, 64, 67].map((pitch) => ({ at: 0, lasts: 3, pitch }));
  return [69, 72, 76, 79, 81, 79, 76, 72].map((pitch, index) => ({ at: index * 0.35, lasts: 0.3, pitch }));
}

describe.each(PITCHED)('$name', (patch) => {
  it('plays the pitch asked for', () => {
    const pitch = patch.name.endsWith('Bass') ? 45 : 69;
    const audio = part(playPatch(patch, [{ at: 0, lasts: 1, pitch }], 1), 0.15, 0.9);
    // Of the frequencies by semitones around the note, its own is the strongest.
    const [power] = spectra(audio, { size: 32_768 });
    const level = (offset: number): number => {
      const bin = (pitchHertz(pitch + offset) * 32_768) / SAMPLE_RATE;
      return power!.slice(Math.round(bin * 0.985), Math.round(bin * 1.015) + 1).reduce((sum, value) => sum + value, 0);
    };
    const offsets = Array.from({ length: 13 }, (_, index) => index - 6);
    expect(offsets.toSorted((a, b) => level(b) - level(a))[0]).toBe(0);
  });

  it('has no aliases down to -55 dB, high up', () => {
    const pitch = patch.name.endsWith('Bass') ? 62 : 98;
    const hertz = pitchHertz(pitch);
    const audio = part(playPatch(patch, [{ at: 0, lasts: 0.4, pitch, velocity: 127 }], 0.4), 0.02, 0.36);
    const [power] = spectra(audio, { size: 16_384 });
    const most = Math.max(...power!);
    const heard = Array.from(power!, (value, bin) => ({
      hertz: (bin * SAMPLE_RATE) / 16_384,
      level: 10 * Math.log10(value / most),
    })).filter(({ hertz: at, level }) => level > -55 && at > 40);
    // Detuning and vibrato widen a harmonic, an oscillator an octave below adds the halves. What lies elsewhere is an alias.
    const strange = heard.filter((bin) => {
      const harmonic = Math.max(0.5, Math.round((bin.hertz / hertz) * 2) / 2);
      return Math.abs(bin.hertz / (harmonic * hertz) - 1) > 0.03 + 60 / bin.hertz;
    });
    expect(strange).toEqual([]);
  });

  it('begins and ends without a click, and in silence', () => {
    const { releaseSeconds } = patch.loudness;
    const pitch = patch.name.endsWith('Bass') ? 40 : 64;
    const audio = playPatch(patch, [{ at: 0.1, lasts: 0.5, pitch }], 0.8 + releaseSeconds);
    const { left, right } = audio;
    expect(rms(left, 0, frames(0.1))).toBe(0);
    expect(rms(left, frames(0.65 + releaseSeconds))).toBe(0);
    expect(rms(right, frames(0.65 + releaseSeconds))).toBe(0);
    const peak = left.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peak).toBeGreaterThan(0.01);
    // A click is high and short: what lies over 16 kHz in the 3 ms around the key's going down and up.
    const steps = left.map((value, frame) => (frame < 1 ? 0 : value - left[frame - 1]!));
    const largest = (from: number, to: number): number =>
      steps.slice(frames(from), frames(to)).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const held = largest(0.103, 0.58);
    for (const at of [0.1, 0.6, 0.6 + releaseSeconds]) {
      expect(largest(at - 0.003, at + 0.003)).toBeLessThanOrEqual(held * 1.05);
    }
  });

  it('is louder and brighter the harder it is played', () => {
    const at = (velocity: number): Stereo =>
      playPatch(
        patch,
        phrase(patch).map((note) => ({ ...note, velocity })),
        1.2,
      );
    const [soft, hard] = [at(50), at(120)];
    expect(integratedLoudness(hard) - integratedLoudness(soft)).toBeGreaterThan(6);
    // There is nothing to brighten in a sine.
    const dull = patch.oscillators.every(({ wave }) => wave === 'sine' || wave === 'triangle');
    if (!dull) expect(spectralCentroid(hard)).toBeGreaterThan(spectralCentroid(soft) * 1.03);
  });
});

it.each(TONES)('$name is about as loud as the others, and stands in the middle', (patch) => {
  const audio = playPatch(patch, phrase(patch), 4);
  expect(Math.abs(integratedLoudness(audio) + 19.5)).toBeLessThan(3);
  const { left, right } = audio;
  expect(Math.abs(gainToDb(rms(left) / rms(right)))).toBeLessThan(1);
  const sum = left.map((value, frame) => (value + right[frame]!) / 2);
  // Sides that have nothing in common lose 3 dB, opposite ones all.
  expect(gainToDb(rms(sum) / rms(left))).toBeGreaterThan(-4);
});

const note = fc.record({
  at: fc.double({ min: 0, max: 0.5, noNaN: true }),
  lasts: fc.double({ min: 0.001, max: 0.4, noNaN: true }),
  pitch: fc.integer({ min: 30, max: 90 }),
  velocity: fc.integer({ min: 1, max: 127 }),
});

it('a part is the same however it is cut into blocks, and the beginning of a longer one', () => {
  const blocks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      fc.constantFrom(...PATCHES),
      fc.array(note, { minLength: 1, maxLength: 6 }),
      blocks,
      (patch, notes, cut) => {
        const pitched = patch.kind === 'kit' ? notes.map((one) => ({ ...one, pitch: 35 + (one.pitch % 24) })) : notes;
        const audio = playInBlocks(
          patch,
          pitched,
          cut.map((size) => size * 64),
        );
        const whole = playPatch(patch, pitched, 0.6);
        const length = Math.min(audio.left.length, whole.left.length);
        expect(sameSamples(audio.left.subarray(0, length), whole.left.subarray(0, length))).toBe(true);
        expect(sameSamples(audio.right.subarray(0, length), whole.right.subarray(0, length))).toBe(true);
        expect(whole.left.every((value) => Math.abs(value) < 8)).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

describe('sweeps', () => {
  it.each(['Riser', 'Noise Sweep'])('%s climbs and swells to the end of the note, whatever its length', (name) => {
    for (const lasts of [2, 6]) {
      const audio = playPatch(patchNamed(name), [{ at: 0, lasts, pitch: 60 }], lasts + 0.5);
      const quarters = [0, 1, 2, 3].map((quarter) => part(audio, (quarter * lasts) / 4, ((quarter + 1) * lasts) / 4));
      const levels = quarters.map(({ left }) => gainToDb(rms(left)));
      const centroids = quarters.map((quarter) => spectralCentroid(quarter));
      for (let quarter = 1; quarter < 4; quarter += 1) {
        expect(levels[quarter]! - levels[quarter - 1]!).toBeGreaterThan(1.5);
        expect(centroids[quarter]!).toBeGreaterThan(centroids[quarter - 1]! * 1.15);
      }
      expect(rms(audio.left, frames(lasts + 0.2))).toBe(0);
    }
  });

  it.each(['Downlifter', 'Impact'])('%s falls and fades', (name) => {
    const audio = playPatch(patchNamed(name), [{ at: 0, lasts: 3, pitch: 60 }], 4);
    const [first, last] = [part(audio, 0, 0.75), part(audio, 2.25, 3)];
    expect(gainToDb(rms(first.left) / rms(last.left))).toBeGreaterThan(10);
    expect(spectralCentroid(first)).toBeGreaterThan(spectralCentroid(last) * 1.5);
    expect(rms(audio.left, frames(3.6))).toBe(0);
  });

  it('have a pitch of their own: the tone of a riser follows its note', () => {
    const begins = (pitch: number): number => {
      const audio = part(playPatch(patchNamed('Riser'), [{ at: 0, lasts: 8, pitch }], 4), 0, 3);
      const [power] = spectra(audio, { size: 65_536 });
      const strongest = power!.indexOf(Math.max(...power!));
      return 69 + 12 * Math.log2((strongest * SAMPLE_RATE) / 65_536 / 440);
    };
    expect(begins(67) - begins(55)).toBeGreaterThan(9);
  });

  it('are all there', () => {
    expect(SWEEPS.map(({ name }) => name)).toEqual(['Riser', 'Downlifter', 'Impact', 'Noise Sweep']);
  });
});

describe('legato', () => {
  const lead = patchNamed('Saw Lead');

  it('a note that begins while another is held takes over from it; notes struck together sound together', () => {
    const low = { at: 0, lasts: 1, pitch: 57 };
    const strength = (notes: readonly PatchNote[], hertz: number): number => {
      const [power] = spectra(part(playPatch(lead, notes, 1), 0.6, 0.95), { size: 16_384 });
      const bin = (hertz * 16_384) / SAMPLE_RATE;
      return 10 * Math.log10(Math.max(...power!.slice(Math.round(bin) - 4, Math.round(bin) + 5)));
    };
    const chord = [low, { at: 0.02, lasts: 1, pitch: 64 }];
    const line = [low, { at: 0.3, lasts: 0.7, pitch: 64 }];
    expect(strength(chord, 220) - strength(line, 220)).toBeGreaterThan(20);
  });
});

it('more notes than a patch has voices end the oldest, and nothing gets out of hand', () => {
  const notes = Array.from({ length: 60 }, (_, index) => ({ at: index * 0.01, lasts: 3, pitch: 40 + index }));
  const { left } = playPatch(patchNamed('Supersaw'), notes, 2);
  expect(left.every((value) => Math.abs(value) < 2)).toBe(true);
  const late = playPatch(patchNamed('Supersaw'), notes.slice(-12), 2).left;
  expect(Math.abs(gainToDb(rms(left, frames(1), frames(2)) / rms(late, frames(1), frames(2))))).toBeLessThan(1.5);
});

describe('findPatch', () => {
  it.each([
    ['SUPERSAW', 'melody', 'Supersaw'],
    ['super-saw', 'chords', 'Supersaw'],
    ['reese', 'bass', 'Reese Bass'],
    ['909 kit', 'drums', 'House Kit'],
    ['house', 'drums', 'House Kit'],
    ['uplifter', 'fx', 'Riser'],
    ['rhodes', 'chords', undefined],
    ['House Kit', 'melody', undefined],
    ['Saw Lead', 'drums', undefined],
    ['', 'melody', undefined],
  ] as const)('%j for %s is %s', (name, role, found) => {
    expect(findPatch(name, role)?.name).toBe(found);
  });

  it('what it finds has a place in General MIDI too, so that a MIDI file tells something like it', () => {
    for (const { name, nicknames, kind } of PATCHES) {
      for (const one of [name, ...nicknames])
        expect(kind === 'kit' ? findKit(one) : findProgram(one), one).toBeDefined();
    }
  });

  it('no two patches answer to one name', () => {
    const names = PATCHES.flatMap(({ name, nicknames, kind }) =>
      [name, ...nicknames].map((one) => `${kind} ${one.toLowerCase()}`),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
