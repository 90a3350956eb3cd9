import type { z } from 'zod';

/** What a value that somebody typed must be. */
export type Rule =
  | { readonly kind: 'name' | 'not-empty' | 'time-of-day' | 'time-zone' | 'days' | 'language' | 'id' | 'yes-or-no' }
  /** Shorter than it is: it has more characters, or more entries, than so many. */
  | { readonly kind: 'characters' | 'entries'; readonly most: number }
  | { readonly kind: 'number' | 'whole-number'; readonly least: number; readonly most: number; readonly unit?: 'dB' }
  | { readonly kind: 'one-of'; readonly values: readonly (string | number)[] }
  /** Nothing that people break: what was stored or sent by a program has another form. */
  | { readonly kind: 'form' };

/** A rule as the message of a zod check, which can be nothing but text; {@link brokenRule} reads it. */
export function asMessage(rule: Rule): string {
  return JSON.stringify(rule);
}

/** The rule behind what zod found wrong; a message of zod's own stands for `form`. */
export function brokenRule({ message }: Pick<z.core.$ZodIssue, 'message'>): Rule {
  // Nobody but `asMessage` writes a message that begins so.
  return message.startsWith('{"kind":') ? (JSON.parse(message) as Rule) : { kind: 'form' };
}

/** A rule in English, to stand behind what breaks it: `must be a number from 20 to 300`. */
export function ruleText(rule: Rule): string {
  switch (rule.kind) {
    case 'name':
      return 'must be a name';
    case 'not-empty':
      return 'must not be empty';
    case 'characters':
      return `is too long: it may have at most ${rule.most} characters`;
    case 'entries':
      return `may have at most ${rule.most} entries`;
    case 'number':
    case 'whole-number': {
      const what = rule.kind === 'number' ? 'a number' : 'a whole number';
      return `must be ${what} from ${rule.least} to ${rule.most}${rule.unit === undefined ? '' : ` ${rule.unit}`}`;
    }
    case 'one-of':
      return `must be one of ${rule.values.join(', ')}`;
    case 'time-of-day':
      return 'must be a time of day such as 07:30';
    case 'time-zone':
      return 'must be a time zone such as Europe/Berlin';
    case 'days':
      return 'must be days such as mon, tue, wed, thu, fri, sat, sun, each of them once';
    case 'language':
      return 'must be a language such as en-US';
    case 'id':
      return 'must be the id that Discord gave it';
    case 'yes-or-no':
      return 'must be true or false';
    case 'form':
      return 'is not as it should be';
  }
}
