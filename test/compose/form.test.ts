import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barsToSeconds, fitTempo, nearestBars, planForm } from '../../src/compose/form.ts';
import { LOFI_SLEEP } from '../../src/compose/styles/lofi-sleep.ts';
import { LOFI } from '../../src/compose/styles/lofi.ts';

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
