import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest, RadioError, type Catalogue, type RequestInput } from '../../src/radio/index.ts';

const catalogue: Catalogue = {
  styles: ['lofi', 'lofi-jazz', 'house'],
  moods: ['calm', 'rainy', 'party'],
  instruments: ['Rhodes', 'Tape Choir', 'Felt Piano'],
  effects: ['rain', 'vinyl', 'sea-waves'],
};

const ask = (input: unknown) => parseRequest(input as RequestInput, catalogue, 99);

describe('parseRequest', () => {
  test('asking for nothing gives the first style, the usual length and the seed that was drawn', () => {
    expect(ask({})).toEqual({ style: 'lofi', seed: 99, seconds: 120, instruments: {}, effects: {} });
  });

  test('everything that was asked for is in the recipe, spelt as in the catalogue', () => {
    const input = {
      style: 'LoFi-Jazz',
      seconds: 60,
      seed: 0,
      tempo: 72.5,
      key: 'f# minor',
      mood: 'Rainy',
      energy: 0.7,
      classical: 0,
      instruments: { melody: 'tape choir', bass: 'upright bass', drums: 'brush kit', pad: 'My Font.sf2:0:12' },
      effects: { Rain: -3, vinyl: -60 },
    };
    expect(ask(input)).toEqual({
      style: 'lofi-jazz',
      seconds: 60,
      seed: 0,
      tempo: 72.5,
      key: { tonic: 6, mode: 'minor' },
      mood: 'rainy',
      energy: 0.7,
      classical: 0,
      instruments: { melody: 'Tape Choir', bass: 'upright bass', drums: 'brush kit', pad: 'My Font.sf2:0:12' },
      effects: { rain: -3, vinyl: -60 },
    });
  });

  test.each([
    [{ style: 'Lo-Fi Jazz' }, { style: 'lofi-jazz' }],
    [{ style: ' house ' }, { style: 'house' }],
    [{ mood: 'RAINY!' }, { mood: 'rainy' }],
    [{ instruments: { pad: 'tape-choir' } }, { instruments: { pad: 'Tape Choir' } }],
    [{ effects: { 'Vinyl Crackle': -20 } }, { effects: { vinyl: -20 } }],
    [{ effects: { 'rain-drops': -20 } }, { effects: { rain: -20 } }],
    [{ effects: { 'Sea Waves': -20 } }, { effects: { 'sea-waves': -20 } }],
  ])('a name is known however it is written: %j', (input, recipe) => {
    expect(ask(input)).toMatchObject(recipe);
  });

  test('another word for an effect that is not there is unknown', () => {
    expect(() => ask({ effects: { 'tape hiss': -20 } })).toThrow('There is no effect "tape hiss"');
  });

  test.each([
    [{ style: 'lofi-jaz' }, 'There is no style "lofi-jaz". Did you mean "lofi'],
    [{ style: 'zydeco' }, 'There is no style "zydeco". There is "lofi", "lofi-jazz" or "house"'],
    [{ instruments: { melody: 'Rods' } }, 'There is no instrument "Rods". Did you mean "Rhodes"?'],
    [
      { instruments: { kazoo: 'Rhodes' } },
      'There is no part "kazoo". There is "melody", "chords", "bass", "pad", "arp", "fx" or "drums"',
    ],
    [{ instruments: { pad: '../../x.sf2:0:1' } }, 'There is no instrument'],
    [{ effects: { rian: -3 } }, 'Did you mean "rain"'],
    [{ effects: { rain: 13 } }, 'effects rain must be a number from -60 to -3 dB'],
    [{ effects: { rain: 'loud' } }, 'effects rain must be a number from -60 to -3 dB'],
    [{ seconds: 19 }, 'seconds must be a number from 20 to 300'],
    [{ seconds: Number.NaN }, 'seconds must be a number from 20 to 300'],
    [{ seconds: '60' }, 'seconds must be a number from 20 to 300'],
    [{ tempo: 201 }, 'tempo must be a number from 50 to 200'],
    [{ seed: -1 }, 'seed must be a whole number from 0 to 4294967295'],
    [{ seed: 1.5 }, 'seed must be a whole number'],
    [{ key: 'H minor' }, '"H minor" is no key'],
    [{ style: '' }, 'style must not be empty'],
    [{ style: 'x'.repeat(101) }, 'style is too long'],
    [{ mood: 'rainny' }, 'There is no mood "rainny". Did you mean "rainy"?'],
    [{ mood: 'wistful' }, 'There is no mood "wistful". There is "calm", "rainy" or "party"'],
    [{ mood: 3 }, 'mood must be a name'],
    [{ energy: 1.01 }, 'energy must be a number from 0 to 1'],
    [{ energy: '0.5' }, 'energy must be a number from 0 to 1'],
    [{ classical: -0.1 }, 'classical must be a number from 0 to 1'],
    [{ valence: 1 }, 'There is no option "valence"'],
    [[], 'must be an object'],
    ['lofi', 'must be an object'],
    [null, 'must be an object'],
  ])('%j is refused in words: %s', (input, message) => {
    expect(() => ask(input)).toThrow(message);
  });

  test('before it is known what is installed, who asks is told to wait', () => {
    const nothing = { styles: [], moods: [], instruments: [], effects: [] };
    const asking = () => parseRequest({ style: 'lofi' }, nothing, 1);
    expect(asking).toThrow('still getting ready');
    expect(asking).toThrow(RadioError);
  });

  test('a key of the prototype is no name of anything', () => {
    expect(() => ask({ style: '__proto__' })).toThrow('There is no style');
    expect(() => ask(JSON.parse('{"effects":{"__proto__":-10,"constructor":-20}}'))).toThrow('There is no effect');
  });

  test('more effects than fit are refused', () => {
    const effects = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`rain${index}`, -20]));
    expect(() => ask({ effects })).toThrow('At most 8 effects');
  });

  test('whatever comes is either a recipe or a refusal that says why', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        try {
          expect(catalogue.styles).toContain(ask(input).style);
        } catch (error) {
          expect(error).toBeInstanceOf(RadioError);
          expect(error).toHaveProperty('reason', 'invalid');
        }
      }),
    );
  });
});
