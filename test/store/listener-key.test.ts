import { rmSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenerKey, StoreError } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/databases.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = path.join(folder, 'listener-key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('listenerKey', () => {
  it('makes a key once, for the owner alone', async () => {
    const key = await listenerKey(folder);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await listenerKey(folder)).toBe(key);
    rmSync(file);
    expect(await listenerKey(folder)).not.toBe(key);
  });

  it('never replaces a file that holds something else', async () => {
    await writeFile(file, 'half a ke');
    await expect(listenerKey(folder)).rejects.toThrow(StoreError);
    await expect(listenerKey(folder)).rejects.toThrow(/listener-key does not hold a key/);
    expect(await readFile(file, 'utf8')).toBe('half a ke');
  });

  it('says when the folder can not be written', async () => {
    await expect(listenerKey(path.join(folder, 'missing'))).rejects.toThrow(/can not be read or made \(ENOENT/);
  });
});
