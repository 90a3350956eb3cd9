import type { GuildSettings, ScheduleEntry } from './guild-settings.ts';
import { isQuiet } from './quiet-hours.ts';
import { daysBefore, localTime, momentOf, weekdayOf } from './local-time.ts';

/** What a guild wants to hear when nobody asks for anything. */
export interface Wish {
  /** Styles to play in turn; those of the common programme when there are none. */
  readonly styles: readonly string[];
  readonly mood?: string;
}

/** A week and a day back: what began a week ago may still last. */
const DAYS_BACK = 8;

/**
 * The entry of a guild's week that holds at a moment (milliseconds since the epoch): the one that began last; undefined when the schedule is empty.
 * An hour that clocks repeat is not a second beginning, and one that they leave out begins when they do.
 */
export function scheduledAt(
  { schedule, timeZone }: Pick<GuildSettings, 'schedule' | 'timeZone'>,
  now: number,
): ScheduleEntry | undefined {
  if (schedule.length === 0) return undefined;
  const today = localTime(now, timeZone).date;
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const date = daysBefore(today, back);
    const begun = schedule
      .filter(({ days }) => days.includes(weekdayOf(date)))
      .map((entry) => ({ entry, at: momentOf(date, entry.at, timeZone) }))
      .filter(({ at }) => at <= now)
      .sort((a, b) => a.at - b.at || (a.entry.at < b.entry.at ? -1 : 1));
    const last = begun.at(-1);
    if (last !== undefined) return last.entry;
  }
  return undefined;
}

/**
 * What a guild wants to hear at a moment: by its schedule, else as it usually does. `quietMood`: what it is in the mood for in quiet hours, unless the
 * schedule names another.
 */
export function wishAt(
  settings: Pick<GuildSettings, 'schedule' | 'timeZone' | 'styles' | 'mood' | 'quietHours'>,
  now: number,
  quietMood?: string,
): Wish {
  const entry = scheduledAt(settings, now);
  const styles = entry?.style === undefined ? settings.styles : [entry.style];
  const usual = entry?.style === undefined ? settings.mood : undefined;
  const mood = entry?.mood ?? (isQuiet(settings, now) ? (quietMood ?? usual) : usual);
  return { styles, ...(mood === undefined ? {} : { mood }) };
}
