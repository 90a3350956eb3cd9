import { access, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readFontShelf, type Font } from '../../src/studio/font-shelf.ts';
import { presetFile, type FontPreset } from '../../src/studio/preset-file.ts';
import { PresetQueue } from '../../src/studio/preset-queue.ts';
import { smallFont } from '../support/small-font.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A font of a person's own with one preset, and another that it should have by what is known of it. */
async function openFont(): Promise<{ font: Font; vibraphone: FontPreset; missing: FontPreset }> {
  const folder = tempFolder();
  const soundfonts = path.join(folder, 'soundfonts');
  await mkdir(soundfonts);
  await writeFile(path.join(soundfonts, 'small.sf2'), await smallFont(0, 11));
  const { fonts } = await readFontShelf({ soundfonts, cache: path.join(folder, 'cache') });
  const [font] = fonts;
  const preset = font?.presets[0];
  if (font === undefined || preset === undefined) throw new Error('the small font is missing');
  const nothing = { bank: 0, program: 99, name: 'Nothing' };
  return { font, vibraphone: { kind: 'preset', font, preset }, missing: { kind: 'preset', font, preset: nothing } };
}

test('presets are made one at a time, those that are there and those that fail are passed over', async () => {
  const { vibraphone, missing } = await openFont();
  const queue = new PresetQueue();
  expect(await queue.prepareNext()).toBe(false);
  queue.add([missing, vibraphone, vibraphone, missing]);
  expect(await queue.prepareNext()).toBe(true);
  await expect(access(presetFile(vibraphone))).rejects.toThrow();
  expect(await queue.prepareNext()).toBe(true);
  expect((await stat(presetFile(vibraphone))).size).toBeGreaterThan(10_000);
  expect(await queue.prepareNext()).toBe(false);
});

test('what is there already is passed over in one go, and no font is read for it', async () => {
  const { font, vibraphone } = await openFont();
  const queue = new PresetQueue();
  queue.add([vibraphone]);
  await queue.prepareNext();
  await rm(font.file);
  queue.add([vibraphone, vibraphone, vibraphone]);
  expect(await queue.prepareNext()).toBe(false);
  expect((await stat(presetFile(vibraphone))).size).toBeGreaterThan(10_000);
});
