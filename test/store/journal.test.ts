import { appendFile, mkdir, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Journal } from '../../src/store/journal.ts';
import type { JournalOptions } from '../../src/store/journal.ts';
import { StoreError } from '../../src/store/index.ts';
import { memoryLog, temporaryFolder } from '../support/databases.ts';

let folder: string;
let log: ReturnType<typeof memoryLog>;

beforeEach(async () => {
  const data = await temporaryFolder();
  folder = path.join(data, 'journal');
  log = memoryLog();
  onTestFinished(() => rm(data, { recursive: true, force: true }));
});

/** A journal, and what opening it found. */
async function openJournal(
  options: Partial<JournalOptions> = {},
): Promise<{ readonly journal: Journal; readonly found: readonly unknown[] }> {
  const found: unknown[] = [];
  const journal = await Journal.open({ folder, log, onFound: (value) => found.push(value), ...options });
  return { journal, found };
}

/** Takes everything out, a batch at a time. */
async function drain(journal: Journal): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  for (let batch = await journal.next(); batch !== undefined; batch = await journal.next()) {
    values.push(...batch.entries.map(({ value }) => value));
    journal.done(batch);
  }
  return values;
}

async function files(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.journal')).sort();
}

const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ number: from + index }));

describe('a journal', () => {
  it('gives what it was given, in order, over several files, and keeps no file that is done with', async () => {
    const { journal } = await openJournal({ fileBytes: 500 });
    for (const value of numbered(100)) await journal.commit(value);
    expect(journal.pending).toBe(100);
    expect((await files()).length).toBeGreaterThan(3);
    expect(await drain(journal)).toEqual(numbered(100));
    expect(journal.pending).toBe(0);
    expect((await files()).length).toBe(1);
    await journal.close();
    expect(await files()).toEqual([]);
  });

  it('gives a batch again until it is done with, and has it after a restart', async () => {
    const { journal } = await openJournal();
    journal.write({ text: 'Ärger "mit" 🎐\n\u2028 und Zeilen' });
    await journal.commit({ text: 'b' });
    const batch = await journal.next();
    expect(batch).toMatchObject({ lines: 2 });
    expect(await journal.next()).toEqual(batch);
    await journal.close();

    const { journal: again, found } = await openJournal();
    expect(found).toEqual([{ text: 'Ärger "mit" 🎐\n\u2028 und Zeilen' }, { text: 'b' }]);
    expect(again.pending).toBe(2);
    expect((await again.next())?.fileId).toBe(batch?.fileId);
    await again.commit({ text: 'c' });
    expect(await drain(again)).toEqual([...found, { text: 'c' }]);
    await again.close();
  });

  it('has values that are larger than what is read at a time', async () => {
    const { journal } = await openJournal();
    const large = [{ text: 'x'.repeat(700_000) }, { text: 'y'.repeat(300_000) }, { text: 'z' }];
    for (const value of large) await journal.commit(value);
    expect(await drain(journal)).toEqual(large);
    await journal.close();
  });

  it.each([1, 5, 30, 49])('reads all but the last line when its last %i bytes are missing', async (bytes) => {
    const { journal } = await openJournal();
    for (const value of numbered(10))
      await journal.commit({ ...value, text: 'some forty characters of a longer text' });
    await journal.close();
    const [name = ''] = await files();
    const file = path.join(folder, name);
    await truncate(file, (await readFile(file)).length - bytes);
    const { journal: again, found } = await openJournal();
    expect(found).toHaveLength(9);
    await again.commit({ number: 'new' });
    expect(await drain(again)).toEqual([...found, { number: 'new' }]);
    expect(log.lines).toEqual([]);
    await again.close();
  });

  it('leaves out a line that was changed, and says so', async () => {
    const { journal } = await openJournal();
    for (const value of numbered(3)) await journal.commit(value);
    await journal.close();
    const [name = ''] = await files();
    const file = path.join(folder, name);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"number":1', '"number":7'));
    const { journal: again, found } = await openJournal();
    expect(found).toEqual([{ number: 0 }, { number: 2 }]);
    // The numbers of the others stay: the database knows lines by them.
    expect((await again.next())?.entries.map(({ line }) => line)).toEqual([0, 2]);
    expect(log.lines).toEqual([expect.stringMatching(/^error Line 2 of .* is damaged/)]);
    await again.close();
  });

  it('replaces values where they lie, in the order they had', async () => {
    const { journal } = await openJournal({ fileBytes: 200 });
    const texts = ['secret', 'kept', 'secret of another', 'änd more 🎐 secret', 'last'];
    for (const text of texts) await journal.commit({ text });
    await journal.setAside({ text: 'secret and bad' });
    await journal.setAside({ text: 'bad' });
    const batch = await journal.next();
    await journal.replace((value) => ((value as { text: string }).text.includes('secret') ? {} : value));
    const bytes = await Promise.all((await files()).map((name) => readFile(path.join(folder, name), 'utf8')));
    expect(bytes.join('')).not.toContain('secret');
    expect(await readFile(path.join(folder, 'refused.jsonl'), 'utf8')).toBe('{}\n{"text":"bad"}\n');
    expect((await journal.next())?.end).toBe(batch?.end);
    expect(await drain(journal)).toEqual([{}, { text: 'kept' }, {}, {}, { text: 'last' }]);
    await expect(journal.replace(() => ({ text: 'much longer than what was there before' }))).rejects.toThrow(
      RangeError,
    );
    await journal.close();
  });

  it('passes over files that are not its own', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    const { journal, found } = await openJournal();
    expect(found).toEqual([]);
    await journal.close();
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it('says what to do when its folder is not one', async () => {
    await writeFile(folder, '');
    await expect(openJournal()).rejects.toThrow(StoreError);
    await expect(openJournal()).rejects.toThrow(/set RAINDIAL_DATA/);
  });

  it('refuses what comes after it was closed', async () => {
    const { journal } = await openJournal();
    await journal.close();
    await expect(journal.commit({})).rejects.toThrow(/closed/);
    expect(() => journal.write({})).not.toThrow();
  });
});

describe('a journal on a full disk', () => {
  /** A disk that can be full: files opened meanwhile are /dev/full, where the kernel refuses each write. */
  function disk(): { full: boolean; readonly open: NonNullable<JournalOptions['open']> } {
    const state = {
      full: false,
      open: (file: string) => open(state.full ? '/dev/full' : file, state.full ? 'a' : 'ax'),
    };
    return state;
  }

  it('refuses what is waited for at once, keeps the rest, and goes on when there is room', async () => {
    const drive = disk();
    const { journal } = await openJournal({ open: drive.open, fileBytes: 1 });
    await journal.commit({ number: 0 });
    drive.full = true;
    journal.write({ number: 1 });
    await expect(journal.commit({ number: 2 })).rejects.toThrow(/could not be stored \(its disk is full\)/);
    await expect(journal.commit({ number: 3 })).rejects.toThrow(StoreError);
    journal.write({ number: 4 });
    expect(journal.fault).toBe('its disk is full');
    expect(journal.pending).toBe(3);
    drive.full = false;
    await journal.commit({ number: 5 });
    expect(journal.fault).toBeUndefined();
    expect(await drain(journal)).toEqual([0, 1, 4, 5].map((number) => ({ number })));
    expect(log.lines).toEqual([
      expect.stringMatching(/^error The journal in .* can't be written: its disk is full\. The radio plays on/),
      'info The journal can be written again.',
    ]);
    await journal.close();
  });

  it('drops the oldest when too much waits, and counts it in few lines', async () => {
    const drive = disk();
    drive.full = true;
    const { journal } = await openJournal({ open: drive.open, waitingLimit: 6 });
    for (const value of numbered(30)) journal.write(value);
    await journal.flush();
    drive.full = false;
    await journal.commit({ number: 'last' });
    const kept = (await drain(journal)) as readonly { number: unknown }[];
    expect(kept.slice(-6).map(({ number }) => number)).toEqual([25, 26, 27, 28, 29, 'last']);
    expect(log.lines.filter((line) => /writes lost so far/.test(line)).length).toBeLessThanOrEqual(2);
    await journal.close();
  });

  it('reads nothing of a write that stopped half way', async () => {
    const { journal } = await openJournal();
    await journal.commit({ number: 0 });
    const [name = ''] = await files();
    await journal.close();
    await appendFile(path.join(folder, name), '0a0b0c0d {"number":1,"te');
    const { journal: again, found } = await openJournal();
    expect(found).toEqual([{ number: 0 }]);
    await again.commit({ number: 2 });
    expect(await drain(again)).toEqual([{ number: 0 }, { number: 2 }]);
    await again.close();
  });

  it('takes no more plays than its limit, and ratings a little longer', async () => {
    const { journal } = await openJournal({ totalBytes: 200, fileBytes: 100 });
    for (const value of numbered(5)) await journal.commit(value);
    await journal.commit({ text: 'x'.repeat(90) });
    journal.write({ number: 'a play' });
    await expect(journal.commit({ text: 'x'.repeat(60) })).rejects.toThrow(/has reached its limit/);
    expect(journal.pending).toBe(6);
    await drain(journal);
    await journal.close();
  });
});
