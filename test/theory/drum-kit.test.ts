import { expect, test } from 'vitest';

import { DRUM_VOICES, drumKey, drumVoice } from '../../src/theory/index.ts';

test('the key that a voice is played on is heard as that voice', () => {
  for (const voice of DRUM_VOICES) expect(drumVoice(drumKey(voice))).toBe(voice);
});

test('every percussion key of General MIDI has a voice; what no kit has is percussion', () => {
  for (let key = 35; key <= 81; key += 1) expect(DRUM_VOICES).toContain(drumVoice(key));
  expect([35, 40, 44, 57, 59].map(drumVoice)).toEqual(['kick', 'snare', 'closed hat', 'crash', 'ride']);
  expect(drumVoice(56)).toBe('percussion');
});
