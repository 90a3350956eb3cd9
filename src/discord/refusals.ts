import type { Refusal } from '../radio/index.ts';
import type { Say } from './language/language.ts';

/** Why a server's rules do not let a request pass, in a language. */
export function refusalIn(refusal: Refusal, say: Say): string {
  switch (refusal.kind) {
    case 'closed':
      return say('refusal.closed');
    case 'quiet':
      return say('refusal.quiet', { until: refusal.until });
    case 'style':
      return say('refusal.style', { style: refusal.style, allowed: refusal.allowed.join(', ') });
    case 'too-long':
      return say('refusal.too-long', { most: refusal.most });
    case 'listener-limit':
      return say('refusal.listener-limit', { limit: refusal.limit, minutes: refusal.minutes });
    case 'guild-limit':
      return say('refusal.guild-limit', { limit: refusal.limit, minutes: refusal.minutes });
  }
}
