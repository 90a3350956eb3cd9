import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** The house: each room, and the rooms it may import. Its order is floor by floor; a room never imports upwards. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  random: [],
  statistics: [],
  theory: [],
  dsp: ['random'],
  score: ['theory'],
  corpus: ['score', 'theory', 'random'],
  model: ['score', 'theory', 'random'],
  studio: ['score', 'dsp', 'random'],
  compose: ['model', 'score', 'theory', 'random'],
  radio: ['score', 'dsp', 'random'],
  production: ['compose', 'studio', 'radio', 'score', 'random'],
  store: ['radio'],
  taste: ['radio', 'random', 'statistics'],
  evaluate: ['radio', 'score', 'dsp', 'theory', 'model', 'random', 'statistics'],
  discord: ['radio'],
  web: ['radio'],
  commands: [
    ...['random', 'statistics', 'theory', 'dsp', 'score', 'corpus', 'model', 'studio', 'compose', 'radio'],
    ...['production', 'store', 'taste', 'evaluate', 'discord', 'web'],
  ],
};

/** Files beside the rooms that only the top floor may import. */
const TOP_FILES = ['config.ts', 'log.ts', 'main.ts'];

/** Packages that only the named rooms may know. */
const PACKAGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^@tensorflow\//, ['model']],
  [/^(js-synthesizer|spessasynth_core|@librescore\/sf3|wavefile)$|^libflacjs\//, ['studio']],
  [/^(@prisma\/|@electric-sql\/|pg$|pg-)/, ['store']],
  [/^(discord\.js|@discordjs\/|@snazzah\/|prism-media)/, ['discord']],
  [/^(hono|@hono\/)/, ['web']],
  [/^@tonejs\/midi$/, ['score']],
  [/^tonal$/, ['theory']],
  [/^@evan\/opus$/, ['radio']],
];

const SRC = path.join(import.meta.dirname, '..', 'src');

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** Every import of a file: static, dynamic, re-exported, and modules named by `new URL(…, import.meta.url)` (workers). */
function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map((imported) => imported.fileName);
  const urls = [...text.matchAll(/new URL\(\s*'([^']+\.ts)'\s*,\s*import\.meta\.url/g)].map((match) => match[1] ?? '');
  return [...specifiers, ...urls].map((specifier) => ({ file, specifier }));
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(path.join('store', 'client') + path.sep));
}

/** What an import breaks, in a sentence; undefined when it is allowed. */
function problemWith({ file, specifier }: Import): string | undefined {
  const from = path.relative(SRC, file);
  const room = from.split(path.sep)[0] ?? '';
  if (!specifier.startsWith('.')) {
    const owners = PACKAGES.find(([pattern]) => pattern.test(specifier))?.[1];
    return owners === undefined || owners.includes(room) ? undefined : `${from}: ${room} may not know ${specifier}`;
  }
  const target = path.relative(SRC, path.resolve(path.dirname(file), specifier));
  if (target.startsWith('..')) return undefined;
  const [targetRoom = '', ...inside] = target.split(path.sep);
  if (targetRoom === room) return undefined;
  if (room === 'commands' && TOP_FILES.includes(target)) return undefined;
  if (!(targetRoom in ROOMS)) return `${from}: a room may not import ${target}`;
  if (!ROOMS[room]?.includes(targetRoom)) return `${from}: ${room} may not import ${targetRoom}`;
  if (inside.join('/') !== 'index.ts') return `${from}: ${target} is not the room's index.ts`;
  return undefined;
}

const roomFiles = Object.keys(ROOMS).flatMap((room) => {
  try {
    return filesUnder(path.join(SRC, room));
  } catch {
    return [];
  }
});

describe('the house', () => {
  test('every folder of src is a room of the table', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const folder of folders) expect(Object.keys(ROOMS)).toContain(folder.name);
  });

  test('rooms import only what the table allows, and only through index.ts', () => {
    const imports = roomFiles.flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.map(problemWith).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('the table has no way upwards', () => {
    const floors = Object.keys(ROOMS);
    for (const [room, allowed] of Object.entries(ROOMS)) {
      for (const lower of allowed) expect(floors.indexOf(lower)).toBeLessThan(floors.indexOf(room));
    }
  });

  test('the check itself sees a forbidden import', () => {
    const file = path.join(SRC, 'radio', 'made-up.ts');
    expect(problemWith({ file, specifier: '../studio/index.ts' })).toMatch(/radio may not import studio/);
    expect(problemWith({ file, specifier: '../dsp/audio.ts' })).toMatch(/not the room's index/);
    expect(problemWith({ file, specifier: '@tensorflow/tfjs' })).toMatch(/may not know/);
    expect(problemWith({ file, specifier: '../main.ts' })).toMatch(/may not import/);
    expect(problemWith({ file, specifier: '../dsp/index.ts' })).toBeUndefined();
  });
});
