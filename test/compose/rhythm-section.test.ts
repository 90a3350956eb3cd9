import { describe, expect, test } from 'vitest';
import { bassPart, BASS_RANGE } from '../../src/compose/bass-part.ts';
import type { Draft } from '../../src/compose/draft.ts';
import { CLOSED_HAT, drumsPart, KICK, kicksOf, SIDE_STICK, SNARE } from '../../src/compose/drums-part.ts';
import { planForm } from '../../src/compose/form.ts';
import { layChords } from '../../src/compose/harmony.ts';
import { LOFI } from '../../src/compose/styles/lofi.ts';
import { pitchClass } from '../../src/theory/index.ts';

const KEY = { tonic: 0, mode: 'major' } as const;
const CHORDS = [0, 9, 5, 7].map((root, index) => ({
  at: index * 16,
  length: 16,
  chord: { root, quality: index === 1 ? ('min7' as const) : ('maj' as const) },
}));

function draft(bars = 44): Draft {
  const sections = planForm(LOFI.form, bars);
  const phrase = { chords: CHORDS, melody: [] };
  const phrases = { a: phrase, b: phrase, c: phrase };
  return { style: LOFI, key: KEY, tempo: 80, sections, phrases, chords: layChords(sections, phrases, KEY) };
}

describe('drums', () => {
  test('strike two and four in every bar but the last of a section', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const song = draft();
      const played = drumsPart(song, seed);
      for (const section of song.sections.filter(({ parts }) => parts.includes('drums'))) {
        for (let bar = section.startBar; bar < section.startBar + section.bars - 1; bar += 1) {
          for (const beat of [4, 12]) {
            const there = played.filter(({ at }) => at === bar * 16 + beat);
            expect(there.some(({ pitch, velocity }) => [SNARE, SIDE_STICK].includes(pitch) && velocity > 45)).toBe(
              true,
            );
          }
        }
      }
    }
  });

  test('end some sections in silence, some in a fill', () => {
    const endings = Array.from({ length: 20 }, (_, seed) => {
      const song = draft();
      const section = song.sections.find(({ name }) => name === 'B');
      const from = ((section?.startBar ?? 0) + (section?.bars ?? 0)) * 16 - 4;
      return drumsPart(song, seed).filter(({ at }) => at >= from && at < from + 4).length;
    });
    expect(endings).toContain(0);
    expect(Math.max(...endings)).toBeGreaterThan(4);
  });

  test('are silent where the form gives them no part', () => {
    const song = draft();
    for (const { at } of drumsPart(song, 5)) {
      const section = song.sections.findLast(({ startBar }) => startBar * 16 <= at);
      expect(section?.parts).toContain('drums');
    }
  });

  test('kicks are late, hats are not', () => {
    const played = drumsPart(draft(), 2);
    for (const { late } of played.filter(({ pitch }) => pitch === KICK)) {
      expect(late).toBeGreaterThanOrEqual(15);
      expect(late).toBeLessThanOrEqual(18);
    }
    for (const { late } of played.filter(({ pitch }) => pitch === CLOSED_HAT)) expect(late).toBeLessThanOrEqual(5);
  });
});

describe('the bass', () => {
  const line = (seed: number) => bassPart(draft(), { seed, kicks: kicksOf(draft(), seed), late: 16 });

  test('moves with the kick, but for the step that leads into a change', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const kicks = kicksOf(draft(), seed);
      for (const { at } of line(seed)) {
        const place = at % 16;
        expect(place === 0 || place === 14 || kicks(Math.floor(at / 16)).includes(place)).toBe(true);
      }
    }
  });

  test('leads into the next root by a step of the key', () => {
    const song = draft();
    let steps = 0;
    for (let seed = 0; seed < 10; seed += 1) {
      const played = line(seed);
      played.forEach(({ at, pitch }, index) => {
        const next = played[index + 1];
        if (at % 16 !== 14 || next === undefined || next.at !== at + 2) return;
        steps += 1;
        expect([1, 2]).toContain(Math.abs(next.pitch - pitch));
        expect(song.chords.find((chord) => chord.at === next.at)?.chord.root).toBe(pitchClass(next.pitch));
      });
    }
    expect(steps).toBeGreaterThan(30);
  });

  test('stays on its strings and repeats its line with the progression', () => {
    const played = line(3);
    for (const { pitch } of played) {
      expect(pitch).toBeGreaterThanOrEqual(BASS_RANGE[0]);
      expect(pitch).toBeLessThanOrEqual(BASS_RANGE[1]);
    }
    const song = draft();
    const start = (song.sections.find(({ name }) => name === 'A')?.startBar ?? 0) * 16;
    const loop = (from: number) =>
      played.filter(({ at }) => at >= from && at < from + 64).map(({ at, pitch }) => `${at - from}:${pitch}`);
    expect(loop(start)).toEqual(loop(start + 64));
  });
});
