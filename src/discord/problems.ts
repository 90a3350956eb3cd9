import type { NameKind, Problem, Rule } from '../radio/index.ts';
import type { MessageKey } from './language/english.ts';
import type { Say } from './language/language.ts';
import { optionName, settingName } from './option-names.ts';
import { anyOf, quoted } from './quoted.ts';

const UNKNOWN: Readonly<Record<NameKind, MessageKey>> = {
  style: 'problem.unknown-style',
  mood: 'problem.unknown-mood',
  instrument: 'problem.unknown-instrument',
  effect: 'problem.unknown-effect',
};

/** Why somebody can't have what they asked for, in a language; options are named as they are typed in Discord. */
export function problemIn(problem: Problem, say: Say): string {
  switch (problem.kind) {
    case 'unknown-name': {
      const { of, name, near, there } = problem;
      return `${say(UNKNOWN[of], { name: quoted(name, say) })} ${advice(near, there, say)}`;
    }
    case 'unknown-key':
      return say('problem.unknown-key', { name: quoted(problem.name, say) });
    case 'unknown-part':
      return say('problem.unknown-part', { names: anyOf(problem.names, say), there: anyOf(problem.there, say) });
    case 'unknown-option':
    case 'unknown-setting':
      return say(`problem.${problem.kind}`, { names: anyOf(problem.names, say) });
    case 'wrong-option':
      return ruleIn(problem.rule, optionName(problem.path), say);
    case 'wrong-setting':
      return ruleIn(problem.rule, settingName(problem.path), say);
    case 'too-many-effects':
      return say('problem.too-many-effects', { most: problem.most });
    case 'queue-full':
      return say('problem.queue-full', { waiting: problem.waiting });
    case 'no-request':
    case 'getting-ready':
    case 'off-air':
    case 'not-made':
    case 'nothing-to-rate':
    case 'rated-too-late':
    case 'rating-not-stored':
    case 'settings-not-read':
    case 'settings-not-stored':
      return say(`problem.${problem.kind}`);
  }
}

function advice(near: readonly string[], there: readonly string[], say: Say): string {
  if (there.length === 0) return say('problem.none-there');
  return near.length > 0
    ? say('problem.near', { names: anyOf(near, say) })
    : say('problem.there-is', { names: anyOf(there, say) });
}

/** What a value must be, as a sentence about `what`. */
function ruleIn(rule: Rule, what: string, say: Say): string {
  switch (rule.kind) {
    case 'number':
    case 'whole-number': {
      const { least, most } = rule;
      return say(rule.unit === 'dB' ? 'rule.decibels' : `rule.${rule.kind}`, { what, least, most });
    }
    case 'characters':
    case 'entries':
      return say(`rule.${rule.kind}`, { what, most: rule.most });
    case 'one-of':
      return say('rule.one-of', { what, values: rule.values.join(', ') });
    case 'name':
    case 'not-empty':
    case 'time-of-day':
    case 'time-zone':
    case 'days':
    case 'language':
    case 'id':
    case 'yes-or-no':
    case 'form':
      return say(`rule.${rule.kind}`, { what });
  }
}
