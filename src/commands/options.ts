import { InvalidArgumentError } from 'commander';
import { EFFECT_OFF_DB, EFFECT_USUAL_DB } from '../radio/index.ts';
import { PART_ROLES } from '../score/index.ts';

/** A number. Throws an InvalidArgumentError for anything else. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** A whole number, 0 or more. Throws an InvalidArgumentError for anything else. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(text);
}

/** `part=name`, added to those given before. Throws an InvalidArgumentError for anything else. */
export function instrument(text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, part = '', name = ''] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  if (!PART_ROLES.some((role) => role === part)) {
    throw new InvalidArgumentError(`Write it as part=name, the part being one of ${PART_ROLES.join(', ')}.`);
  }
  return { ...earlier, [part]: name.trim() };
}

/** `rain`, `rain=-18dB` or `rain=off`: a layer and its level against the music, added to those given before. Throws an InvalidArgumentError for anything else. */
export function effect(text: string, earlier: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const match = /^([^=]+?)(?:=(?:(off)|([+-]?\d+(?:\.\d+)?)(?:\s*db)?))?$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('Write it as rain, rain=-18dB or rain=off.');
  const [, name = '', off, level] = match;
  const db = off !== undefined ? EFFECT_OFF_DB : level === undefined ? EFFECT_USUAL_DB : Number(level);
  return { ...earlier, [name.trim()]: db };
}
