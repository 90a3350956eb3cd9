import type { World } from '../../test/support/discord/world.ts';

/** How Discord's messages name a channel, somebody, and a moment (seconds since 1970). */
const CHANNEL = /<#(\d+)>/g;
const PERSON = /<@!?(\d+)>/g;
const MOMENT = /<t:(\d+)(?::[a-zA-Z])?>/g;

/** A message with names in place of the mentions in all its texts, as Discord's clients show it. What nobody knows stays as it is. */
export function readable<T extends object>(message: T, world: World): T {
  const channel = (mention: string, id: string): string => {
    const found = world.channelById(id);
    return found === undefined ? mention : `#${found.name}`;
  };
  const person = (mention: string, id: string): string => {
    const found = world.people.find((one) => one.id === id);
    return found === undefined ? mention : `@${found.username}`;
  };
  const moment = (_: string, seconds: string): string => new Date(Number(seconds) * 1000).toLocaleString('en-GB');
  const text = (raw: string): string => raw.replace(CHANNEL, channel).replace(PERSON, person).replace(MOMENT, moment);
  // It came as JSON.
  return JSON.parse(JSON.stringify(message), (_, value: unknown) =>
    typeof value === 'string' ? text(value) : value,
  ) as T;
}
