import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';

import { loadMusicians, ModelError, type Musicians, type RollEvent } from '../../src/model/index.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { DRUM_STYLES, pitchClass, scalePitchClasses } from '../../src/theory/index.ts';

const MODELS = fileURLToPath(new URL('../../models/', import.meta.url));
const SAMPLING = { temperature: 0.95, topP: 0.95 };

let musicians: Musicians;

beforeAll(async () => {
  musicians = await loadMusicians({ modelsDir: MODELS, backend: 'wasm' });
});

describe('percussion', () => {
  const ask = { ...SAMPLING, style: 'lofi', tempo: 82, bars: 4 } as const;

  it('lies in its bars, in order, with at most one stroke of a voice on a sixteenth, in every style', () => {
    for (const style of DRUM_STYLES) {
      const hits = musicians.percussion({ ...ask, style, seed: 2 });
      expect(hits.length).toBeGreaterThan(8);
      expect(new Set(hits.map(({ at, voice }) => `${at} ${voice}`)).size).toBe(hits.length);
      expect(hits.map(({ at }) => at)).toEqual(hits.map(({ at }) => at).sort((a, b) => a - b));
      for (const { at, velocity, offset } of hits) {
        expect(at).toBeLessThan(64);
        expect(velocity).toBeGreaterThan(0);
        expect(velocity).toBeLessThan(128);
        expect(Math.abs(offset)).toBeLessThanOrEqual(50);
      }
    }
  });

  it('hits only what is in the kit', () => {
    const kit = ['kick', 'rim', 'ride'] as const;
    for (let seed = 0; seed < 5; seed += 1) {
      for (const { voice } of musicians.percussion({ ...ask, seed, kit })) expect(kit).toContain(voice);
    }
    expect(musicians.percussion({ ...ask, seed: 1, kit: [] })).toEqual([]);
  });

  it('is boom-bap as LoFi: kicks near one, snares on two and four rather than elsewhere', () => {
    const all = Array.from({ length: 12 }, (_, seed) => musicians.percussion({ ...ask, seed })).flat();
    const share = (voice: string, places: readonly number[]): number => {
      const own = all.filter((hit) => hit.voice === voice && hit.velocity > 60);
      return own.filter(({ at }) => places.includes(at % 16)).length / own.length;
    };
    // By chance it would be 2 of 16 and 1 of 16.
    expect(share('snare', [4, 12])).toBeGreaterThan(0.5);
    expect(share('kick', [0])).toBeGreaterThan(0.15);
  });

  it('plays toms in fills, more than in beats', () => {
    const toms = (fills: readonly number[]): number =>
      Array.from({ length: 8 }, (_, seed) => musicians.percussion({ ...ask, seed, bars: 2, fills }))
        .flat()
        .filter(({ voice }) => voice.endsWith('tom')).length;
    expect(toms([0, 1])).toBeGreaterThan(toms([]));
  });

  it('is the same for the same seed, and refuses what makes no sense', () => {
    expect(musicians.percussion({ ...ask, seed: 4 })).toEqual(musicians.percussion({ ...ask, seed: 4 }));
    expect(musicians.percussion({ ...ask, seed: 5 })).not.toEqual(musicians.percussion({ ...ask, seed: 4 }));
    for (const bars of [0, 1.5, NaN]) expect(() => musicians.percussion({ ...ask, seed: 1, bars })).toThrow(ModelError);
    expect(() => musicians.percussion({ ...ask, seed: 1, temperature: 0 })).toThrow(/temperature/);
  });
});

describe('the roll between EDM and Classical', () => {
  const ask = { ...SAMPLING, mode: 'minor', bars: 8 } as const;
  const DIAL = [0, 0.25, 0.5, 0.75, 1];

  it('lies in its bars, in order, chords from low to high and of six notes at most', () => {
    for (const classical of DIAL) {
      const notes = musicians.melodyRoll({ ...ask, seed: 3, classical });
      expect(notes.length).toBeGreaterThan(16);
      notes.forEach(({ at, sixteenths, pitch }, index) => {
        const before = notes[index - 1];
        expect(at + sixteenths).toBeLessThanOrEqual(128);
        if (before?.at === at) expect(pitch).toBeGreaterThan(before.pitch);
        else expect(at).toBeGreaterThan(before?.at ?? -1);
      });
      const chords = new Map<number, number>();
      for (const { at } of notes) chords.set(at, (chords.get(at) ?? 0) + 1);
      expect(Math.max(...chords.values())).toBeLessThanOrEqual(6);
    }
  });

  it('stays on the scale at both ends', () => {
    const scale = scalePitchClasses({ tonic: 9, mode: 'minor' });
    for (const classical of [0, 1]) {
      const notes = [1, 2, 3].flatMap((seed) => musicians.melodyRoll({ ...ask, seed, classical }));
      expect(notes.filter(({ pitch }) => scale.includes(pitchClass(pitch))).length / notes.length).toBeGreaterThan(
        0.85,
      );
    }
  });

  it('is steered by the dial: the more EDM, the denser', () => {
    const density = (classical: number): number => {
      const rolls = Array.from({ length: 6 }, (_, seed) => musicians.melodyRoll({ ...ask, seed, classical }));
      return rolls.reduce((sum, notes: readonly RollEvent[]) => sum + notes.length, 0);
    };
    const [edm = 0, middle = 0, classical = 0] = [0, 0.5, 1].map(density);
    expect(edm).toBeGreaterThan(middle);
    expect(edm).toBeGreaterThan(1.3 * classical);
  });

  it('is the same for the same seed, and refuses what makes no sense', () => {
    const some = { ...ask, seed: 4, classical: 0.5 };
    expect(musicians.melodyRoll(some)).toEqual(musicians.melodyRoll(some));
    expect(() => musicians.melodyRoll({ ...some, classical: 1.1 })).toThrow(/classical 1.1/);
    expect(() => musicians.melodyRoll({ ...some, bars: 0 })).toThrow(ModelError);
  });
});

it('says what to do when a network that not every song needs is asked and not there', async () => {
  const folder = tempFolder();
  for (const name of ['chords', 'notes']) await cp(`${MODELS}/${name}`, `${folder}/${name}`, { recursive: true });
  const some = await loadMusicians({ modelsDir: folder, backend: 'wasm' });
  expect(Object.keys(some.versions)).toEqual(['chords', 'notes']);
  expect(some.chords({ ...SAMPLING, seed: 1, mode: 'major', beats: 4 }).length).toBeGreaterThan(0);
  expect(() => some.percussion({ ...SAMPLING, seed: 1, style: 'lofi', tempo: 80, bars: 1 })).toThrow(
    /raindial train percussion/,
  );
});
