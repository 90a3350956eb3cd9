import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PART_ROLES, type PartRole } from '../../src/score/index.ts';
import type { Studio } from '../../src/studio/index.ts';
import { openTestStudio } from '../support/test-studio.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

/** The name of the preset that is found, or undefined. */
function found(name: string, role: PartRole): string | undefined {
  const match = studio.findInstrument(name, role);
  return match.kind === 'found' ? match.instrument.preset.name : undefined;
}

describe('instruments by name', () => {
  it.each([
    ['Rhodes', 'chords', 'Tine Electric Piano'],
    ['nylon guitar', 'melody', 'Nylon String Guitar'],
    ['upright bass', 'bass', 'Acoustic Bass'],
    ['warm pad', 'pad', 'Warm Pad'],
    ['saw lead', 'melody', 'Saw Lead'],
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

  it('names the nearest ones for a slip of the pen', () => {
    const match = studio.findInstrument('vibrafone', 'melody');
    expect(match).toMatchObject({ kind: 'unknown', nearest: expect.arrayContaining(['Vibraphone']) as unknown });
  });
});
