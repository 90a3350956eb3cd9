import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate } from '../../src/commands/generate.ts';
import { parseConfig } from '../../src/config.ts';
import { RadioError, type RequestInput } from '../../src/radio/index.ts';
import { smallFont } from '../support/small-font.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Asks for a song where a font is cut off, one has no samples, and WAVs are damaged; resolves with the refusal. */
async function refused(request: RequestInput): Promise<Error> {
  const folder = tempFolder();
  const soundfonts = path.join(folder, 'soundfonts');
  const effects = path.join(folder, 'effects');
  for (const made of [soundfonts, effects]) mkdirSync(made);
  const font = Buffer.from(await smallFont(0, 8));
  writeFileSync(path.join(soundfonts, 'cut off.sf2'), font.subarray(0, 5000));
  writeFileSync(path.join(soundfonts, 'silent.sf2'), withoutSamples(font));
  writeFileSync(path.join(effects, 'Sea-Waves.wav'), font.subarray(0, 20));
  writeFileSync(path.join(effects, 'sea gulls.wav'), 'no sound at all');
  const config = parseConfig({});
  const out = path.join(folder, 'song.ogg');
  const made = generate(
    { ...config, data: folder, folders: { ...config.folders, soundfonts, effects } },
    { request: { seconds: 20, ...request }, out, wav: false, flac: false, onProgress: () => undefined },
  );
  const error = await made.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(existsSync(out)).toBe(false);
  if (!(error instanceof RadioError)) throw new Error('nothing was refused', { cause: error });
  // The command line's exit code 2.
  expect(error.reason).toBe('invalid');
  return error;
}

/** The font with all samples beyond its end: headers of 46 bytes, start and end at 20 and 24 (SoundFont 2.04, section 7.10). */
function withoutSamples(font: Buffer): Buffer {
  const bytes = Buffer.from(font);
  const chunk = bytes.indexOf('shdr');
  for (let header = chunk + 8; header < chunk + 8 + bytes.readUInt32LE(chunk + 4) - 46; header += 46) {
    bytes.writeUInt32LE(500_000_000, header + 20);
    bytes.writeUInt32LE(500_001_000, header + 24);
  }
  return bytes;
}

describe('generate', { timeout: 120_000 }, () => {
  test('a damaged WAV that is asked for is refused with what is wrong with it', async () => {
    const { message } = await refused({ effects: { 'sea-waves': -14 } });
    expect(message).toMatch(/^There is no effect "sea-waves"\. .*Sea-Waves\.wav is no usable WAV and was skipped: /);
    expect(message).not.toContain('gulls');
  });

  test('a preset of a damaged font is refused with what is wrong with it and the nearest names', async () => {
    const { message } = await refused({ instruments: { melody: 'cut off.sf2:0:8' } });
    expect(message).toMatch(/^There is no instrument "cut off\.sf2:0:8" for melody .*cut off\.sf2 .*skipped/);
  });

  test('a preset that is not there is refused with those that are', async () => {
    const { message } = await refused({ instruments: { melody: 'silent.sf2:0:9' } });
    expect(message).toContain('silent.sf2 has 0:8 Celesta');
  });

  test('a preset whose samples are missing is refused, and no song is written', async () => {
    const { message } = await refused({ instruments: { melody: 'silent.sf2:0:8' } });
    expect(message).toBe(
      '"Celesta" of silent.sf2 can\'t be played: its samples are missing or damaged. Nothing was written. Ask for another instrument for melody.',
    );
  });
});
