import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { chordCodec, ChordMemory, chordLengths, chordOfToken, chordWords } from '../../src/model/chord-codec.ts';
import { harmony } from '../../src/model/harmony.ts';
import { encodeChords, encodeNotes, type ChordEvent, type MelodyEvent } from '../../src/model/index.ts';
import { notesCodec, noteLengths, pitchWords, velocityWords } from '../../src/model/notes-codec.ts';
import type { Codec } from '../../src/model/codec.ts';
import type { TokenSequence } from '../../src/model/token-sequence.ts';
import { CHORD_QUALITIES, type ChordQuality } from '../../src/theory/index.ts';

const chordEvents = fc.array(
  fc.record({
    root: fc.nat(11),
    quality: fc.constantFrom(...(Object.keys(CHORD_QUALITIES) as ChordQuality[])),
    beats: fc.integer({ min: 1, max: 40 }).map((halves) => halves / 2),
  }),
  { minLength: 1, maxLength: 12 },
);

/** A row of an input by its name. */
function input(codec: Codec, sequence: TokenSequence, name: string): readonly number[] {
  return [...(sequence.inputs[codec.inputs.findIndex((field) => field.name === name)] ?? [])];
}

function expectTokensInRange(codec: Codec, sequence: TokenSequence): void {
  codec.inputs.forEach(({ size }, field) => {
    expect(sequence.inputs[field]?.every((token) => token >= 0 && token < size)).toBe(true);
  });
  codec.heads.forEach(({ size }, head) => {
    expect(sequence.targets[head]?.every((token) => token >= 0 && token < size)).toBe(true);
  });
}

describe('the chord codec', () => {
  const LOOP: readonly ChordEvent[] = [
    { root: 2, quality: 'min7', beats: 4 },
    { root: 7, quality: 'dom9', beats: 4 },
    { root: 0, quality: 'maj9', beats: 8 },
  ];

  it('tells what was before, where it is, and what sounded four and eight bars ago', () => {
    const sequence = encodeChords({ mode: 'minor', chords: [...LOOP, ...LOOP, { root: 5, quality: 'maj', beats: 2 }] });
    const [ii, v, i] = ['2:min7', '7:dom9', '0:maj9'].map((word) => chordWords.token(word));
    const { none } = chordWords;
    expect([...(sequence.targets[0] ?? [])]).toEqual([ii, v, i, ii, v, i, chordWords.token('5:maj')]);
    expect(input(chordCodec, sequence, 'chord')).toEqual([none, ii, v, i, ii, v, i]);
    expect(input(chordCodec, sequence, 'place')).toEqual([0, 8, 16, 0, 8, 16, 0]);
    expect(input(chordCodec, sequence, 'four bars ago')).toEqual([none, none, none, ii, v, i, ii]);
    expect(input(chordCodec, sequence, 'eight bars ago')).toEqual([none, none, none, none, none, none, ii]);
    expect(input(chordCodec, sequence, 'left four bars ago')[5]).toBe(chordLengths.token(16));
  });

  it('loses nothing but the borders between equal chords', () => {
    fc.assert(
      fc.property(chordEvents, (chords) => {
        const sequence = encodeChords({ mode: 'major', chords });
        expectTokensInRange(chordCodec, sequence);
        const back = [...(sequence.targets[0] ?? [])].flatMap((token, index) =>
          new Array<string>(chordLengths.value(sequence.targets[1]?.[index] ?? -1)).fill(
            JSON.stringify(chordOfToken(token)),
          ),
        );
        const there = chords.flatMap(({ root, quality, beats }) =>
          new Array<string>(beats * 2).fill(JSON.stringify({ root, quality })),
        );
        expect(back).toEqual(there);
      }),
    );
  });

  it('remembers while sampling what it reads while training', () => {
    const sequence = encodeChords({ mode: 'minor', chords: [...LOOP, ...LOOP, ...LOOP] });
    const memory = new ChordMemory('minor');
    for (let step = 0; step < sequence.length; step += 1) {
      expect(memory.inputs()).toEqual(sequence.inputs.map((row) => row[step]));
      memory.push(sequence.targets[0]?.[step] ?? 0, sequence.targets[1]?.[step] ?? 0);
    }
  });
});

describe('the notes codec', () => {
  const CHORDS: readonly ChordEvent[] = [
    { root: 0, quality: 'maj', beats: 2 },
    { root: 0, quality: 'maj', beats: 2 },
    { root: 9, quality: 'min7', beats: 4 },
  ];

  it('tells the harmony at each note: its chord, how long yet, and what comes', () => {
    const notes: readonly MelodyEvent[] = [
      { pitch: 72, sixteenths: 6, velocity: 81 },
      { pitch: undefined, sixteenths: 12, velocity: 80 },
      { pitch: 69, sixteenths: 14, velocity: 97 },
    ];
    const sequence = encodeNotes({ mode: 'major', notes, chords: CHORDS });
    expect([...(sequence.targets[0] ?? [])]).toEqual([72, 'rest', 69].map((word) => pitchWords.token(word)));
    expect([...(sequence.targets[1] ?? [])]).toEqual([6, 12, 14].map((length) => noteLengths.token(length)));
    expect([...(sequence.targets[2] ?? [])]).toEqual([80, 80, 95].map((velocity) => velocityWords.token(velocity)));
    expect(input(notesCodec, sequence, 'place')).toEqual([0, 6, 2]);
    expect(input(notesCodec, sequence, 'root')).toEqual([0, 0, 9]);
    expect(input(notesCodec, sequence, 'left')).toEqual([15, 9, 13]);
    expect(input(notesCodec, sequence, 'next')).toEqual([9, 9, 9]);
  });

  it('tells what sounded two, four and eight bars ago', () => {
    const bar = (pitch: number): MelodyEvent => ({ pitch, sixteenths: 16, velocity: 80 });
    const notes = Array.from({ length: 9 }, (_, index) => bar(60 + index));
    const chords: readonly ChordEvent[] = [{ root: 0, quality: 'maj', beats: 36 }];
    const sequence = encodeNotes({ mode: 'major', notes, chords });
    const at = (name: string): number | undefined => input(notesCodec, sequence, name)[8];
    expect(at('two bars ago')).toBe(pitchWords.token(66));
    expect(at('four bars ago')).toBe(pitchWords.token(64));
    expect(at('eight bars ago')).toBe(pitchWords.token(60));
    expect(at('left eight bars ago')).toBe(noteLengths.token(16));
    expect(input(notesCodec, sequence, 'eight bars ago')[7]).toBe(pitchWords.none);
  });

  it('finds a token for any pitch, length and velocity, and keeps the time', () => {
    const anyNote = fc.record({
      pitch: fc.option(fc.nat(127), { nil: undefined }),
      sixteenths: fc.integer({ min: 1, max: 50 }),
      velocity: fc.integer({ min: 1, max: 127 }),
    });
    fc.assert(
      fc.property(fc.array(anyNote, { minLength: 1, maxLength: 20 }), chordEvents, (notes, chords) => {
        const sequence = encodeNotes({ mode: 'minor', notes, chords });
        expectTokensInRange(notesCodec, sequence);
        const lengths = [...(sequence.targets[1] ?? [])].map((token) => noteLengths.value(token));
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        expect(sum(lengths)).toBe(sum(notes.map((note) => note.sixteenths)));
        const heard = [...(sequence.targets[0] ?? [])]
          .map((token) => pitchWords.value(token))
          .filter((word) => word !== 'rest');
        const played = notes.flatMap(({ pitch }) => (pitch === undefined ? [] : [pitch % 12]));
        expect(heard.map((pitch) => Number(pitch) % 12)).toEqual(played);
      }),
    );
  });
});

describe('harmony', () => {
  it('joins equal neighbours and stays on the last chord behind the end', () => {
    const over = harmony([
      { root: 0, quality: 'maj', beats: 0.5 },
      { root: 0, quality: 'maj', beats: 1 },
      { root: 5, quality: 'maj7', beats: 1 },
    ]);
    expect(over.sixteenths).toBe(10);
    expect(over.at(0)).toEqual({ root: 0, quality: 'maj', left: 6, next: 5 });
    expect(over.at(6)).toEqual({ root: 5, quality: 'maj7', left: 4, next: 5 });
    expect(over.at(99)).toEqual({ root: 5, quality: 'maj7', left: 1, next: 5 });
  });
});
