import { stat } from 'node:fs/promises';
import { journalFiles, readStretch } from './journal-file.ts';
import type { WrittenFile } from './journal-writer.ts';
import type { StoreLog } from './log.ts';

const STRETCH_BYTES = 256_000;

/** What an earlier process left: its files, and how many values are in them. */
export async function recover(options: {
  readonly folder: string;
  readonly log: StoreLog;
  readonly onFound?: (value: unknown) => void;
}): Promise<{ readonly files: WrittenFile[]; readonly entries: number }> {
  const files: WrittenFile[] = [];
  let entries = 0;
  for (const file of await journalFiles(options.folder)) {
    const { size } = await stat(file.path);
    const place = { byte: 0, line: 0 };
    for (;;) {
      const { lines, end } = await readStretch(file, { ...place, bytes: STRETCH_BYTES, limit: size });
      for (const { number, content } of lines) {
        if (content === undefined) {
          options.log.error(`Line ${number + 1} of ${file.path} is damaged, and left out.`);
          continue;
        }
        entries += 1;
        options.onFound?.(content.value);
      }
      place.line += lines.length;
      if (end === place.byte) break;
      place.byte = end;
    }
    files.push({ ...file, length: place.byte });
  }
  return { files, entries };
}
