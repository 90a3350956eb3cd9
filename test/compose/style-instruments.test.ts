import path from 'node:path';
import { expect, test } from 'vitest';
import { openStyles } from '../../src/compose/index.ts';
import { instrumentsOf } from '../../src/compose/style-instruments.ts';
import { openTestStudio } from '../support/test-studio.ts';

test('what the shipped styles choose from is told once for each part, breaks and second voices included, and the studio has it all', async () => {
  const { styles } = await openStyles(path.join(import.meta.dirname, '..', '..', 'styles'));
  const instruments = instrumentsOf(styles);
  expect(new Set(instruments.map(({ role, name }) => `${role} ${name}`)).size).toBe(instruments.length);
  expect(instruments).toContainEqual({ role: 'drums', name: 'Brush Kit' });
  // House: in breaks, and as a second voice.
  expect(instruments).toContainEqual({ role: 'chords', name: 'Tine Electric Piano' });
  expect(instruments).toContainEqual({ role: 'arp', name: 'Harpsichord' });
  const studio = await openTestStudio();
  for (const { role, name } of instruments)
    expect(studio.findInstrument(name, role), `${role} ${name}`).toMatchObject({ kind: 'found' });
  studio.close();
});
