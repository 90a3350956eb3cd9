import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ComposeError } from '../../src/compose/compose-error.ts';
import { findStyle, openStyles } from '../../src/compose/styles.ts';
import { findKit, findProgram, PART_ROLES } from '../../src/score/index.ts';
import { lofiStyle, SHIPPED_STYLES, STYLES_FOLDER } from '../support/shipped-styles.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** LoFi's first style as a file would say it, for tests to spoil. */
function styleFile(change: (style: Record<string, unknown>) => void = () => undefined): string {
  const style = structuredClone(lofiStyle('lofi-hiphop')) as Record<string, unknown>;
  delete style['name'];
  change(style);
  return JSON.stringify(style);
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = tempFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}

/** The line about a style that is spoilt, beside a good one. */
async function problemOf(change: (style: Record<string, unknown>) => void): Promise<string> {
  const folder = await folderWith({ 'good.json': styleFile(), 'bad.json': styleFile(change) });
  const { styles, problems } = await openStyles(folder);
  expect(styles.map(({ name }) => name)).toEqual(['good']);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`The style file ${path.join(folder, 'bad.json')} is left out: `);
  return problems[0] ?? '';
}

test('the shipped styles are without a fault, and the first is the choice when nobody asks', async () => {
  const { problems } = await openStyles(STYLES_FOLDER);
  expect(problems).toEqual([]);
  expect(SHIPPED_STYLES[0]?.name).toBe('lofi-hiphop');
});

describe.each(SHIPPED_STYLES.filter(({ family }) => family === 'lofi'))('$name', ({ name }) => {
  const style = lofiStyle(name);

  test('names instruments that General MIDI has, for every part of its form', () => {
    const roles = [style.form.intro, ...style.form.body, style.form.outro].flatMap(({ parts }) => parts);
    for (const role of PART_ROLES) {
      const names = style.instruments[role] ?? [];
      if (roles.includes(role)) expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(role === 'drums' ? findKit(name) : findProgram(name), name).toBeDefined();
    }
  });

  test('begins its rhythms on the beat', () => {
    for (const rhythm of [...style.comping.quiet, ...style.comping.full]) expect(rhythm[0]).toBe('X');
  });
});

describe('a folder of styles', () => {
  test('is in the order of its files where they say one, then by name', async () => {
    const at = (order?: number) =>
      styleFile((style) => {
        delete style['order'];
        if (order !== undefined) style['order'] = order;
      });
    const folder = await folderWith({ 'b.json': at(), 'a.json': at(), 'z.json': at(2), 'y-1.json': at(7) });
    await mkdir(path.join(folder, 'moods'));
    await writeFile(path.join(folder, 'notes.txt'), 'not looked at');
    const { styles, problems } = await openStyles(folder);
    expect(styles.map(({ name }) => name)).toEqual(['z', 'y-1', 'a', 'b']);
    expect(problems).toEqual([]);
  });

  test('without a style, or that is not there, is an error that says so', async () => {
    const empty = tempFolder();
    await expect(openStyles(empty)).rejects.toThrow(ComposeError);
    await expect(openStyles(empty)).rejects.toThrow(`There is no style to play in ${empty}.`);
    await expect(openStyles(path.join(empty, 'nowhere'))).rejects.toThrow(/nowhere can't be read/);
    await expect(openStyles(await folderWith({ 'one.json': '{' }))).rejects.toThrow(
      /one\.json is left out: is no JSON/,
    );
  });

  test('leaves out files that no style can be in', async () => {
    const folder = await folderWith({
      'good.json': styleFile(),
      'My Style.json': styleFile(),
      'huge.json': ' '.repeat(300_000),
    });
    await mkdir(path.join(folder, 'folder.json'));
    const { problems } = await openStyles(folder);
    expect(problems.join('\n')).toMatch(/My Style\.json is left out: its name must be lower-case words/);
    expect(problems.join('\n')).toMatch(/huge\.json is left out: it is larger than 256000 bytes/);
    expect(problems.join('\n')).toMatch(/folder\.json is left out: it can't be read/);
  });
});

describe('a broken style file is left out with the field and what to do:', () => {
  const part = (style: Record<string, unknown>, name: string) => style[name] as Record<string, unknown>;

  test.each<[string, (style: Record<string, unknown>) => void, RegExp]>([
    ['an unknown field', (style) => (style['tepmo'] = [60, 70]), /there is no field "tepmo"; did you mean tempo\?/],
    [
      'an unknown field inside',
      (style) => (part(style, 'melody')['regster'] = [60, 80]),
      /melody: there is no field "regster"; did you mean register\?/,
    ],
    [
      'a missing field',
      (style) => delete style['swing'],
      /swing: is missing; it must be \[lowest, highest\], both from 0\.5 to 0\.7/,
    ],
    ['a missing part', (style) => delete style['comping'], /comping: is missing; it must be an object/],
    ['a range upside down', (style) => (style['tempo'] = [90, 60]), /tempo: must begin with the lower number/],
    ['a number out of range', (style) => (style['minorShare'] = 2), /minorShare: must be a number from 0 to 1/],
    [
      'a loud noise bed',
      (style) => (style['effects'] = { rain: -3 }),
      /effects\.rain: must be a number from -60 to -10/,
    ],
    [
      'another meter',
      (style) => (style['meter'] = [3, 4]),
      /meter\[0\]: must be \[4, 4\]: there is no other meter yet/,
    ],
    ['another family', (style) => (style['family'] = 'polka'), /family: must be "lofi" or "edm"/],
    [
      'a bad rhythm',
      (style) => (part(style, 'comping')['full'] = ['X..']),
      /comping\.full\[0\]: must be a bar of sixteen signs/,
    ],
    [
      'an unknown drum',
      (style) => (part(style, 'drumming')['kit'] = ['kick', 'snair']),
      /drumming\.kit\[1\]: "snair" is none of .*did you mean snare/,
    ],
    [
      'a part without an instrument',
      (style) => delete part(style, 'instruments')['bass'],
      /instruments\.bass: is missing; the form has a section in which bass plays/,
    ],
    [
      'an unknown part',
      (style) => (part(style, 'instruments')['base'] = ['Acoustic Bass']),
      /no field "base"; did you mean bass/,
    ],
    ['an unknown figure', (style) => (part(style, 'gates')['groove'] = [0, 1]), /gates: there is no field "groove"/],
    [
      'a section of a wrong length',
      (style) => (part(part(style, 'form'), 'intro')['bars'] = 5),
      /form\.intro\.bars: must be 4 or 8 or 16/,
    ],
    ['a mix that is none', (style) => (style['mix'] = { base: 'rock' }), /mix\.base: must be "lofi" or "edm"/],
    ['no object', (style) => (style['form'] = 'ABA'), /form: must be an object/],
  ])('%s', async (_, change, problem) => {
    expect(await problemOf(change)).toMatch(problem);
  });

  test('of many faults the first three are told', async () => {
    const problem = await problemOf((style) => {
      for (const name of ['tempo', 'swing', 'harmony', 'melody', 'form']) delete style[name];
    });
    expect(problem).toMatch(/; and \d more$/);
  });
});

test('a style that is not there is an error that names the nearest, or all', () => {
  expect(() => findStyle('lofi-hip-hop', SHIPPED_STYLES)).toThrow(
    /^There is no style "lofi-hip-hop"\. Did you mean lofi-hiphop/,
  );
  expect(() => findStyle('qqq', SHIPPED_STYLES)).toThrow(/There are lofi-hiphop, /);
});
