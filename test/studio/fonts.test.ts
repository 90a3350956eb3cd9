import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFontShelf } from '../../src/studio/font-shelf.ts';
import { openStudio, prepareFonts, StudioError } from '../../src/studio/index.ts';
import { UNFINISHED, writeAtomically } from '../../src/studio/write-atomically.ts';
import { smallFont } from '../support/small-font.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTestStudio } from '../support/test-studio.ts';

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .sort();
}

describe('the font shelf', () => {
  it('names each font that cannot be used in one line, and goes on with the others', async () => {
    const soundfonts = tempFolder();
    const good = await smallFont(0, 11);
    writeFileSync(path.join(soundfonts, 'good.sf2'), good);
    writeFileSync(path.join(soundfonts, 'empty.sf2'), '');
    writeFileSync(path.join(soundfonts, 'text.SF3'), 'this is no font');
    writeFileSync(path.join(soundfonts, 'half.sf2'), good.subarray(0, good.length / 2));
    mkdirSync(path.join(soundfonts, 'folder.sf2'));
    writeFileSync(path.join(soundfonts, 'readme.md'), 'not looked at');
    const studio = await openTestStudio({ soundfonts });
    const named = studio.problems.map((line) => line.split(' ')[0]);
    expect(named.toSorted()).toEqual(['empty.sf2', 'folder.sf2', 'half.sf2', 'text.SF3']);
    for (const line of studio.problems) expect(line).toMatch(/^\S+ is no usable SoundFont and was skipped: \S[^\n]+$/);
    expect(studio.findInstrument('good.sf2:0:11', 'melody').kind).toBe('found');
    studio.close();
  });

  it("a person's own preset comes before the default font's of the same name", async () => {
    const soundfonts = tempFolder();
    writeFileSync(path.join(soundfonts, 'mine.sf2'), await smallFont(0, 11));
    const studio = await openTestStudio({ soundfonts });
    expect(studio.findInstrument('Vibraphone', 'melody')).toMatchObject({ instrument: { font: { name: 'mine.sf2' } } });
    expect(studio.findInstrument('Rhodes', 'chords')).toMatchObject({
      instrument: { font: { name: 'MuseScore_General_Lite.sf3' } },
    });
    studio.close();
  });
});

describe('the cache of presets', () => {
  it('is written once: opening again writes nothing', async () => {
    const options = { soundfonts: tempFolder(), effects: tempFolder(), cache: tempFolder() };
    await prepareFonts(options);
    const dates = () =>
      filesUnder(options.cache).map((name) => [name, statSync(path.join(options.cache, name)).mtimeMs]);
    const first = dates();
    expect(first.length).toBeGreaterThan(4);
    (await openStudio(options)).close();
    expect(dates()).toEqual(first);
  });

  it('several at once leave the same whole files', async () => {
    const [one, two] = [tempFolder(), tempFolder()];
    const prepare = (cache: string) => prepareFonts({ soundfonts: one, cache });
    await Promise.all([prepare(two), prepare(two), prepare(two)]);
    await prepare(one);
    expect(filesUnder(two)).toEqual(filesUnder(one));
    for (const name of filesUnder(one)) {
      expect(readFileSync(path.join(two, name)).equals(readFileSync(path.join(one, name)))).toBe(true);
    }
  });

  it('a changed font is read anew', async () => {
    const [soundfonts, cache] = [tempFolder(), tempFolder()];
    const font = path.join(soundfonts, 'mine.sf2');
    writeFileSync(font, await smallFont(0, 11));
    await prepareFonts({ soundfonts, cache });
    writeFileSync(font, await smallFont(0, 4));
    utimesSync(font, new Date(), new Date(Date.now() + 5000));
    const shelf = await readFontShelf({ soundfonts, cache });
    expect(shelf.fonts[0]?.presets.map(({ name }) => name)).toEqual(['Tine Electric Piano']);
  });

  it('spoilt index files are made again', async () => {
    const [soundfonts, cache] = [tempFolder(), tempFolder()];
    await prepareFonts({ soundfonts, cache });
    const index = filesUnder(cache).find((name) => name.endsWith('presets.json'))!;
    writeFileSync(path.join(cache, index), '[{"bank":');
    const shelf = await readFontShelf({ soundfonts, cache });
    expect(shelf.fonts[0]?.presets.length).toBeGreaterThan(300);
    expect(JSON.parse(readFileSync(path.join(cache, index), 'utf8'))).toHaveLength(shelf.fonts[0]!.presets.length);
  });

  it('survives a kill while it is being made: nothing half, and what is left over goes later', async () => {
    const [soundfonts, cache] = [tempFolder(), tempFolder()];
    const script = `
      import { writeAtomically } from ${JSON.stringify(path.resolve('src/studio/write-atomically.ts'))};
      import { open } from 'node:fs/promises';
      await writeAtomically(process.argv[1], new Uint8Array(1e6), async (...args) => {
        const handle = await open(...args);
        return { writeFile: (bytes) => handle.writeFile(bytes), close: () => handle.close(),
                 sync: () => process.kill(process.pid, 'SIGKILL') };
      });`;
    await prepareFonts({ soundfonts, cache });
    const folder = path.join(cache, readdirSync(cache)[0]!);
    const before = filesUnder(folder);
    const run = () =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script, path.join(folder, '0-0.sf2')], {
        stdio: 'ignore',
      });
    expect(run).toThrow();
    const left = readdirSync(folder).filter((name) => name.endsWith(UNFINISHED));
    expect(left).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('0-0.sf2');
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(path.join(folder, left[0]!), longAgo, longAgo);
    writeFileSync(path.join(folder, 'presets.json'), '');
    await prepareFonts({ soundfonts, cache });
    expect(filesUnder(folder)).toEqual(before);
  });

  it('says so when the disk is full, and leaves no half file', async () => {
    const folder = tempFolder();
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const { open } = await import('node:fs/promises');
    const writing = writeAtomically(path.join(folder, '0-4.sf2'), new Uint8Array(10), async (file, flags) => {
      const handle = await open(file, flags);
      return { writeFile: () => Promise.reject(full), sync: () => handle.sync(), close: () => handle.close() };
    });
    await expect(writing).rejects.toThrow(StudioError);
    await expect(writing).rejects.toThrow(`the disk is full: ${folder} has no room for 0-4.sf2`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so when it cannot be written to', async () => {
    const file = path.join(tempFolder(), 'not-a-folder');
    writeFileSync(file, '');
    await expect(prepareFonts({ soundfonts: tempFolder(), cache: file })).rejects.toThrow(
      /^can't write to .*not-a-folder/,
    );
  });

  it('a folder of fonts that is a file is a fault, a missing one is not', async () => {
    const file = path.join(tempFolder(), 'fonts');
    writeFileSync(file, '');
    await expect(openTestStudio({ soundfonts: file })).rejects.toThrow(/^can't read the folder/);
  });
});
