import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareFolders, writeFiles } from '../../src/commands/write-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('writeFiles', () => {
  test('writes all files, into folders that it makes', async () => {
    const folder = path.join(tempFolder(), 'not', 'there');
    const [one, two] = [path.join(folder, 'one.txt'), path.join(folder, 'deeper', 'two.txt')];
    await writeFiles([
      [one, 'first'],
      [two, () => Promise.resolve(Buffer.from('second'))],
    ]);
    expect(readFileSync(one, 'utf8')).toBe('first');
    expect(readFileSync(two, 'utf8')).toBe('second');
    expect(readdirSync(folder)).toEqual(['deeper', 'one.txt']);
  });

  test('a full disk is told as what it is, and nothing is left behind', async ({ skip }) => {
    // Writes to this device fail with ENOSPC.
    if (!existsSync('/dev/full')) skip('there is no /dev/full here');
    const folder = tempFolder();
    symlinkSync('/dev/full', path.join(folder, 'two.wav.part'));
    const writing = writeFiles([
      [path.join(folder, 'one.ogg'), 'x'],
      [path.join(folder, 'two.wav'), 'y'],
    ]);
    await expect(writing).rejects.toThrow(`Can't write to ${folder}: the disk is full. Free some space, or choose`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('when one can not take its place, none is there', async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, 'two.txt', 'in the way'), { recursive: true });
    const writing = writeFiles([
      [path.join(folder, 'one.txt'), 'x'],
      [path.join(folder, 'two.txt'), 'y'],
    ]);
    await expect(writing).rejects.toThrow("Can't write to");
    expect(readdirSync(folder)).toEqual(['two.txt']);
  });

  test('nothing is left behind when a file can not be made', async () => {
    const folder = tempFolder();
    const writing = writeFiles([
      [path.join(folder, 'one.txt'), 'x'],
      [path.join(folder, 'two.flac'), () => Promise.reject(new Error('the encoder failed'))],
    ]);
    await expect(writing).rejects.toThrow('the encoder failed');
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a folder that can not be made is named before anything is done', async () => {
  const file = path.join(tempFolder(), 'file');
  writeFileSync(file, '');
  const stems = path.join(file, 'stems');
  await expect(prepareFolders([stems])).rejects.toThrow(`Can't write to ${stems}: it is not a folder. Move the file`);
});
