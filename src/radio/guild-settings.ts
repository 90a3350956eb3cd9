import { z } from 'zod';
import { RadioError } from './radio-error.ts';
import { REQUEST_LIMITS } from './request.ts';

/** Days as a schedule names them, in the order of the week. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** The loudness a room may be played at, in LUFS; songs are made at the first. */
export const VOLUME_TARGETS = [-14, -18, -23] as const;

/** Entries a schedule may have, and styles that a programme or a list may name. */
const MOST_ENTRIES = 50;

const name = z.string('must be a name').trim().min(1, 'must not be empty').max(100, 'is too long');

const names = z.array(name, 'must be names').max(MOST_ENTRIES, `may name at most ${MOST_ENTRIES}`).readonly();

const snowflake = z.string().regex(/^\d{1,20}$/, 'must be the id that Discord gave it');

const timeOfDay = z
  .string('must be a time of day such as 07:30')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 07:30');

const timeZone = z
  .string('must be a time zone such as Europe/Berlin')
  .refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

function wholeNumber(from: number, to: number): z.ZodInt {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
}

const share = z
  .number('must be a number from 0 to 1')
  .min(0, 'must be a number from 0 to 1')
  .max(1, 'must be a number from 0 to 1');

const seconds = REQUEST_LIMITS.seconds;

const scheduleEntry = z
  .strictObject({
    /** The days on which it begins. */
    days: z
      .array(z.enum(WEEKDAYS, `must be days such as ${WEEKDAYS.join(', ')}`), 'must be days')
      .min(1, 'must name a day')
      .max(WEEKDAYS.length, 'names a day twice')
      .readonly(),
    /** When it begins; it lasts until the next entry begins. */
    at: timeOfDay,
    /** What plays from then on; the guild's usual programme when it is not given. */
    style: name.exactOptional(),
    mood: name.exactOptional(),
  })
  .readonly();

const requests = z
  .strictObject({
    /** Styles that may be asked for; every one when there are none. */
    styles: names.default([]),
    /** Requests an hour by one listener, and by all of a guild together; 0 is none at all. */
    perUserHour: wholeNumber(0, 1000).default(10),
    perGuildHour: wholeNumber(0, 1000).default(40),
    /** The longest song that may be asked for. */
    maxSeconds: wholeNumber(seconds.min, seconds.max).default(seconds.max),
  })
  .readonly();

/** What a guild has set, and what holds where it has set nothing. Names of styles and moods are checked where they are used: what is installed may change. */
export const guildSettings = z
  .strictObject({
    /** A locale of Discord's, such as `en-US` or `de`. */
    language: z
      .string('must be a language such as en-US')
      .regex(/^[a-z]{2}(-[A-Z0-9]{2,3})?$/, 'must be a language such as en-US')
      .default('en-US'),
    /** Styles to play in turn; those of the common programme when there are none. */
    styles: names.default([]),
    mood: name.exactOptional(),
    /** How loud, in LUFS. */
    volumeTarget: z.literal(VOLUME_TARGETS, `must be one of ${VOLUME_TARGETS.join(', ')}`).default(VOLUME_TARGETS[0]),
    /** Who has this role may skip without a vote and is not held to the limits of requests. */
    djRoleId: snowflake.exactOptional(),
    /** The share of the listeners who must vote to skip; at 0 anyone skips alone. */
    voteSkip: share.default(0.5),
    requests: requests.prefault({}),
    /** From when to when it is soft and calm, and nothing may be asked for; over midnight when `to` is earlier. */
    quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).readonly().exactOptional(),
    /** An IANA name; quiet hours and schedule are in it. */
    timeZone: timeZone.default('UTC'),
    /** What plays when, week by week. */
    schedule: z
      .array(scheduleEntry)
      .max(MOST_ENTRIES, `may have at most ${MOST_ENTRIES} entries`)
      .readonly()
      .default([]),
    /** The standing message that shows what is on air. */
    panel: z.strictObject({ channelId: snowflake, messageId: snowflake }).readonly().exactOptional(),
    /** Whether the voice channel's status names the song on air. */
    voiceStatus: z.boolean('must be true or false').default(true),
    /** Whether jingles come between songs here. */
    jingles: z.boolean('must be true or false').default(true),
    /** Whether the radio stays in its channel when nobody listens. */
    stay: z.boolean('must be true or false').default(true),
  })
  .readonly();

export type GuildSettings = z.output<typeof guildSettings>;

export type ScheduleEntry = GuildSettings['schedule'][number];

/** What holds in a guild that has set nothing. */
export const DEFAULT_SETTINGS: GuildSettings = guildSettings.parse({});

/** A change of settings: what it does not name stays, and what it names as undefined goes back to what holds by itself. */
export type SettingsChange = { readonly [Key in keyof GuildSettings]?: GuildSettings[Key] | undefined };

/**
 * Settings from what was typed, or read from where they were stored; what is missing holds by itself. Throws a RadioError (`invalid`) that names the
 * first field that is wrong and says what it must be.
 */
export function parseGuildSettings(value: unknown): GuildSettings {
  const result = guildSettings.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  const problem = issue?.code === 'unrecognized_keys' ? `has no ${issue.keys.join(', ')}` : issue?.message;
  throw new RadioError(`${path === '' ? 'The settings' : path} ${problem ?? 'is wrong'}`, {
    reason: 'invalid',
    cause: result.error,
  });
}

/** Settings with a change made to them; throws as {@link parseGuildSettings}. */
export function changeSettings(settings: GuildSettings, change: SettingsChange): GuildSettings {
  const merged = Object.entries({ ...settings, ...change }).filter(([, value]) => value !== undefined);
  return parseGuildSettings(Object.fromEntries(merged));
}

/** Whether this machine knows a time zone by this name. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
