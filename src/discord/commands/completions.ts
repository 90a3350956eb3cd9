import type { ApplicationCommandOptionChoiceData } from 'discord.js';
import { clip } from '../clip.ts';

/** Discord's limits on what autocompletion offers. */
const CHOICES_LIMIT = 25;
const CHOICE_LIMIT = 100;

/**
 * The names that fit what is typed so far, those that begin with it first; at most as many as Discord shows. `shown`: what stands for a name, and
 * may be typed as well.
 */
export function completions(
  typed: string,
  names: readonly string[],
  shown: (name: string) => string = (name) => name,
): readonly ApplicationCommandOptionChoiceData[] {
  const sought = typed.trim().toLowerCase();
  const both = (name: string): readonly string[] => [name.toLowerCase(), shown(name).toLowerCase()];
  const fits = names.filter((name) => name.length <= CHOICE_LIMIT && both(name).some((one) => one.includes(sought)));
  const startsWithTyped = (name: string): number => (both(name).some((one) => one.startsWith(sought)) ? 0 : 1);
  return fits
    .toSorted((a, b) => startsWithTyped(a) - startsWithTyped(b))
    .slice(0, CHOICES_LIMIT)
    .map((name) => ({ name: clip(shown(name), CHOICE_LIMIT), value: name }));
}
