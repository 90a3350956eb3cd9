import { describe, expect, test } from 'vitest';
import { findEffect, findName, plainName } from '../../src/score/index.ts';

describe('findName', () => {
  const names = ['lofi-hiphop', 'drum-and-bass', 'cafe', 'Tape Choir', 'Rain', 'rain'];

  test.each([
    ['Lo-Fi Hip Hop', 'lofi-hiphop'],
    ['LOFI_HIPHOP', 'lofi-hiphop'],
    ['Drum & Bass', 'drum-and-bass'],
    ['Café', 'cafe'],
    [' tape-choir ', 'Tape Choir'],
    ['rain', 'rain'],
    ['RAIN', 'Rain'],
  ])('%j is %s', (wished, name) => {
    expect(findName(wished, names)).toBe(name);
  });

  test.each(['', '-', 'lofi', 'drums', '雨'])('%j is none of them', (wished) => {
    expect(findName(wished, names)).toBeUndefined();
  });

  test('a name in another script is found as it is written', () => {
    expect(findName('雨', ['風', '雨'])).toBe('雨');
  });
});

test('other words for effects are known however they are written', () => {
  expect(['Tape Hiss', 'tape-hiss', 'TAPE_HISS'].map(findEffect)).toEqual(['tape', 'tape', 'tape']);
  expect(findEffect('tape')).toBeUndefined();
  expect(findEffect('constructor')).toBeUndefined();
});

test('plain names have no accents', () => {
  expect(plainName('Café  Noir!')).toBe('cafe noir');
});
