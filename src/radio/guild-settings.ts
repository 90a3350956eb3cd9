import { z } from 'zod';
import { radioError } from './problem.ts';
import { REQUEST_LIMITS, typedName as name } from './request.ts';
import { asMessage, brokenRule } from './rule.ts';

/** Days as a schedule names them, in the order of the week. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** The loudness a room may be played at, in LUFS; songs are made at the first. */
export const VOLUME_TARGETS = [-14, -18, -23] as const;

/** Entries a schedule may have, and styles that a programme or a list may name. */
const MOST_ENTRIES = 50;

const tooMany = asMessage({ kind: 'entries', most: MOST_ENTRIES });

const names = z.array(name).max(MOST_ENTRIES, tooMany).readonly();

const snowflake = z.string().regex(/^\d{1,20}$/, asMessage({ kind: 'id' }));

const timeMessage = asMessage({ kind: 'time-of-day' });
const timeOfDay = z.string(timeMessage).regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeMessage);

const zoneMessage = asMessage({ kind: 'time-zone' });
const timeZone = z.string(zoneMessage).refine(isTimeZone, zoneMessage);

function wholeNumber(least: number, most: number): z.ZodInt {
  const message = asMessage({ kind: 'whole-number', least, most });
  return z.int(message).min(least, message).max(most, message);
}

const shareMessage = asMessage({ kind: 'number', least: 0, most: 1 });
const share = z.number(shareMessage).min(0, shareMessage).max(1, shareMessage);

const daysMessage = asMessage({ kind: 'days' });
const languageMessage = asMessage({ kind: 'language' });
const yesOrNo = z.boolean(asMessage({ kind: 'yes-or-no' }));

const seconds = REQUEST_LIMITS.seconds;

const scheduleEntry = z
  .strictObject({
    /** The days on which it begins. */
    days: z
      .array(z.enum(WEEKDAYS, daysMessage), daysMessage)
      .min(1, daysMessage)
      .max(WEEKDAYS.length, daysMessage)
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
      .string(languageMessage)
      .regex(/^[a-z]{2}(-[A-Z0-9]{2,3})?$/, languageMessage)
      .default('en-US'),
    /** Styles to play in turn; those of the common programme when there are none. */
    styles: names.default([]),
    mood: name.exactOptional(),
    /** How loud, in LUFS. */
    volumeTarget: z
      .literal(VOLUME_TARGETS, asMessage({ kind: 'one-of', values: VOLUME_TARGETS }))
      .default(VOLUME_TARGETS[0]),
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
    schedule: z.array(scheduleEntry).max(MOST_ENTRIES, tooMany).readonly().default([]),
    /** The standing message that shows what is on air. */
    panel: z.strictObject({ channelId: snowflake, messageId: snowflake }).readonly().exactOptional(),
    /** Whether the voice channel's status names the song on air. */
    voiceStatus: yesOrNo.default(true),
    /** Whether jingles come between songs here. */
    jingles: yesOrNo.default(true),
    /** Whether the radio stays in its channel when nobody listens. */
    stay: yesOrNo.default(true),
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
  const path = issue?.path.map(String) ?? [];
  const rule = issue === undefined ? ({ kind: 'form' } as const) : brokenRule(issue);
  throw radioError(
    issue?.code === 'unrecognized_keys'
      ? { kind: 'unknown-setting', names: issue.keys.map((key) => [...path, key].join('.')) }
      : { kind: 'wrong-setting', path, rule },
    { cause: result.error },
  );
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
