import { describe, expect, test } from 'vitest';
import { findStyle, styles } from '../../src/compose/styles.ts';
import { findKit, findProgram, PART_ROLES } from '../../src/score/index.ts';
import { strokes } from '../../src/theory/index.ts';

test('a style has a name of its own, fit for a command line', () => {
  expect(new Set(styles()).size).toBe(styles().length);
  for (const name of styles()) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

describe.each(styles().map((name) => [name, findStyle(name)] as const))('%s', (_, style) => {
  test('writes its rhythms in rows of sixteen that begin on the beat', () => {
    const rhythms = [...style.comping.quiet, ...style.comping.full];
    for (const row of rhythms) expect(row).toHaveLength(16);
    for (const rhythm of rhythms) expect(strokes(rhythm)[0]?.at).toBe(0);
  });

  test('names instruments that General MIDI has, for every part of its form', () => {
    const roles = [style.form.intro, ...style.form.body, style.form.outro].flatMap(({ parts }) => parts);
    for (const role of PART_ROLES) {
      const names = style.instruments[role] ?? [];
      if (roles.includes(role)) expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(role === 'drums' ? findKit(name) : findProgram(name), name).toBeDefined();
    }
  });

  test('has ranges the right way round, and its layers 10 dB or more under the music', () => {
    const ranges = [style.tempo, style.swing, style.melody.register, style.melody.velocities, style.melody.late];
    for (const [low, high] of [...ranges, ...Object.values(style.gates)]) expect(low).toBeLessThanOrEqual(high);
    for (const db of Object.values(style.effects)) expect(db).toBeLessThanOrEqual(-10);
  });
});
