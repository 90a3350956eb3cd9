import { escapeMarkdown } from 'discord.js';
import { clip } from './clip.ts';
import type { Say } from './language/language.ts';

/** Longest name that is quoted: what is longer is no name of anything. */
const NAME_LIMIT = 100;

/** A name in a language's quotation marks, as text and not as markup. */
export function quoted(name: string, say: Say): string {
  return say('list.quoted', { name: escapeMarkdown(clip(name, NAME_LIMIT)) });
}

/** Names in a language's quotation marks: `"a", "b" or "c"`. */
export function anyOf(names: readonly string[], say: Say): string {
  const all = names.map((name) => quoted(name, say));
  const last = all.pop() ?? '';
  return all.length === 0 ? last : say('list.or', { first: all.join(', '), last });
}
