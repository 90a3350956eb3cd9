import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { corpusBuild } from '../src/commands/corpus-command.ts';
import { corpusSong, folderOf } from './support/corpus-songs.ts';
import { tempFolder } from './support/temp-folder.ts';

/** What a call prints on standard output. */
async function printed(call: () => Promise<number>): Promise<{ readonly code: number; readonly text: string }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const code = await call();
  return { code, text: log.mock.calls.map(([line]) => String(line)).join('\n') };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('corpusBuild', () => {
  it('says in words what it found and what it left out', async () => {
    const folder = await folderOf({ 'a.mid': corpusSong(), 'b.mid': corpusSong(), 'c.mid': 'noise' });
    const { code, text } = await printed(() => corpusBuild({ folder, out: tempFolder() }));
    expect(code).toBe(0);
    expect(text).toMatch(/^songs from 1 of 3 files: \d+ notes/);
    expect(text).toMatch(/1 {2}the same bytes as another file/);
    expect(text).toMatch(/1 {2}not a MIDI file/);
  });

  it('prints the report as JSON, and uses only the licences asked for', async () => {
    const out = tempFolder();
    const folder = await folderOf({
      'free.mid': corpusSong(),
      'copyleft.mid': corpusSong({ bars: 12 }),
      'MANIFEST.tsv': 'file\tlicence_status\nfree.mid\tpublic-domain\ncopyleft.mid\tcopyleft',
    });
    const { text } = await printed(() => corpusBuild({ folder, out, licence: ['copyleft'], json: true }));
    expect(JSON.parse(text)).toEqual(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
    expect(JSON.parse(text)).toMatchObject({ songs: 1, reasons: { 'licence: public-domain': 1 } });
  });

  it('is a fault when no file gives a song', async () => {
    const { code } = await printed(async () =>
      corpusBuild({ folder: await folderOf({ 'a.mid': 'noise' }), out: tempFolder() }),
    );
    expect(code).toBe(1);
  });
});
