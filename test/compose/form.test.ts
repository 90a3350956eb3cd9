import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sweeps } from '../../src/compose/sweeps.ts';
import { barsToSeconds, fitTempo, nearestBars, planForm, withEnergy } from '../../src/compose/form.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

const LOFI = lofiStyle('lofi-hiphop');
const LOFI_SLEEP = lofiStyle('lofi-sleep');

function names(bars: number): string {
  return planForm(LOFI.form, bars)
    .map((section) => `${section.name}${section.bars}`)
    .join(' ');
}

describe('planForm', () => {
  test('a short song has fewer sections, a long one goes round again', () => {
    expect(names(6)).toBe('A4 outro2');
    expect(names(8)).toBe('intro2 A4 outro2');
    expect(names(20)).toBe('intro4 A8 B4 outro4');
    expect(names(32)).toBe("intro4 A8 A'8 B8 outro4");
    expect(names(36)).toBe("intro4 groove4 A8 A'8 B8 outro4");
    expect(names(44)).toBe("intro4 groove4 A8 A'8 B8 A8 outro4");
    expect(names(100)).toBe("intro4 groove4 A8 A'8 B8 A8 break4 A'8 C8 A8 A'8 B8 A8 break4 outro4");
  });

  test('sections tile the song exactly', () => {
    fc.assert(
      fc.property(fc.constantFrom(LOFI, LOFI_SLEEP), fc.integer({ min: 3, max: 150 }), ({ form }, pairs) => {
        let bar = 0;
        const sections = planForm(form, pairs * 2);
        for (const section of sections) {
          expect(section.startBar).toBe(bar);
          expect([2, 4, 8]).toContain(section.bars);
          bar += section.bars;
        }
        expect(bar).toBe(pairs * 2);
        expect(sections.at(-1)?.name).toBe('outro');
      }),
    );
  });

  test('a form without a body is refused', () => {
    expect(() => planForm({ ...LOFI.form, body: [] }, 20)).toThrow(RangeError);
  });
});

describe('length and tempo', () => {
  test('20 bars at 80 are a minute', () => {
    expect(barsToSeconds(20, 80)).toBe(60);
    expect(nearestBars(60, 80)).toBe(20);
    expect(nearestBars(1, 80)).toBe(6);
  });

  test('a tempo moves by at most three, stays in its range, and never away from the wished length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 68, max: 90 }), fc.integer({ min: 20, max: 300 }), (around, seconds) => {
        const tempo = fitTempo(around, [68, 90], seconds);
        const miss = (at: number) => Math.abs(barsToSeconds(nearestBars(seconds, at), at) - seconds);
        expect(Math.abs(tempo - around)).toBeLessThanOrEqual(3);
        expect(tempo).toBeGreaterThanOrEqual(68);
        expect(tempo).toBeLessThanOrEqual(90);
        expect(miss(tempo)).toBeLessThanOrEqual(Math.max(miss(around), seconds * 0.02));
      }),
    );
  });
});

describe('energy', () => {
  const sections = planForm(LOFI.form, 60);

  test('in the middle leaves a form as it is written', () => {
    expect(withEnergy(sections, 0.5)).toEqual(sections);
  });

  test('lifts and lowers all sections; with little of it the drums rest', () => {
    const [calm, full] = [withEnergy(sections, 0), withEnergy(sections, 1)];
    sections.forEach(({ energy }, index) => {
      expect(calm[index]?.energy).toBeLessThan(energy);
      expect(full[index]?.energy).toBeGreaterThan(energy);
    });
    const drummed = (all: readonly { readonly parts: readonly string[] }[]) =>
      all.filter(({ parts }) => parts.includes('drums')).length;
    expect(drummed(calm)).toBeLessThan(drummed(sections));
    expect(drummed(full)).toBe(drummed(sections));
  });
});

test('the low-pass of a section moves over its length, and is open elsewhere', () => {
  const [first, second] = planForm(LOFI.form, 32);
  if (first === undefined || second === undefined) throw new Error('a form has sections');
  const swept = sweeps([{ ...first, lowPass: [900, 9000] }, { ...second }]);
  expect(swept).toEqual([
    {
      target: 'music',
      setting: 'lowPass',
      points: [
        { at: 0, value: 900 },
        { at: 4 * 1920 - 60, value: 9000 },
        { at: 4 * 1920, value: 20_000 },
        { at: 12 * 1920 - 60, value: 20_000 },
      ],
    },
  ]);
  expect(sweeps([{ ...second }])).toEqual([]);
});
