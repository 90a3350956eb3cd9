import { RadioError, type RadioErrorReason } from './radio-error.ts';
import { ruleText, type Rule } from './rule.ts';

/** What a name can be a name of. */
export type NameKind = 'style' | 'mood' | 'instrument' | 'effect';

/** Why somebody can't have what they asked for, as data: front ends say it in the language of whoever reads it. */
export type Problem =
  /** `near`: those most like it; `there`: some of what there is, and nothing when nothing is installed. */
  | {
      readonly kind: 'unknown-name';
      readonly of: NameKind;
      readonly name: string;
      readonly near: readonly string[];
      readonly there: readonly string[];
    }
  | { readonly kind: 'unknown-key'; readonly name: string }
  | { readonly kind: 'unknown-part'; readonly names: readonly string[]; readonly there: readonly string[] }
  | { readonly kind: 'unknown-option' | 'unknown-setting'; readonly names: readonly string[] }
  /** What was asked for is nothing that has options. */
  | { readonly kind: 'no-request' }
  /** An option of a request, or a setting, breaks a rule; the path leads to it: `effects`, `rain`. */
  | { readonly kind: 'wrong-option' | 'wrong-setting'; readonly path: readonly string[]; readonly rule: Rule }
  | { readonly kind: 'too-many-effects'; readonly most: number }
  /** What is installed is known only when the first worker has looked. */
  | { readonly kind: 'getting-ready' }
  | { readonly kind: 'off-air' }
  | { readonly kind: 'queue-full'; readonly waiting: number }
  /** `because`: what went wrong in the studio, in English, for the log and for those who run the radio. */
  | { readonly kind: 'not-made'; readonly because: string }
  | { readonly kind: 'nothing-to-rate' | 'rated-too-late' | 'rating-not-stored' }
  | { readonly kind: 'settings-not-read' | 'settings-not-stored' };

const REASONS: Readonly<Record<Problem['kind'], RadioErrorReason>> = {
  'unknown-name': 'invalid',
  'unknown-key': 'invalid',
  'unknown-part': 'invalid',
  'unknown-option': 'invalid',
  'unknown-setting': 'invalid',
  'no-request': 'invalid',
  'wrong-option': 'invalid',
  'wrong-setting': 'invalid',
  'too-many-effects': 'invalid',
  'getting-ready': 'busy',
  'off-air': 'busy',
  'queue-full': 'busy',
  'not-made': 'fault',
  'nothing-to-rate': 'invalid',
  'rated-too-late': 'invalid',
  'rating-not-stored': 'fault',
  'settings-not-read': 'fault',
  'settings-not-stored': 'fault',
};

/** The error that carries a problem, and says it in English. */
export function radioError(problem: Problem, options: ErrorOptions = {}): RadioError {
  return new RadioError(problemText(problem), { ...options, reason: REASONS[problem.kind], problem });
}

/** A problem in English, without the last full stop: for the page, the command line and the log. */
export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case 'unknown-name': {
      const { of, name, near, there } = problem;
      const advice = near.length > 0 ? `Did you mean ${list(near)}?` : `There is ${list(there)}`;
      return `There is no ${of} "${name}". ${there.length === 0 ? `No ${of} is installed` : advice}`;
    }
    case 'unknown-key':
      return `"${problem.name}" is no key. Write it like "C", "F# minor" or "Ebm"`;
    case 'unknown-part':
      return `There is no part ${list(problem.names)}. There is ${list(problem.there)}`;
    case 'unknown-option':
      return `There is no option ${list(problem.names)}`;
    case 'unknown-setting':
      return `There is no setting ${list(problem.names)}`;
    case 'no-request':
      return 'A request must be an object with options such as "style"';
    case 'wrong-option':
      return `${problem.path.join(' ')} ${ruleText(problem.rule)}`;
    case 'wrong-setting':
      return `${problem.path.length === 0 ? 'What is set' : problem.path.join('.')} ${ruleText(problem.rule)}`;
    case 'too-many-effects':
      return `At most ${problem.most} effects fit`;
    case 'getting-ready':
      return 'The studio is still getting ready. Try again in a minute';
    case 'off-air':
      return 'The station is not on air';
    case 'queue-full':
      return `${problem.waiting} requests are waiting already. Try again after the next song`;
    case 'not-made':
      return `The song could not be made: ${problem.because}`;
    case 'nothing-to-rate':
      return 'No song is on air that could be rated';
    case 'rated-too-late':
      return 'That song was too long ago to be rated';
    case 'rating-not-stored':
      return 'The rating could not be stored. Try again in a moment';
    case 'settings-not-read':
      return 'The settings can not be read just now, so they can not be changed. Try again in a moment';
    case 'settings-not-stored':
      return 'The settings hold now, but could not be stored. Set them again in a moment';
  }
}

function list(names: readonly string[]): string {
  const quoted = names.map((each) => `"${each}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
