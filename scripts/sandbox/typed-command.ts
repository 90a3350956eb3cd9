import { z } from 'zod';
import { OPTION, type TypedOption } from '../../test/support/discord/loopback-discord.ts';
import type { Guild } from '../../test/support/discord/guild.ts';
import type { Person } from '../../test/support/discord/world.ts';

/** A command or an option as the bot registered it. */
export interface Registered {
  readonly name: string;
  readonly description?: string | undefined;
  readonly type?: number | undefined;
  readonly required?: boolean | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[] | undefined;
  readonly options?: readonly Registered[] | undefined;
}

const registered: z.ZodType<Registered> = z.lazy(() =>
  z.looseObject({
    name: z.string(),
    description: z.string().optional(),
    type: z.number().optional(),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).optional(),
    options: z.array(registered).optional(),
  }),
);

/** The commands that a bot registered, as the loopback Discord keeps them. */
export function readCommands(commands: readonly unknown[]): readonly Registered[] {
  return z.array(registered).parse(commands);
}

/** What was typed, understood as far as it goes. */
export interface Understood {
  readonly command: Registered;
  /** As an interaction carries them, in their groups and subcommands. */
  readonly options: readonly TypedOption[];
  /** What could be typed next. */
  readonly open: readonly Registered[];
  /** The option whose value is being typed, when the text ends in it. */
  readonly focus: Registered | undefined;
}

/** A line that can't be understood; the message says what could stand there. */
export class TypingError extends Error {
  override readonly name = 'TypingError';
}

/**
 * Understands a line such as `/radio join channel:lounge` or `/generate style:house seed:7 mood:"late night"`. Channels, people
 * and roles are named. Throws a TypingError.
 */
export function understand(
  text: string,
  commands: readonly Registered[],
  where: { readonly guild: Guild; readonly people: readonly Person[] },
): Understood {
  const words = text.match(/[^\s":]+:"[^"]*"?|\S+/g) ?? [];
  const [first = '', ...rest] = words;
  const command = commands.find(({ name }) => first === `/${name}`);
  if (command === undefined) throw new TypingError(`Commands: ${names(commands, '/')}`);
  const path: Registered[] = [];
  let level = command;
  for (let next = sub(level, rest[0]); next !== undefined; next = sub(level, rest[0])) {
    path.push(next);
    level = next;
    rest.shift();
  }
  const isDeep = (level.options ?? []).some(isSub);
  if (isDeep && rest.length > 0) throw new TypingError(`Here comes one of ${names(level.options ?? [])}.`);
  const values = rest.map((word) => value(word, level.options ?? [], where));
  const last = rest.at(-1);
  const focus = last !== undefined && text.endsWith(last) ? option(last, level.options ?? []) : undefined;
  const typed = values.map((one) => (one.name === focus?.name ? { ...one, focused: true } : one));
  const options = path.reduceRight<readonly TypedOption[]>(
    (inner, { name, type = OPTION.subcommand }) => [{ name, type, options: inner }],
    typed,
  );
  const open = (level.options ?? []).filter(({ name }) => !values.some((one) => one.name === name));
  return { command, options, open, focus };
}

/** What of the command is missing before it can be sent, in a sentence; undefined when nothing is. */
export function whatIsMissing({ open }: Understood): string | undefined {
  if (open.some(isSub)) return `One of ${names(open)} is missing.`;
  const required = open.filter((one) => one.required === true);
  return required.length === 0 ? undefined : `Missing: ${names(required)}`;
}

function names(all: readonly Registered[], before = ''): string {
  return all.map(({ name }) => before + name).join(', ');
}

function isSub({ type }: Registered): boolean {
  return type === OPTION.subcommand || type === OPTION.subcommandGroup;
}

function sub(level: Registered, word: string | undefined): Registered | undefined {
  return (level.options ?? []).find((one) => isSub(one) && one.name === word);
}

function option(word: string, options: readonly Registered[]): Registered | undefined {
  const colon = word.indexOf(':');
  return colon < 0 ? undefined : options.find(({ name }) => name === word.slice(0, colon));
}

function value(
  word: string,
  options: readonly Registered[],
  { guild, people }: { readonly guild: Guild; readonly people: readonly Person[] },
): TypedOption {
  const known = option(word, options);
  if (known === undefined) throw new TypingError(`"${word}" is none of ${names(options)} (name:value).`);
  const { name, type = OPTION.string } = known;
  const text = word.slice(name.length + 1).replaceAll('"', '');
  const idOf = (all: readonly { readonly id: string; readonly name: string }[]): string =>
    all.find((one) => one.name === text.replace(/^[#@]/, ''))?.id ?? text;
  switch (type) {
    case OPTION.integer:
    case OPTION.number:
      return { name, type, value: Number(text) };
    case OPTION.boolean:
      return { name, type, value: text === 'true' || text === 'yes' };
    case OPTION.channel:
      return { name, type, value: idOf(guild.channels) };
    case OPTION.role:
      return { name, type, value: idOf(guild.roles) };
    case OPTION.user:
      return { name, type, value: idOf(people.map(({ id, username }) => ({ id, name: username }))) };
    default:
      return { name, type, value: known.choices?.find((choice) => choice.name === text)?.value ?? text };
  }
}
