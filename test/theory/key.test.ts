import { describe, expect, it } from 'vitest';

import { keyName, parseKey, type Mode } from '../../src/theory/index.ts';

const names = (mode: Mode): readonly string[] =>
  Array.from({ length: 12 }, (_, tonic) => keyName({ tonic, mode }).replace(` ${mode}`, ''));

describe('the name of a key', () => {
  it('is the one with fewer accidentals; of those with six, F# major and Eb minor', () => {
    expect(names('major')).toEqual(['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B']);
    expect(names('minor')).toEqual(['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'G#', 'A', 'Bb', 'B']);
  });

  it('is read as the key it names', () => {
    for (const mode of ['major', 'minor'] as const) {
      for (let tonic = 0; tonic < 12; tonic += 1) {
        expect(parseKey(keyName({ tonic, mode }))).toEqual({ tonic, mode });
      }
    }
    expect(parseKey('D# minor')).toEqual(parseKey('Ebm'));
    for (const none of ['', 'H', 'C maj7', 'minor']) expect(parseKey(none)).toBeUndefined();
  });
});
