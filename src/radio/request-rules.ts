import type { GuildSettings } from './guild-settings.ts';
import { isQuiet } from './quiet-hours.ts';
import { RadioError } from './radio-error.ts';
import type { Recipe } from './recipe.ts';

/** Why a guild's rules do not let a request pass. */
export type Refusal =
  | { readonly kind: 'closed' }
  | { readonly kind: 'quiet'; readonly until: string }
  | { readonly kind: 'style'; readonly style: string; readonly allowed: readonly string[] }
  | { readonly kind: 'too-long'; readonly most: number }
  | { readonly kind: 'listener-limit' | 'guild-limit'; readonly limit: number; readonly minutes: number };

type Rules = Pick<GuildSettings, 'requests' | 'quietHours' | 'timeZone'>;

const HOUR = 3_600_000;

/**
 * What a guild's rules say against a request, and undefined when they let it pass. `now` in milliseconds since the epoch; `made`: when the listener
 * and all of the guild asked within the last hour, the earliest first.
 */
export function refuse(
  recipe: Pick<Recipe, 'style' | 'seconds'>,
  rules: Rules,
  now: number,
  made: { readonly byListener: readonly number[]; readonly byGuild: readonly number[] },
): Refusal | undefined {
  const { styles, maxSeconds } = rules.requests;
  if (isClosed(rules)) return { kind: 'closed' };
  if (rules.quietHours !== undefined && isQuiet(rules, now)) return { kind: 'quiet', until: rules.quietHours.to };
  const isAllowed = styles.length === 0 || styles.some((style) => style.toLowerCase() === recipe.style.toLowerCase());
  if (!isAllowed) return { kind: 'style', style: recipe.style, allowed: styles };
  if (recipe.seconds > maxSeconds) return { kind: 'too-long', most: maxSeconds };
  return refuseMore(rules, now, made);
}

/** What a guild's rules say against one thing more that is made for it, whatever it is; as {@link refuse}. */
export function refuseMore(
  rules: Pick<Rules, 'requests'>,
  now: number,
  made: { readonly byListener: readonly number[]; readonly byGuild: readonly number[] },
): Refusal | undefined {
  const { perUserHour, perGuildHour } = rules.requests;
  if (isClosed(rules)) return { kind: 'closed' };
  const minutes = (times: readonly number[], limit: number) =>
    Math.max(1, Math.ceil(((times.at(-limit) ?? now) + HOUR - now) / 60_000));
  if (made.byListener.length >= perUserHour)
    return { kind: 'listener-limit', limit: perUserHour, minutes: minutes(made.byListener, perUserHour) };
  if (made.byGuild.length >= perGuildHour)
    return { kind: 'guild-limit', limit: perGuildHour, minutes: minutes(made.byGuild, perGuildHour) };
  return undefined;
}

function isClosed({ requests: { perUserHour, perGuildHour } }: Pick<Rules, 'requests'>): boolean {
  return perUserHour === 0 || perGuildHour === 0;
}

/** A refusal as a listener may read it, in English. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'closed':
      return 'This server takes no requests';
    case 'quiet':
      return `These are quiet hours. Ask again after ${refusal.until}`;
    case 'style':
      return `"${refusal.style}" can't be asked for on this server. What can: ${refusal.allowed.join(', ')}`;
    case 'too-long':
      return `On this server a song may last at most ${refusal.most} seconds`;
    case 'listener-limit':
      return `You have asked for ${songs(refusal.limit)} within an hour. ${again(refusal.minutes)}`;
    case 'guild-limit':
      return `This server has asked for ${songs(refusal.limit)} within an hour. ${again(refusal.minutes)}`;
  }
}

function songs(count: number): string {
  return count === 1 ? 'a song' : `${count} songs`;
}

function again(minutes: number): string {
  return `Ask again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`;
}

/** The requests of a guild within the last hour. */
export class RequestCount {
  #made: readonly { readonly listener: string; readonly at: number }[] = [];

  /**
   * Lets a request pass and counts it, or throws a RadioError with the refusal. `recipe`: of the song that is to go on air; undefined for work of
   * which nothing is heard here. The returned function takes it back: what could not be made does not count.
   */
  admit(
    recipe: Pick<Recipe, 'style' | 'seconds'> | undefined,
    listener: string,
    rules: Rules,
    now: number,
  ): () => void {
    this.#made = this.#made.filter(({ at }) => now - at < HOUR);
    const made = {
      byListener: this.#made.filter((one) => one.listener === listener).map(({ at }) => at),
      byGuild: this.#made.map(({ at }) => at),
    };
    const refusal = recipe === undefined ? refuseMore(rules, now, made) : refuse(recipe, rules, now, made);
    if (refusal !== undefined) {
      const isBusy = refusal.kind === 'listener-limit' || refusal.kind === 'guild-limit' || refusal.kind === 'quiet';
      throw new RadioError(refusalText(refusal), { reason: isBusy ? 'busy' : 'invalid', refusal });
    }
    const mine = { listener, at: now };
    this.#made = [...this.#made, mine];
    return () => {
      this.#made = this.#made.filter((one) => one !== mine);
    };
  }
}
