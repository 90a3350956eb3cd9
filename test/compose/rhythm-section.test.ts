import { describe, expect, test } from 'vitest';
import { bassPart, BASS_RANGE } from '../../src/compose/bass-part.ts';
import type { Draft } from '../../src/compose/draft.ts';
import { drumsPart, kicksOf } from '../../src/compose/drums-part.ts';
import { planForm } from '../../src/compose/form.ts';
import { editBar, writeGroove } from '../../src/compose/groove.ts';
import { layChords } from '../../src/compose/harmony.ts';
import { chordPitchClasses, drumKey, pitchClass } from '../../src/theory/index.ts';
import { fakeMusicians } from '../support/fake-musicians.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

const LOFI = lofiStyle('lofi-hiphop');
if (LOFI.drumming === undefined) throw new Error('LoFi has drums');
const DRUMMING = LOFI.drumming;

const KEY = { tonic: 0, mode: 'major' } as const;
const CHORDS = [0, 9, 5, 7].map((root, index) => ({
  at: index * 16,
  length: 16,
  chord: { root, quality: index === 1 ? ('min7' as const) : ('maj' as const) },
}));

const [KICK, SNARE, SIDE_STICK, CLOSED_HAT] = (['kick', 'snare', 'rim', 'closed hat'] as const).map(drumKey);

function draft(seed = 1): Draft {
  const sections = planForm(LOFI.form, 44);
  const groove = writeGroove(fakeMusicians(), { drumming: DRUMMING, tempo: 80, seed }).take;
  const phrase = { chords: CHORDS, melody: [], groove };
  const phrases = { a: phrase, b: phrase, c: phrase };
  return { style: LOFI, key: KEY, tempo: 80, sections, phrases, chords: layChords(sections, phrases, KEY) };
}

describe('drums', () => {
  test('strike two and four in every bar but where they drop out: at the end of a section, or of four bars', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const song = draft(seed);
      const played = drumsPart(song, seed);
      for (const section of song.sections.filter(({ parts }) => parts.includes('drums'))) {
        for (let bar = section.startBar; bar < section.startBar + section.bars - 1; bar += 1) {
          if ((bar - section.startBar) % 4 === 3) continue;
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
      const lastBeat = drumsPart(song, seed).filter(({ at }) => at >= from && at < from + 4);
      return lastBeat.map(({ at, pitch }) => `${at - from} ${pitch}`);
    });
    expect(endings).toContainEqual([]);
    expect(endings.some((strokes) => strokes.includes('0 38') && strokes.includes('3 38'))).toBe(true);
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

describe('a groove', () => {
  const stroke = (at: number, voice: 'kick' | 'snare' | 'closed hat', velocity = 100) => ({
    at,
    voice,
    velocity,
    offset: 7,
  });
  const places = (bar: ReturnType<typeof editBar>, voice: string) =>
    bar.filter((one) => one.voice === voice).map(({ at }) => at);

  test('keeps what the network wrote where that is a groove', () => {
    const hats = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => stroke(at, 'closed hat', 60));
    const written = [stroke(0, 'kick'), stroke(7, 'kick'), stroke(4, 'snare'), stroke(12, 'snare'), ...hats];
    const bar = editBar(written, 0, DRUMMING);
    expect(places(bar, 'kick')).toEqual([0, 7]);
    expect(places(bar, 'snare')).toEqual([4, 12]);
    for (const hat of hats) expect(bar).toContainEqual(hat);
    expect(bar).toHaveLength(written.length);
  });

  test('gets its backbeat, its one and its hats; other snares become ghosts; of many kicks the strongest stay', () => {
    const bar = editBar(
      [stroke(7, 'snare'), ...[1, 3, 5, 7, 9, 11].map((at) => stroke(at, 'kick', 40 + at))],
      0,
      DRUMMING,
    );
    expect(places(bar, 'snare')).toEqual([4, 7, 12]);
    expect(bar.find(({ voice, at }) => voice === 'snare' && at === 7)?.velocity).toBeLessThan(50);
    expect(places(bar, 'kick')).toEqual([0, 5, 7, 9, 11]);
    expect(places(bar, 'closed hat')).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
  });

  test('is held to the kit, and each take has a seed of its own', () => {
    const seeds: number[] = [];
    const plain = fakeMusicians();
    const musicians = fakeMusicians({
      percussion(request) {
        seeds.push(request.seed);
        expect(request.kit).toEqual(DRUMMING.kit);
        return plain.percussion(request);
      },
    });
    const { take, rejections } = writeGroove(musicians, { drumming: DRUMMING, tempo: 80, seed: 3 });
    expect(take).toHaveLength(DRUMMING.bars);
    expect(new Set(seeds).size).toBe(rejections + 1);
  });
});

describe('the bass', () => {
  const line = (seed: number) => bassPart(draft(), { seed, kicks: kicksOf(draft()), late: 16 });

  test('moves with the kick, but for the step that leads into a change', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const kicks = kicksOf(draft());
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

  test('walks in quarter notes where the style says so: chord tones on one and three, no leap over an octave', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const song = { ...draft(), style: { ...LOFI, bass: { manner: 'walk', approach: 0.8, velocity: 80 } } } as const;
      const played = bassPart(song, { seed, kicks: kicksOf(song), late: 0 });
      const walked = played.filter(({ at }) => {
        const section = song.sections.findLast(({ startBar }) => startBar * 16 <= at);
        return (section?.energy ?? 0) >= 0.5;
      });
      expect(walked.length).toBeGreaterThan(100);
      walked.forEach(({ at, pitch }, index) => {
        expect(at % 4).toBe(0);
        const chord = song.chords.findLast((ruling) => ruling.at <= at);
        if (at % 8 === 0) expect(chord && chordPitchClasses(chord.chord)).toContain(pitchClass(pitch));
        const previous = walked[index - 1];
        if (previous !== undefined) expect(Math.abs(pitch - previous.pitch)).toBeLessThanOrEqual(12);
      });
    }
  });

  test('holds its roots where the style says so', () => {
    const song = { ...draft(), style: { ...LOFI, bass: { manner: 'hold', approach: 1, velocity: 80 } } } as const;
    const played = bassPart(song, { seed: 1, kicks: kicksOf(song), late: 0 });
    for (const { at, pitch } of played) {
      expect(song.chords.find((chord) => chord.at === at)?.chord.root).toBe(pitchClass(pitch));
    }
  });
});
