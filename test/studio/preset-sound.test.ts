import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BasicSoundBank, SoundBankLoader } from 'spessasynth_core';
import { expect, it } from 'vitest';
import { FontBank } from '../../src/studio/font-bank.ts';
import { smallFont } from '../support/small-font.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('a preset file in pieces is what the whole written at once would be', async () => {
  const pieces = await smallFont(0, 11);
  await BasicSoundBank.isSF3DecoderReady;
  const bank = SoundBankLoader.fromArrayBuffer(Uint8Array.from(pieces).buffer);
  expect(bank.samples.every((sample) => sample.getAudioData().length > 1000)).toBe(true);
  expect(Buffer.from(bank.writeSF2()).equals(pieces)).toBe(true);
});

it('what is extracted from an extracted preset is the same', async () => {
  const file = path.join(tempFolder(), 'vibraphone.sf2');
  const bytes = await smallFont(0, 11);
  await writeFile(file, bytes);
  const again = await (await FontBank.read(file)).extract({ bank: 0, program: 11, name: 'Vibraphone' });
  expect(Buffer.concat(again).equals(bytes)).toBe(true);
});
