import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { classify } from '../src/commands/classify-command.ts';
import type { GridNote } from '../src/model/index.ts';
import { PPQ, writeMidi, type Part } from '../src/score/index.ts';
import { loopMusic, wanderingMusic } from './support/classifier-music.ts';
import { folderOf } from './support/corpus-songs.ts';
import { tempFolder } from './support/temp-folder.ts';

const CONFIG = { folders: { models: path.join(import.meta.dirname, '..', 'models') } };

function midi(notes: readonly GridNote[], role: Part['role'] = 'melody'): Uint8Array {
  const part: Part = {
    role,
    instrument: 'piano',
    notes: [...notes]
      .sort((a, b) => a.start - b.start || a.pitch - b.pitch)
      .map(({ start, pitch }) => ({ start: start * (PPQ / 4), duration: PPQ / 4, pitch, velocity: 80 })),
  };
  const key = { tonic: 0, mode: 'major' } as const;
  return writeMidi({ tempo: 97, meter: [4, 4], key, parts: [part], chords: [], sections: [], duration: 32 * 4 * PPQ });
}

/** Runs the command and gives back what it printed. */
async function run(paths: readonly string[], flags: Parameters<typeof classify>[2]) {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
  const code = await classify(CONFIG, paths, flags);
  return { code, out, err };
}

afterEach(() => {
  vi.restoreAllMocks();
});

const CORRUPT = Uint8Array.from([...new TextEncoder().encode('MThd'), 0, 0, 0, 6, 0, 1, 0, 9, 1, 224]);

test('a folder is told file by file; what can not be read or judged is named in a line and skipped', async () => {
  const folder = await folderOf({
    'a/loop.mid': midi(loopMusic(11)),
    'b/loop.MIDI': midi(loopMusic(12)),
    'piece.mid': midi(wanderingMusic(11)),
    'corrupt.mid': CORRUPT,
    'empty.mid': '',
    'drums.mid': midi(loopMusic(13), 'drums'),
    'notes.txt': 'no music',
  });
  const timelines = path.join(tempFolder(), 'new', 'folder');
  const { code, out, err } = await run([folder], { json: false, timeline: timelines });
  expect(code).toBe(0);
  expect(
    out.map((line) =>
      line
        .replace(folder + path.sep, '')
        .split(/\s+/)
        .slice(0, 3),
    ),
  ).toEqual([
    ['EDM', expect.stringMatching(/^[01]\.\d{3}$/), path.join('a', 'loop.mid')],
    ['EDM', expect.anything(), path.join('b', 'loop.MIDI')],
    ['Classical', expect.anything(), 'piece.mid'],
  ]);
  expect(out[0]).toMatch(/[▅▆▇█]{7}$/);
  expect(err.map((line) => line.replace(folder + path.sep, ''))).toEqual([
    expect.stringMatching(/^corrupt\.mid: \S/),
    expect.stringMatching(/^drums\.mid: too few notes/),
    expect.stringMatching(/^empty\.mid: \S/),
  ]);
  expect(err.every((line) => !line.includes('\n'))).toBe(true);
  // Two songs of one name do not overwrite each other.
  expect((await readdir(timelines)).sort()).toEqual(['loop-2.svg', 'loop.svg', 'piece.svg']);
  const picture = await readFile(path.join(timelines, 'piece.svg'), 'utf8');
  expect(picture).toContain('<svg');
  expect(picture).toContain('piece.mid: Classical');
});

test('as JSON it gives verdict, probability and timeline of each file, and what was skipped', async () => {
  const folder = await folderOf({ 'loop.mid': midi(loopMusic(21)), 'bad.mid': 'RIFF' });
  const missing = path.join(folder, 'missing.mid');
  const { code, out } = await run([path.join(folder, 'loop.mid'), path.join(folder, 'bad.mid'), missing], {
    json: true,
  });
  expect(code).toBe(0);
  expect(out.length).toBe(1);
  const report = JSON.parse(out[0] ?? '') as { files: { edm: number; timeline: { beat: number }[] }[] };
  expect(report).toMatchObject({
    classifier: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
    files: [{ file: path.join(folder, 'loop.mid'), genre: 'EDM' }],
    skipped: [{ file: path.join(folder, 'bad.mid') }, { file: missing, reason: "can't be read (ENOENT)" }],
  });
  const [song] = report.files;
  expect(song?.edm).toBeGreaterThan(0.5);
  expect(song?.timeline.map(({ beat }) => beat)).toEqual([0, 16, 32, 48, 64, 80, 96]);
});

test('fails when nothing could be judged', async () => {
  const folder = await folderOf({ 'bad.mid': 'RIFF', 'inside/no-music.txt': '' });
  expect((await run([path.join(folder, 'bad.mid')], { json: false })).code).toBe(1);
  const { code, err } = await run([path.join(folder, 'inside')], { json: false });
  expect(code).toBe(1);
  expect(err).toEqual([`${path.join(folder, 'inside')}: there are no MIDI files in it`]);
});

test('says what to do when the classifier is not there', async () => {
  await expect(classify({ folders: { models: tempFolder() } }, ['x.mid'], { json: false })).rejects.toThrow(
    /raindial train classifier/,
  );
});
