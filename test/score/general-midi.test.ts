import { describe, expect, test } from 'vitest';
import {
  findKit,
  findProgram,
  GENERAL_MIDI_INSTRUMENTS,
  GENERAL_MIDI_KITS,
  nearestInstruments,
  nearestNames,
} from '../../src/score/index.ts';

describe('findProgram', () => {
  test('knows each of the 128 names as its own program', () => {
    expect(GENERAL_MIDI_INSTRUMENTS).toHaveLength(128);
    expect(GENERAL_MIDI_INSTRUMENTS.map((name) => findProgram(name))).toEqual(
      Array.from({ length: 128 }, (_, program) => program),
    );
  });

  test('anchors of the standard are where they belong', () => {
    expect(GENERAL_MIDI_INSTRUMENTS[11]).toBe('Vibraphone');
    expect(GENERAL_MIDI_INSTRUMENTS[24]).toBe('Nylon Guitar');
    expect(GENERAL_MIDI_INSTRUMENTS[32]).toBe('Acoustic Bass');
    expect(GENERAL_MIDI_INSTRUMENTS[48]).toBe('String Ensemble 1');
    expect(GENERAL_MIDI_INSTRUMENTS[73]).toBe('Flute');
    expect(GENERAL_MIDI_INSTRUMENTS[89]).toBe('Warm Pad');
    expect(GENERAL_MIDI_INSTRUMENTS[108]).toBe('Kalimba');
  });

  test('takes what people say, in any case and punctuation', () => {
    expect(findProgram('Rhodes')).toBe(4);
    expect(findProgram('nylon-guitar')).toBe(24);
    expect(findProgram('SAW LEAD')).toBe(81);
    expect(findProgram('kazoo')).toBeUndefined();
    expect(findProgram('constructor')).toBeUndefined();
    expect(findProgram('')).toBeUndefined();
  });
});

test('findKit knows each kit, with and without the word', () => {
  for (const [name, program] of Object.entries(GENERAL_MIDI_KITS)) {
    expect(findKit(name)).toBe(program);
    expect(findKit(name.replace(' Kit', ''))).toBe(program);
  }
  expect(findKit('808')).toBe(25);
  expect(findKit('spoons')).toBeUndefined();
});

describe('nearestNames', () => {
  test('puts a slip of the finger right', () => {
    expect(nearestInstruments('vibraphon')[0]).toBe('Vibraphone');
    expect(nearestInstruments('rodes')[0]).toBe('rhodes');
    expect(nearestNames('lofi_slep', ['lofi', 'lofi-sleep', 'house'])[0]).toBe('lofi-sleep');
  });

  test('has nothing to say to a word like no other, or to none', () => {
    expect(nearestNames('xylographically', ['lofi'])).toEqual([]);
    expect(nearestNames('  ', ['lofi'])).toEqual([]);
  });
});
