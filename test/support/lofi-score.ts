import { PPQ, type Note, type Score } from '../../src/score/index.ts';

/** Voicings of Dm9, G13, Cmaj9 and Am9, and their roots. */
const CHANGES = [
  { root: 38, voicing: [53, 57, 60, 64], chord: { root: 2, quality: 'min9' } },
  { root: 43, voicing: [53, 57, 59, 64], chord: { root: 7, quality: 'dom9' } },
  { root: 36, voicing: [52, 55, 59, 62], chord: { root: 0, quality: 'maj9' } },
  { root: 45, voicing: [52, 55, 59, 60], chord: { root: 9, quality: 'min9' } },
] as const;

/** Scale steps, a sixteenth each: a phrase of two bars. */
const PHRASE: readonly (number | undefined)[] = [
  ...[
    76,
    undefined,
    undefined,
    74,
    undefined,
    72,
    undefined,
    undefined,
    69,
    undefined,
    undefined,
    undefined,
    72,
    undefined,
  ],
  ...[
    74,
    undefined,
    76,
    undefined,
    undefined,
    undefined,
    79,
    undefined,
    76,
    undefined,
    74,
    undefined,
    undefined,
    undefined,
  ],
  ...[undefined, undefined, undefined, undefined],
];

/** A small LoFi piece by hand: swung drums, upright bass, Rhodes sevenths and a vibraphone, 80 BPM; 8 bars last 24 s. */
export function lofiScore(bars = 8): Score {
  const bar = 4 * PPQ;
  const sixteenth = PPQ / 4;
  const swung = (step: number): number => step * sixteenth + (step % 2 === 1 ? 18 : 0);
  const each = (notes: (index: number) => readonly Note[]): readonly Note[] =>
    Array.from({ length: bars }, (_, index) => notes(index))
      .flat()
      .sort((a, b) => a.start - b.start || a.pitch - b.pitch);
  const change = (index: number) => CHANGES[index % CHANGES.length]!;
  return {
    tempo: 80,
    meter: [4, 4],
    key: { tonic: 0, mode: 'major' },
    duration: bars * bar,
    chords: Array.from({ length: bars }, (_, index) => ({ ...change(index).chord, start: index * bar, duration: bar })),
    sections: [{ name: 'A', start: 0, duration: bars * bar }],
    parts: [
      {
        role: 'chords',
        instrument: 'Rhodes',
        notes: each((index) =>
          change(index).voicing.map((pitch) => ({ start: index * bar + 10, duration: bar - 60, pitch, velocity: 72 })),
        ),
      },
      {
        role: 'bass',
        instrument: 'upright bass',
        notes: each((index) => [
          { start: index * bar, duration: 1.5 * PPQ, pitch: change(index).root, velocity: 92 },
          { start: index * bar + 2.5 * PPQ, duration: PPQ, pitch: change(index).root + 7, velocity: 78 },
        ]),
      },
      {
        role: 'melody',
        instrument: 'vibraphone',
        notes: each((index) =>
          PHRASE.slice((index % 2) * 16, (index % 2) * 16 + 16).flatMap((pitch, step) =>
            pitch === undefined
              ? []
              : [{ start: index * bar + swung(step), duration: PPQ, pitch, velocity: 84 - (step % 4) * 4 }],
          ),
        ),
      },
      {
        role: 'drums',
        instrument: 'Standard',
        notes: each((index) => [
          ...[0, 7, 10].map((step) => ({
            start: index * bar + swung(step) + 8,
            duration: 120,
            pitch: 36,
            velocity: 100,
          })),
          ...[4, 12].map((step) => ({ start: index * bar + swung(step) + 12, duration: 120, pitch: 38, velocity: 88 })),
          ...Array.from({ length: 8 }, (_, eighth) => ({
            start: index * bar + swung(eighth * 2) + (eighth % 2 === 1 ? 30 : 0),
            duration: 60,
            pitch: 42,
            velocity: eighth % 2 === 0 ? 66 : 48,
          })),
        ]),
      },
    ],
  };
}
