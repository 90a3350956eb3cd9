import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PART_ROLES, type PartRole } from '../../src/score/index.ts';
import { instrumentName } from '../../src/studio/instrument.ts';
import { findInstrument } from '../../src/studio/instruments.ts';
import type { Studio } from '../../src/studio/index.ts';
import { openTestStudio } from '../support/test-studio.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

/** The name of what is found, or undefined. */
function found(name: string, role: PartRole): string | undefined {
  const match = studio.findInstrument(name, role);
  return match.kind === 'found' ? instrumentName(match.instrument) : undefined;
}

describe('instruments by name', () => {
  it.each([
    ['Rhodes', 'chords', 'Tine Electric Piano'],
    ['nylon guitar', 'melody', 'Nylon String Guitar'],
    ['upright bass', 'bass', 'Acoustic Bass'],
    ['warm pad', 'pad', 'Warm Pad'],
    ['MELLOW grand', 'chords', 'Mellow Grand Piano'],
    ['string nylon', 'melody', 'Nylon String Guitar'],
    ['brush kit', 'drums', 'Brush'],
    ['808', 'drums', 'TR-808'],
    ['TR-808', 'drums', 'TR-808'],
    ['Standard 3', 'drums', 'Standard 3'],
    ['MuseScore_General_Lite.sf3:8:4', 'chords', 'Detuned Tine EP'],
    ['musescore_general_lite.sf3:128:40', 'drums', 'Brush'],
  ] as const)('%s for %s is %s', (name, role, preset) => {
    expect(found(name, role)).toBe(preset);
  });

  it('every name it lists is found under that name', () => {
    const names = studio.instruments();
    expect(names.length).toBeGreaterThan(150);
    expect(names).toContain('Vibraphone');
    for (const name of names) expect([found(name, 'melody'), found(name, 'drums')]).toContain(name);
  });

  it('does not list twins that need a breath controller', () => {
    expect(studio.instruments().filter((name) => name.endsWith('Expr.'))).toEqual([]);
  });

  it('a kit plays no melody and a flute no drums', () => {
    expect(found('Brush', 'melody')).toBeUndefined();
    expect(found('flute', 'drums')).toBeUndefined();
    expect(found('MuseScore_General_Lite.sf3:128:40', 'melody')).toBeUndefined();
  });

  it.each(['', '   ', 'zzzzzz', 'nofont.sf2:0:0', 'MuseScore_General_Lite.sf3:99:99', '__proto__', 'constructor'])(
    '%j is unknown for every part',
    (name) => {
      for (const role of PART_ROLES) expect(found(name, role)).toBeUndefined();
    },
  );

  it('our own synthesiser comes before the default font, and its nicknames before those of General MIDI', () => {
    for (const [name, role, expected] of [
      ['saw lead', 'melody', 'Saw Lead'],
      ['Square', 'arp', 'Square Lead'],
      ['SUPERSAW CHORDS', 'chords', 'Supersaw Chords'],
      ['sub', 'bass', 'Sub Bass'],
      ['riser', 'fx', 'Riser'],
      ['House Kit', 'drums', 'House Kit'],
    ] as const) {
      const match = studio.findInstrument(name, role);
      expect(match).toMatchObject({ kind: 'found', instrument: { kind: 'patch', patch: { name: expected } } });
    }
    expect(studio.findInstrument('MuseScore_General_Lite.sf3:0:81', 'melody')).toMatchObject({
      instrument: { kind: 'preset', preset: { name: 'Saw Lead' } },
    });
    expect(studio.findInstrument('warm pad', 'pad')).toMatchObject({ instrument: { kind: 'preset' } });
  });

  it("a person's own preset comes before a patch of the same name", () => {
    const preset = { bank: 0, program: 81, name: 'Saw Lead' };
    const own = { name: 'mine.sf2', file: 'mine.sf2', folder: 'mine', presets: [preset] };
    const base = { ...own, name: 'default.sf3' };
    expect(findInstrument('saw lead', 'melody', [own, base])).toMatchObject({ instrument: { font: own } });
    expect(findInstrument('saw lead', 'melody', [base])).toMatchObject({ instrument: { kind: 'patch' } });
  });

  it('says what a font has where a preset is asked for that it lacks', () => {
    const match = (name: string, role: PartRole) => studio.findInstrument(name, role);
    expect(match('musescore_general_lite.sf3:0:128', 'melody')).toEqual({
      kind: 'unknown',
      nearest: [
        'MuseScore_General_Lite.sf3:0:127',
        'MuseScore_General_Lite.sf3:0:126',
        'MuseScore_General_Lite.sf3:0:125',
      ],
      why: expect.stringMatching(
        /^MuseScore_General_Lite\.sf3 has 0:0 Grand Piano, 0:1 Bright Grand Piano, .* and \d+ more$/,
      ) as unknown,
    });
    expect(match('MuseScore_General_Lite.sf3:128:40', 'melody')).toMatchObject({ why: 'Brush plays no notes' });
    expect(match('MuseScore_General_Lite.sf3:0:0', 'drums')).toMatchObject({
      why: 'Grand Piano plays no drums',
      nearest: expect.arrayContaining(['MuseScore_General_Lite.sf3:128:0']) as unknown,
    });
    expect(match('MuseScore_Genral_Lite.sf3:0:4', 'chords')).toEqual({
      kind: 'unknown',
      nearest: ['MuseScore_General_Lite.sf3:0:4'],
      why: 'there is no font MuseScore_Genral_Lite.sf3, but MuseScore_General_Lite.sf3',
    });
  });

  it('names the nearest patches too', () => {
    expect(studio.findInstrument('supresaw', 'melody')).toMatchObject({ nearest: ['Supersaw'] });
    expect(studio.findInstrument('trance kitt', 'drums')).toMatchObject({ nearest: ['Trance Kit'] });
  });

  it('names the nearest ones for a slip of the pen', () => {
    const match = studio.findInstrument('vibrafone', 'melody');
    expect(match).toMatchObject({ kind: 'unknown', nearest: expect.arrayContaining(['Vibraphone']) as unknown });
  });
});
