import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ComposeError } from '../../src/compose/compose-error.ts';
import { compose } from '../../src/compose/compose.ts';
import { energyIn, inMood, type Mood } from '../../src/compose/mood.ts';
import { findMood, openStyles } from '../../src/compose/styles.ts';
import { fakeMusicians } from '../support/fake-musicians.ts';
import { lofiStyle, SHIPPED_MOODS, SHIPPED_STYLES } from '../support/shipped-styles.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LOFI = lofiStyle('lofi-hiphop');
const mood = (name: string): Mood => findMood(name, SHIPPED_MOODS);

/** Songs of some seeds in a mood. */
function songs(name: string | undefined, style = LOFI) {
  const shifted = name === undefined ? style : inMood(style, mood(name));
  const energy = name === undefined ? 0.5 : energyIn(mood(name));
  return Array.from({ length: 20 }, (_, seed) =>
    compose(shifted, { seed, seconds: 60, energy, instruments: {} }, fakeMusicians()),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('the shipped moods', () => {
  expect(SHIPPED_MOODS.map(({ name }) => name)).toEqual(['calm', 'rainy', 'happy', 'dark', 'focus', 'party']);
});

describe('a mood', () => {
  test('shifts mode, tempo and loudness of the playing', () => {
    const minor = (all: ReturnType<typeof songs>) => all.filter(({ score }) => score.key.mode === 'minor').length;
    expect(minor(songs('happy'))).toBe(0);
    expect(minor(songs('dark'))).toBe(20);
    const tempo = (all: ReturnType<typeof songs>) => mean(all.map(({ score }) => score.tempo));
    expect(tempo(songs('calm'))).toBeLessThan(tempo(songs(undefined)) - 2);
    expect(tempo(songs('party'))).toBeGreaterThan(tempo(songs(undefined)) + 2);
    const force = (all: ReturnType<typeof songs>) =>
      mean(all.flatMap(({ score }) => score.parts.flatMap(({ notes }) => notes.map(({ velocity }) => velocity))));
    expect(force(songs('calm'))).toBeLessThan(force(songs(undefined)));
    expect(force(songs('party'))).toBeGreaterThan(force(songs(undefined)));
  });

  test('brings its layers and closes its filter, never against what is darker or louder already', () => {
    const rainy = inMood(LOFI, mood('rainy'));
    expect(rainy.effects).toEqual({ ...LOFI.effects, rain: -10.5, thunder: -18 });
    expect(rainy.mix).toEqual({ ...LOFI.mix, sum: { lowPass: 8000 } });
    const muffled = { ...LOFI, mix: { base: 'lofi', sum: { lowPass: 3000 } }, effects: { rain: -10 } } as const;
    expect(inMood(muffled, mood('rainy'))).toMatchObject({ mix: muffled.mix, effects: { rain: -10 } });
    expect(inMood(LOFI, mood('party')).mix).toEqual(LOFI.mix);
  });

  test('asks all networks of a style more boldly or more safely', () => {
    const calm = inMood(LOFI, mood('focus'));
    expect(calm.harmony.temperature).toBeCloseTo(LOFI.harmony.temperature * 0.85);
    expect(calm.melody.temperature).toBeCloseTo(LOFI.melody.temperature * 0.85);
    expect(calm.drumming?.temperature).toBeCloseTo((LOFI.drumming?.temperature ?? 0) * 0.85);
  });

  test.each(SHIPPED_MOODS)('$name goes with every style', (one) => {
    for (const style of SHIPPED_STYLES) {
      const { tempo, minorShare, effects } = inMood(style, one);
      expect(tempo[0]).toBeGreaterThanOrEqual(40);
      expect(tempo[1]).toBeLessThanOrEqual(220);
      expect(minorShare).toBeGreaterThanOrEqual(0);
      expect(minorShare).toBeLessThanOrEqual(1);
      for (const level of Object.values(effects)) expect(level).toBeLessThanOrEqual(-10);
    }
  });

  test('adds to the energy that was wished for, within 0 and 1', () => {
    expect(energyIn(mood('party'))).toBeCloseTo(0.8);
    expect(energyIn(mood('party'), 0.9)).toBe(1);
    expect(energyIn(mood('calm'), 0.1)).toBe(0);
  });

  test('that is not there is an error that names the nearest', () => {
    expect(() => mood('rany')).toThrow(ComposeError);
    expect(() => mood('rany')).toThrow('There is no mood "rany". Did you mean rainy?');
    expect(() => mood('xylophonic')).toThrow('There are calm, rainy, happy, dark, focus, party.');
    expect(() => findMood('calm', [])).toThrow('There is no mood "calm", nor any other.');
  });
});

test('a broken mood file is left out with a line that says why', async () => {
  const folder = tempFolder();
  const style: Record<string, unknown> = { ...LOFI };
  delete style['name'];
  await writeFile(path.join(folder, 'one.json'), JSON.stringify(style));
  expect(await openStyles(folder)).toMatchObject({ moods: [], problems: [] });
  await mkdir(path.join(folder, 'moods'));
  const good: Record<string, unknown> = { ...mood('calm') };
  delete good['name'];
  await writeFile(path.join(folder, 'moods', 'good.json'), JSON.stringify(good));
  await writeFile(path.join(folder, 'moods', 'bad.json'), JSON.stringify({ ...good, enrgy: 1, tempo: 3 }));
  const { moods, problems } = await openStyles(folder);
  expect(moods.map((one) => one.name)).toEqual(['good']);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/The mood file .*bad\.json is left out: /);
  expect(problems[0]).toMatch(/tempo: must be a number from 0\.7 to 1\.3/);
  expect(problems[0]).toMatch(/there is no field "enrgy"; did you mean energy\?/);
});
