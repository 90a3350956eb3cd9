import { describe, expect, test } from 'vitest';
import { readStyle } from '../../../src/compose/style.ts';
import { EDM_STYLES, edmStyle } from '../../support/edm-songs.ts';

/** House as a file would say it, spoilt. */
function faults(spoil: (style: Record<string, Record<string, unknown>>) => void): readonly string[] {
  const style = structuredClone(edmStyle('house')) as unknown as Record<string, Record<string, unknown>>;
  delete style['name'];
  spoil(style);
  const read = readStyle('mine', JSON.stringify(style));
  return 'faults' in read ? read.faults : [];
}

describe('a style file of dance music', () => {
  test('is taken when it is as house, under its own name', () => {
    expect(faults(() => undefined)).toEqual([]);
  });

  test('tells where a rhythm is wrong and in which signs it must be written', () => {
    const message = /^bass\.drop\[0\]: must be 1 or 2 bars of sixteen signs: R, r, o, f, a begin a note, - holds it/;
    expect(faults((style) => (style['bass'] = { ...style['bass'], drop: ['R-..R'] }))[0]).toMatch(message);
    expect(faults((style) => (style['bass'] = { ...style['bass'], drop: ['Z-..Z-..Z-..Z-..'] }))[0]).toMatch(message);
    expect(faults((style) => (style['hook'] = { ...style['hook'], figures: ['x...x...x...x...'] }))[0]).toContain(
      'hook.figures[0]: must be 2 bars of sixteen signs',
    );
  });

  test('tells which part has no instrument, and names the nearest field', () => {
    const silent = faults((style) => {
      style['instruments'] = { ...style['instruments'] };
      delete style['instruments']['bass'];
    });
    expect(silent).toEqual(['instruments.bass: is missing; there is a section in which bass plays']);
    expect(faults((style) => (style['sweeps'] = { ...style['sweeps'], brakeGain: -2 }))[0]).toContain('breakGain');
    expect(faults((style) => (style['pad'] = { ...style['pad'], velocity: 300 }))).toEqual([
      'pad.velocity: must be a whole number from 1 to 127',
    ]);
  });
});

test('the shipped styles keep to the tempos of their kinds', () => {
  const tempos = Object.fromEntries(EDM_STYLES.map(({ name, tempo }) => [name, tempo]));
  expect(tempos).toMatchObject({
    house: [120, 128],
    trance: [132, 140],
    'future-bass': [140, 160],
    'drum-and-bass': [170, 176],
  });
});
