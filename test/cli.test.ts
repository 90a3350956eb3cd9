import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = path.join(import.meta.dirname, '..', 'src', 'cli.ts');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-cli-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in an empty folder, with no settings but these. */
function raindial(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const settings = { PATH: process.env.PATH ?? '', RAINDIAL_DATA: path.join(folder, 'data'), ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder, env: settings }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path.join(folder, file)))
    .digest('hex');
}

describe('raindial', () => {
  test.each([
    [[]],
    [['serve']],
    [['generate']],
    [['train']],
    [['corpus', 'build']],
    [['blend']],
    [['classify']],
    [['evaluate', 'model']],
    [['evaluate', 'music']],
    [['evaluate', 'originality']],
    [['doctor']],
    [['models']],
    [['models', 'promote']],
  ])('%j --help explains itself', async (command) => {
    const { code, stdout } = await raindial([...command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: raindial');
    expect(stdout).toContain(command.length === 0 ? 'Exit codes' : 'Examples');
  });

  test.each([
    [['bogus'], /unknown command/],
    [['generate', '--seed', 'seven'], /--seed/],
    [['generate', '--instrument', 'Rhodes'], /part=name/],
    [['train', 'drums', '--corpus', '.'], /chords, notes, melody, percussion, classifier, all/],
    [['train', 'all'], /--corpus/],
    [['corpus', 'build', 'x'], /--out/],
    [['classify'], /paths/],
    [['evaluate', 'model', 'notes'], /either --corpus or --midi/],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, stderr } = await raindial(args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('a bad variable is one line and exit code 2, without its value', async () => {
    const { code, stderr } = await raindial(['serve'], { DATABASE_URL: 'mysql://root:hunter2@db/x', PORT: 'x' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL must be a Postgres URL/);
    expect(stderr).toMatch(/PORT must be/);
    expect(stderr).not.toContain('hunter2');
  });

  test('a corpus that is not there is named', async () => {
    const { code, stderr } = await raindial(['train', 'chords', '--corpus', 'nowhere', '--out', 'models']);
    expect(stderr).toMatch(/nowhere/);
    expect(stderr).not.toMatch(/fault in the program/);
    expect(code).not.toBe(0);
  });
});

describe('raindial generate', () => {
  test(
    'the same seed gives the same bytes of audio and MIDI, and the facts beside them',
    { timeout: 180_000 },
    async () => {
      const ask = [
        'generate',
        '--seed',
        '7',
        '--seconds',
        '20',
        '--tempo',
        '80',
        '--key',
        'Am',
        '--effect',
        'vinyl=off',
      ];
      const first = await raindial([...ask, '--out', 'one.ogg']);
      expect(first).toMatchObject({ code: 0 });
      expect(await raindial([...ask, '--out', 'two.ogg'])).toMatchObject({ code: 0 });
      expect(await sha256('one.ogg')).toBe(await sha256('two.ogg'));
      expect(await sha256('one.mid')).toBe(await sha256('two.mid'));

      const facts = JSON.parse(await readFile(path.join(folder, 'one.json'), 'utf8')) as Record<string, unknown>;
      expect(facts).toMatchObject({ style: 'lofi-hiphop', seed: 7, key: 'A minor', tempo: 80, warnings: [] });
      expect(Object.keys(facts.models as object).sort()).toEqual(['chords', 'melody', 'notes', 'percussion']);
      expect(facts.effects).toHaveProperty('rain');
      expect(facts.effects).not.toHaveProperty('vinyl');
      expect(facts.lufs).toBeCloseTo(-14, 0);
      expect(facts.dbtp).toBeLessThanOrEqual(-1);
    },
  );

  test.each([
    [['--style', 'lofi-hippop'], /There is no style "lofi-hippop".*lofi-hiphop/],
    [['--instrument', 'melody=kazzoo'], /There is no instrument "kazzoo"/],
    [['--instrument', 'melody=nobody.sf2:0:4'], /There is no instrument "nobody\.sf2:0:4" for melody/],
    [['--effect', 'rein=-18dB'], /There is no effect "rein".*rain/],
    [['--mood', 'rainny'], /There is no mood "rainny".*rainy/],
    [['--key', 'H'], /"H" is no key/],
    [['--seconds', '5'], /seconds must be a number from/],
  ])('%j is refused with the nearest names and exit code 2', { timeout: 60_000 }, async (args, message) => {
    const { code, stderr } = await raindial(['generate', ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test.each([[['--out', 'file/song.ogg']], [['--stems', 'file/stems']]])(
    'a place that can not be written is named: %j',
    { timeout: 60_000 },
    async (args) => {
      await writeFile(path.join(folder, 'file'), '');
      const { code, stderr } = await raindial(['generate', '--seconds', '20', ...args]);
      expect(stderr).toMatch(/Can't write to .*file.*: it is not a folder/);
      expect(stderr).not.toMatch(/composing/);
      expect(code).toBe(1);
    },
  );

  test('master as WAV and FLAC, and a WAV of each part, when asked for', { timeout: 120_000 }, async () => {
    const ask = ['--seed', '3', '--seconds', '20', '--wav', '--flac', '--stems', 'parts', '--energy', '0.8'];
    const { code, stdout } = await raindial(['generate', ...ask, '--out', 'whole.ogg']);
    expect(code).toBe(0);
    const facts = JSON.parse(await readFile(path.join(folder, 'whole.json'), 'utf8')) as {
      readonly recipe: object;
      readonly instruments: object;
      readonly seconds: number;
    };
    expect(facts.recipe).toMatchObject({ energy: 0.8 });
    const parts = Object.keys(facts.instruments).map((part) => path.join('parts', `${part}.wav`));
    expect(parts.length).toBeGreaterThan(2);
    for (const file of [...parts, 'whole.wav', 'whole.flac', 'whole.ogg', 'whole.mid']) expect(stdout).toContain(file);
    // Every file holds the whole song: 48,000 frames a second of six bytes, or of eight in stems.
    const sizes = await Promise.all(
      ['whole.wav', ...parts].map(async (file) => (await stat(path.join(folder, file))).size),
    );
    const frames = (sizes[0]! - 44) / 6;
    expect(frames / 48_000).toBeCloseTo(facts.seconds, 1);
    for (const size of sizes.slice(1)) expect(size).toBe(46 + frames * 8);
    expect((await readFile(path.join(folder, 'whole.flac'))).subarray(0, 4).toString()).toBe('fLaC');
  });
});

describe('raindial doctor', () => {
  interface Report {
    readonly healthy: boolean;
    readonly findings: readonly { readonly check: string; readonly state: string; readonly text: string }[];
  }

  test('finds nothing wrong with a fresh checkout', { timeout: 120_000 }, async () => {
    const { code, stdout } = await raindial(['doctor', '--json']);
    const { healthy, findings } = JSON.parse(stdout) as Report;
    expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(healthy).toBe(true);
    expect(code).toBe(0);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['Node', 'data folder', 'SoundFonts and effects', 'models', 'database', 'Discord']),
    );
    expect(findings.find(({ text }) => text.startsWith('tfjs backend'))?.text).toMatch(/wasm|cpu|tfjs-node/);
  });

  test('says what is wrong with a database and a bot that can not be reached', { timeout: 120_000 }, async () => {
    const { code, stdout } = await raindial(['doctor', '--json'], {
      DATABASE_URL: 'postgresql://radio:hunter22@127.0.0.1:1/radio',
      DISCORD_TOKEN: 'some.token.hunter22',
      DISCORD_API_URL: 'http://127.0.0.1:1/api',
    });
    const { findings } = JSON.parse(stdout) as Report;
    const failed = findings.filter(({ state }) => state === 'fail').map(({ check }) => check);
    expect(failed).toEqual(['database', 'Discord']);
    expect(stdout).not.toContain('hunter22');
    expect(code).toBe(1);
  });
});
