import { beforeAll, describe, expect, test } from 'vitest';
import { dbToGain, type Stereo } from '../../src/dsp/index.ts';
import {
  audioFigures,
  dropRise,
  heard,
  joinSnr,
  markdownTable,
  spread,
  spreadCell,
  type JoinSnr,
} from '../../src/evaluate/index.ts';
import {
  decodeStretch,
  encodeOpus,
  LEAD_PACKETS,
  makeJoin,
  mixFrames,
  planJoin,
  songPacketsNeeded,
} from '../../src/radio/index.ts';
import { PPQ, type Score } from '../../src/score/index.ts';
import { joinSong } from '../support/join-songs.ts';
import { both, sine } from '../support/signals.ts';

/** A tone of 1 kHz whose level changes each second; values in dBFS. */
function steps(...levels: readonly number[]): Stereo {
  const parts = levels.map((level) => sine(1000, 1, dbToGain(level)));
  return both(Float32Array.from(parts.flatMap((part) => [...part])));
}

describe('audioFigures', () => {
  test('of a tone that was encoded are those of the tone', () => {
    const tone = sine(1000, 4, 0.5);
    const figures = audioFigures(heard(encodeOpus(both(tone))));
    expect(figures.dbtp).toBeCloseTo(-6.02, 0);
    // Two channels at -9 dBFS RMS each.
    expect(figures.lufs).toBeCloseTo(-6.02, 0);
    expect(figures.lra).toBeLessThan(0.1);
    expect(figures.correlation).toBeGreaterThan(0.99);
    expect(Math.abs(figures.centroid - 1000)).toBeLessThan(200);
  });

  test('what is heard begins where the song does', () => {
    const click = new Float32Array(9600);
    click.fill(0.5, 4800, 4810);
    const { left } = heard(encodeOpus(both(click)));
    const loudest = left.reduce((best, sample, index) => (Math.abs(sample) > Math.abs(left[best]!) ? index : best), 0);
    expect(Math.abs(loudest - 4805)).toBeLessThan(10);
  });
});

describe('dropRise', () => {
  const score = (...names: readonly string[]): Score => ({
    tempo: 60,
    meter: [4, 4],
    key: { tonic: 0, mode: 'major' },
    parts: [],
    chords: [],
    sections: names.map((name, second) => ({ name, start: second * PPQ, duration: PPQ })),
    duration: names.length * PPQ,
  });

  test('is the least rise from a break to the drops after it', () => {
    const names = ['intro', 'drop', 'break', 'build', 'drop', 'break', 'drop'];
    const audio = steps(-20, -20, -10, -18, -30, -12, -16, -12);
    // A second of lead-in: from -18 to -12, and from -16 to -12.
    expect(dropRise(audio, score(...names), 1)).toBeCloseTo(4, 1);
  });

  test('is not there without a break before a drop', () => {
    expect(dropRise(steps(-20, -10, -20), score('build', 'drop', 'break'), 0)).toBeUndefined();
    expect(dropRise(steps(-20, -10), score('A', 'B'), 0)).toBeUndefined();
  });
});

describe('joinSnr', () => {
  let good: JoinSnr;
  let bad: JoinSnr;

  beforeAll(() => {
    const a = joinSong({ id: 'a', family: 'lofi', tempo: 76, bars: 3, seed: 1 });
    const b = joinSong({ id: 'b', family: 'lofi', tempo: 82, bars: 3, seed: 5, hertz: 330 });
    const plan = planJoin({ facts: a.facts, packets: a.packets.length }, { facts: b.facts, packets: b.packets.length });
    if (plan === undefined) throw new Error('no join fits');
    const sound = {
      from: decodeStretch(a.packets, plan.fromPacket - LEAD_PACKETS, a.packets.length),
      to: decodeStretch(b.packets, 0, songPacketsNeeded(plan)),
      fromBed: a.bed(mixFrames(plan)),
      toBed: b.bed(mixFrames(plan)),
    };
    const songs = { from: a.packets, to: b.packets };
    const join = makeJoin(plan, sound, songs);
    good = joinSnr(plan, sound, join, songs);
    // The first packets by an encoder that has heard nothing of the song before.
    const cold = encodeOpus(decodeStretch(a.packets, join.fromPacket, join.fromPacket + 8));
    bad = joinSnr(plan, sound, { ...join, packets: [...cold.slice(0, 8), ...join.packets.slice(8)] }, songs);
  }, 60_000);

  test('of a join is that of one continuous encoding, within 1 dB', () => {
    expect(good.againstOneEncode).toBeGreaterThan(-1);
    expect(good.snr).toBeGreaterThan(10);
  });

  test('tells of a seam', () => {
    expect(bad.againstOneEncode).toBeLessThan(-3);
    expect(bad.snr).toBeLessThan(good.snr);
  });
});

test('a spread leaves out what is no number', () => {
  expect(spread([3, 1, Number.NaN, undefined, 2])).toEqual({ least: 1, median: 2, greatest: 3, count: 3 });
  expect(spread([4, 1, 3, 2])).toMatchObject({ median: 2.5 });
  expect(spread([5])).toMatchObject({ least: 5, median: 5, greatest: 5 });
  expect(spread([undefined])).toBeUndefined();
  expect(spreadCell(spread([1, 2, 4]), 1)).toBe('1.0 / 2.0 / 4.0');
  expect(spreadCell(undefined, 1)).toBe('-');
});

test('a table in Markdown', () => {
  expect(
    markdownTable([
      ['style', 'LUFS'],
      ['house', '-14'],
    ]),
  ).toBe('| style | LUFS |\n| :-- | --: |\n| house | -14 |');
});
