import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  drumOffsets,
  drumVelocities,
  encodePercussion,
  hitsOf,
  percussionCodec,
  setFits,
  type DrumHit,
} from '../../src/model/percussion-codec.ts';
import { DRUM_STYLES, DRUM_VOICES } from '../../src/theory/index.ts';

const GROOVE = { style: 'lofi', tempo: 85, fill: false, bars: 3 } as const;

function decoded(sequence: ReturnType<typeof encodePercussion>): readonly DrumHit[] {
  return Array.from({ length: sequence.length }, (_, at) =>
    hitsOf(
      sequence.targets.map((row) => row[at] ?? 0),
      at,
    ),
  ).flat();
}

const hits = fc
  .uniqueArray(
    fc.record({
      at: fc.nat(47),
      voice: fc.constantFrom(...DRUM_VOICES),
      velocity: fc.integer({ min: 1, max: 127 }),
      offset: fc.integer({ min: -60, max: 60 }),
    }),
    { selector: ({ at, voice }) => `${at} ${voice}`, maxLength: 60 },
  )
  .map((some) => some.sort((a, b) => a.at - b.at || DRUM_VOICES.indexOf(a.voice) - DRUM_VOICES.indexOf(b.voice)));

describe('the percussion codec', () => {
  it('has a step for each sixteenth, and gives back every stroke of any groove', () => {
    fc.assert(
      fc.property(hits, fc.constantFrom(...DRUM_STYLES), fc.integer({ min: 40, max: 220 }), (some, style, tempo) => {
        const sequence = encodePercussion({ ...GROOVE, style, tempo, hits: some });
        expect(sequence.length).toBe(48);
        expect(decoded(sequence).map(({ at, voice }) => [at, voice])).toEqual(some.map(({ at, voice }) => [at, voice]));
        percussionCodec.inputs.forEach(({ size }, field) => {
          expect(sequence.inputs[field]?.every((token) => token >= 0 && token < size)).toBe(true);
        });
        percussionCodec.heads.forEach(({ size }, head) => {
          expect(sequence.targets[head]?.every((token) => token >= 0 && token < size)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps velocities within 8 and offsets within 5 of what was played, of the loudest where voices share them', () => {
    const played: readonly DrumHit[] = [
      { at: 0, voice: 'kick', velocity: 101, offset: 14 },
      { at: 0, voice: 'closed hat', velocity: 37, offset: -3 },
      { at: 5, voice: 'snare', velocity: 22, offset: -26 },
    ];
    const back = decoded(encodePercussion({ ...GROOVE, hits: played }));
    back.forEach(({ velocity }, index) => {
      expect(Math.abs(velocity - (played[index]?.velocity ?? NaN))).toBeLessThanOrEqual(8);
    });
    expect(back.map(({ offset }) => offset)).toEqual([10, 10, -30]);
  });

  it('says that nothing is hit where nothing is, and hears its own answers and those of one and two bars ago', () => {
    const kick = (at: number): DrumHit => ({ at, voice: 'kick', velocity: 100, offset: 0 });
    const { inputs, targets } = encodePercussion({ ...GROOVE, hits: [kick(0), kick(16), kick(20)] });
    const of = (name: string): Int32Array =>
      inputs[percussionCodec.inputs.findIndex((field) => field.name === name)] ?? new Int32Array();
    expect(targets.map((row) => row[1])).toEqual([0, 0, 0, 0, 0, 0, drumOffsets.token('silent')]);
    expect(drumVelocities.token('silent')).toBe(0);
    expect([of('drums')[0], of('drums')[1], of('drums')[2]]).toEqual([0, 1, 0]);
    expect([of('drums 1 bars ago')[15], of('drums 1 bars ago')[16], of('drums 1 bars ago')[17]]).toEqual([16, 1, 0]);
    expect([of('drums 2 bars ago')[31], of('drums 2 bars ago')[32], of('drums 2 bars ago')[36]]).toEqual([16, 1, 0]);
    expect([of('place')[17], of('bar')[17]]).toEqual([1, 1]);
  });

  it('knows which hit sets a kit can play', () => {
    const kit = ['kick', 'snare', 'closed hat'] as const;
    expect([0, 1, 2, 3, 4, 7].map((set) => setFits(0, set, kit))).toEqual([true, true, true, true, false, false]);
    expect([0, 1, 2].map((set) => setFits(1, set, kit))).toEqual([true, true, false]);
    expect([0, 1].map((set) => setFits(2, set, kit))).toEqual([true, false]);
  });
});
