import { Locale, type LocalizationMap } from 'discord.js';
import { ENGLISH, type MessageKey, type Messages } from './english.ts';
import { FRENCH } from './french.ts';
import { GERMAN } from './german.ts';
import { SPANISH } from './spanish.ts';

/** What is put into a message in place of its braces. */
export type Values = Readonly<Record<string, string | number>>;

/** Says something in one language. */
export type Say = (key: MessageKey, values?: Values) => string;

/** A language that the bot speaks: its locale at Discord, and what it calls itself. */
export interface Language {
  readonly locale: string;
  readonly name: string;
  readonly messages: Messages;
}

/** All languages, the one that stands in for those that are missing first. */
export const LANGUAGES: readonly Language[] = [
  { locale: Locale.EnglishUS, name: 'English', messages: ENGLISH },
  { locale: Locale.German, name: 'Deutsch', messages: GERMAN },
  { locale: Locale.French, name: 'Français', messages: FRENCH },
  { locale: Locale.SpanishES, name: 'Español', messages: SPANISH },
];

/** Discord's locales that are no language of their own here, and which one is spoken there. */
const SPOKEN_IN: Readonly<Record<string, readonly Locale[]>> = {
  [Locale.EnglishUS]: [Locale.EnglishGB],
  [Locale.SpanishES]: [Locale.SpanishLATAM],
};

/** Speaks a locale of Discord's, or its language, or else English. */
export function speak(locale: string): Say {
  const language =
    LANGUAGES.find((one) => one.locale === locale) ??
    LANGUAGES.find((one) => one.locale.split('-')[0] === locale.split('-')[0]);
  const messages = language?.messages ?? ENGLISH;
  return (key, values = {}) => fill(messages[key], values);
}

/** A text of the catalogue in all languages, as Discord wants descriptions and choices: English apart. `values` may be in the language of each. */
export function localized(
  key: MessageKey,
  values: Values | ((say: Say) => Values) = {},
): { readonly text: string; readonly others: LocalizationMap } {
  const others: LocalizationMap = {};
  const textIn = (language: string): string => {
    const say = speak(language);
    return say(key, typeof values === 'function' ? values(say) : values);
  };
  for (const { locale } of LANGUAGES) {
    const text = textIn(locale);
    const locales = [locale as Locale, ...(SPOKEN_IN[locale] ?? [])];
    for (const one of locales) if (one !== Locale.EnglishUS) others[one] = text;
  }
  return { text: textIn(Locale.EnglishUS), others };
}

function fill(text: string, values: Values): string {
  return text.replace(/\{([a-z]+)\}/g, (braces, name: string) => String(values[name] ?? braces));
}
