import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SongProgress, SegmentFacts, StemLimits, StemsMade, StemSource } from '../../src/radio/index.ts';

/** Stems that wait for the test to make them. */
export interface WaitingStems {
  readonly facts: SegmentFacts;
  readonly limits: StemLimits;
  readonly signal: AbortSignal | undefined;
  readonly progress: (progress: SongProgress) => void;
  /** Writes files, by their names, as a worker would. */
  readonly make: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly answer: (made: StemsMade) => void;
  readonly fail: (message: string) => void;
}

/** Makes stems when a test says so; what was not begun rejects when it is not wanted any more. */
export class FakeStems implements StemSource {
  readonly asked: WaitingStems[] = [];

  stems(
    facts: SegmentFacts,
    folder: string,
    limits: StemLimits,
    { onProgress, signal }: Parameters<StemSource['stems']>[3] = {},
  ): Promise<StemsMade> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('it is not wanted any more')));
      this.asked.push({
        facts,
        limits,
        signal,
        progress: (progress) => onProgress?.(progress),
        make: async (files) => {
          await mkdir(folder, { recursive: true });
          for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
          resolve({ kind: 'made', names: Object.keys(files), bitrate: 64_000 });
        },
        answer: resolve,
        fail: (message) => reject(new Error(message)),
      });
    });
  }
}
