import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openStyles } from '../../src/compose/index.ts';
import { parseConfig } from '../../src/config.ts';
import { instrumentsOf } from '../../src/compose/style-instruments.ts';
import { Workshop } from '../../src/production/index.ts';
import { openTestStudio } from '../support/test-studio.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a worker that has nothing to do makes ready what the styles play, before a song wants it', async () => {
  const folder = tempFolder();
  const folders = Object.fromEntries(
    ['styles', 'segments', 'cache', 'effects', 'soundfonts'].map((name) => [name, path.join(folder, name)]),
  ) as Record<'styles' | 'segments' | 'cache' | 'effects' | 'soundfonts', string>;
  for (const each of Object.values(folders)) mkdirSync(each);
  const shipped = parseConfig({}).folders;
  copyFileSync(path.join(shipped.styles, 'lofi-sleep.json'), path.join(folders.styles, 'lofi-sleep.json'));
  const workshop = new Workshop({
    ...folders,
    models: shipped.models,
    backend: undefined,
    workers: 1,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => workshop.close());

  const studio = await openTestStudio();
  const wanted = instrumentsOf((await openStyles(folders.styles)).styles).flatMap(({ role, name }) => {
    const match = studio.findInstrument(name, role);
    if (match.kind === 'unknown' || match.instrument.kind === 'patch') return [];
    return [`${match.instrument.preset.bank}-${match.instrument.preset.program}.sf2`];
  });
  studio.close();
  const made = (): readonly string[] =>
    readdirSync(folders.cache, { recursive: true }).map((entry) => path.basename(entry.toString()));
  const lacking = () => wanted.filter((file) => !made().includes(file));

  // Idle time begins after something was done.
  await workshop.pad(1);
  expect(lacking().length).toBeGreaterThan(2);
  while (lacking().length > 0) await sleep(200);
  expect(await workshop.pad(1)).not.toHaveLength(0);
}, 180_000);
