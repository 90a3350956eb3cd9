import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/discord/commands/index.ts';
import { ENGLISH, type MessageKey } from '../../src/discord/language/english.ts';
import { LANGUAGES, localized, speak } from '../../src/discord/language/language.ts';
import { refusalIn } from '../../src/discord/refusals.ts';
import { refusalText } from '../../src/radio/index.ts';

const KEYS = Object.keys(ENGLISH) as readonly MessageKey[];

describe.each(LANGUAGES)('$name', ({ messages }) => {
  test('says everything, and puts the same things in', () => {
    for (const key of KEYS) {
      expect(messages[key], key).not.toBe('');
      expect(braces(messages[key]), key).toEqual(braces(ENGLISH[key]));
    }
    expect(Object.keys(messages).sort()).toEqual([...KEYS].sort());
  });

  test("fits Discord's limits", () => {
    for (const key of KEYS) {
      const limit =
        key.startsWith('command.') || key.startsWith('choice.') ? 100 : key.startsWith('button.') ? 80 : 256;
      expect(messages[key].replace('{part}', 'melody').length, key).toBeLessThanOrEqual(limit);
    }
  });
});

test('a language of its own for each locale that has one, and English for the others', () => {
  expect(speak('de')('card.key')).toBe('Tonart');
  expect(speak('es-419')('card.key')).toBe('Tonalidad');
  expect(speak('en-GB')('card.key')).toBe('Key');
  expect(speak('ja')('card.key')).toBe('Key');
});

test('every command and option is described in all languages', () => {
  const wanted = Object.keys(localized('card.key').others).sort();
  const visit = (thing: object): void => {
    const { name, description, description_localizations: texts, options } = thing as Described;
    if (description !== undefined) expect(Object.keys(texts ?? {}).sort(), name).toEqual(wanted);
    options?.forEach(visit);
  };
  for (const { data } of COMMANDS) visit(data);
});

test('a refusal in English says what the station says', () => {
  const refusal = { kind: 'too-long', most: 90 } as const;
  expect(refusalIn(refusal, speak('en-US'))).toBe(`${refusalText(refusal)}.`);
  expect(refusalIn({ kind: 'quiet', until: '07:00' }, speak('fr'))).toContain('07:00');
});

interface Described {
  readonly name?: string;
  readonly description?: string;
  readonly description_localizations?: object;
  readonly options?: readonly object[];
}

function braces(text: string): readonly string[] {
  return [...text.matchAll(/\{[a-z]+\}/g)].map(([match]) => match).sort();
}
