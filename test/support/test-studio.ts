import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStudio, type Studio, type StudioFolders } from '../../src/studio/index.ts';

/** Presets prepared once and shared by all tests of a machine; the cache itself sorts out versions and simultaneous writers. */
export const TEST_CACHE = path.join(tmpdir(), 'raindial-test-cache');

/** A studio with the real default SoundFont and no files of a person's own, unless folders are given. */
export async function openTestStudio(folders: Partial<StudioFolders> = {}): Promise<Studio> {
  const nowhere = path.join(TEST_CACHE, 'no such folder');
  return openStudio({ soundfonts: nowhere, effects: nowhere, cache: TEST_CACHE, ...folders });
}
