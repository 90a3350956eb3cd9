import { WEEKDAYS, type Weekday } from '../radio/index.ts';
import { ENGLISH, type MessageKey } from './language/english.ts';
import type { Say } from './language/language.ts';

/** An effect layer as a language calls it; one that somebody added keeps its name. */
export function layerName(name: string, say: Say): string {
  return own(`layer.${name}`, name, say);
}

/** A mood as a language calls it; one that somebody added keeps its name. */
export function moodName(name: string, say: Say): string {
  return own(`mood.${name}`, name, say);
}

/** A name to choose: as a language calls it, and as it is typed when that is another word: `Regen (rain)`. */
export function choosable(called: string, typed: string): string {
  return called === typed ? typed : `${called} (${typed})`;
}

/** A key as the station writes it (`Eb major`), as a language does, and how it is typed: `Es-Dur (Eb major)`. */
export function keyIn(key: string, say: Say): string {
  const [tonic = '', mode] = key.split(' ');
  const place = ENGLISH['key.tonics'].split(' ').indexOf(tonic);
  const called = say('key.tonics').split(' ')[place];
  if (called === undefined || (mode !== 'major' && mode !== 'minor')) return key;
  return choosable(say(`key.${mode}`, { tonic: called }), key);
}

/** Days as a language shortens them, in the order of the week. */
export function daysIn(days: readonly Weekday[], say: Say): string {
  return WEEKDAYS.filter((day) => days.includes(day))
    .map((day) => say(`day.${day}`))
    .join(' ');
}

function own(key: string, name: string, say: Say): string {
  return isKey(key) ? say(key) : name;
}

function isKey(key: string): key is MessageKey {
  return Object.hasOwn(ENGLISH, key);
}
