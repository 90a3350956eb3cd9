import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lackText } from '../../src/score/index.ts';
import { FontBank } from '../../src/studio/font-bank.ts';
import { StudioError } from '../../src/studio/index.ts';
import { lofiScore } from '../support/lofi-score.ts';
import { smallFont } from '../support/small-font.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTestStudio } from '../support/test-studio.ts';

/** Bytes of a sample's header in the chunk `shdr`, and where its start and end stand (SoundFont 2.04, section 7.10). */
const HEADER_BYTES = 46;
const START = 20;
const END = 24;

let good: Buffer;
beforeAll(async () => {
  good = Buffer.from(await smallFont(0, 8));
});

/** The font with the header of each sample changed, whose place in the bytes is given. */
function withHeaders(change: (bytes: Buffer, header: number) => void): Buffer {
  const bytes = Buffer.from(good);
  const chunk = bytes.indexOf('shdr');
  const count = bytes.readUInt32LE(chunk + 4) / HEADER_BYTES - 1;
  for (let index = 0; index < count; index += 1) change(bytes, chunk + 8 + index * HEADER_BYTES);
  return bytes;
}

function fileOf(bytes: Uint8Array): string {
  const file = path.join(tempFolder(), 'damaged.sf2');
  writeFileSync(file, bytes);
  return file;
}

/** Samples that lie beyond the end of the file. */
function beyond(bytes: Buffer, header: number): void {
  bytes.writeUInt32LE(500_000_000, header + START);
  bytes.writeUInt32LE(500_001_000, header + END);
}

describe('a font whose samples are missing', () => {
  it.each([
    ['lie beyond the end', beyond],
    ['have no length', (bytes: Buffer, at: number) => bytes.writeUInt32LE(bytes.readUInt32LE(at + START), at + END)],
    ['end before they begin', (bytes: Buffer, at: number) => bytes.writeUInt32LE(0, at + END)],
  ] as const)('cannot give a preset when they %s', async (_, change) => {
    const bank = await FontBank.read(fileOf(withHeaders((bytes, header) => void change(bytes, header))));
    await expect(bank.extract({ bank: 0, program: 8, name: 'Celesta' })).rejects.toThrow(
      new StudioError('its samples are missing or damaged'),
    );
  });

  it.each([
    [2, false],
    [8, true],
  ])(
    'cannot give a preset when half of its samples are missing, but can without one of many: one in %d',
    async (every, plays) => {
      let header = 0;
      const some = withHeaders((bytes, at) => {
        if (header % every === 1) beyond(bytes, at);
        header += 1;
      });
      const bank = await FontBank.read(fileOf(some));
      const extracted = bank.extract({ bank: 0, program: 8, name: 'Celesta' });
      const outcome = await extracted.then(
        () => 'plays',
        (error: unknown) => (error as Error).message,
      );
      expect(outcome).toBe(plays ? 'plays' : 'its samples are missing or damaged');
    },
  );

  it('lets the song go on with the default instrument, and says why', async () => {
    const file = fileOf(withHeaders(beyond));
    const studio = await openTestStudio({ soundfonts: path.dirname(file), cache: tempFolder() });
    const score = lofiScore(1);
    const parts = score.parts.map((part) =>
      part.role === 'melody' ? { ...part, instrument: 'damaged.sf2:0:8' } : part,
    );
    const made = await studio.record({ ...score, parts }, { effects: {}, seed: 1 });
    studio.close();
    expect(made.instruments.melody).toBe('Vibraphone');
    expect(made.lacks.map(lackText)).toEqual([
      '"Celesta" of damaged.sf2 can\'t be played: its samples are missing or damaged; Vibraphone plays instead.',
    ]);
  });
});

describe('a font that lacks a part', () => {
  it.each(['phdr', 'shdr', 'smpl'])('cannot be read without its %s', async (chunk) => {
    const bytes = Buffer.from(good);
    bytes.write('xxxx', bytes.indexOf(chunk));
    await expect(FontBank.read(fileOf(bytes))).rejects.toThrow(new RegExp(chunk));
  });

  it.each([100, 1000, 100_000])('cannot be read when it ends %d bytes too early', async (bytes) => {
    await expect(FontBank.read(fileOf(good.subarray(0, good.length - bytes)))).rejects.toThrow(StudioError);
  });

  it('cannot be read when it holds no presets', async () => {
    // The list keeps its last, closing entry of 38 bytes: what is left over is no chunk that anybody reads.
    const chunk = good.indexOf('phdr');
    const size = good.readUInt32LE(chunk + 4);
    const bytes = Buffer.from(good);
    bytes.copy(bytes, chunk + 8, chunk + 8 + size - 38, chunk + 8 + size);
    bytes.writeUInt32LE(38, chunk + 4);
    bytes.write('junk', chunk + 8 + 38);
    bytes.writeUInt32LE(size - 38 - 8, chunk + 8 + 38 + 4);
    await expect(FontBank.read(fileOf(bytes))).rejects.toThrow(StudioError);
  });
});
