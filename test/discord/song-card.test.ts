import { expect, test } from 'vitest';
import { speak } from '../../src/discord/language/language.ts';
import { songCard } from '../../src/discord/song-card.ts';
import { segmentFacts } from '../support/segment-facts.ts';

const say = speak('en-US');

test('a card stays within the limits of an embed, whatever the song', () => {
  const chords = Array.from({ length: 500 }, (_, index) => `F#m7b5/E${index}`);
  const card = songCard(segmentFacts({ title: 'x'.repeat(1000), chords, instruments: {}, effects: {} }), say).toJSON();
  expect(card.title).toHaveLength(256);
  for (const field of card.fields ?? []) {
    expect(field.value.length).toBeGreaterThan(0);
    expect(field.value.length).toBeLessThanOrEqual(1024);
  }
});

test('what a card quotes is text, not markup', () => {
  const card = songCard(segmentFacts({ title: '**loud** `code`', effects: { rain: 0, vinyl: -0.04 } }), say).toJSON();
  expect(card.title).toBe('\\*\\*loud\\*\\* \\`code\\`');
  expect(card.fields?.find(({ name }) => name === 'Effects')?.value).toBe('rain +0 dB\nvinyl +0 dB');
});
