import { WEEKDAYS, type Weekday } from './guild-settings.ts';

/** A moment as people somewhere read it. */
export interface LocalTime {
  /** `2026-03-29` */
  readonly date: string;
  readonly day: Weekday;
  /** `07:30` */
  readonly time: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A moment (milliseconds since the epoch) in a time zone (an IANA name). */
export function localTime(at: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return { date, day: weekdayOf(date), time: `${part('hour')}:${part('minute')}` };
}

/** Whether a time of day lies in a stretch of the day, which goes over midnight when it ends before it begins; `to` is outside. */
export function isWithin(time: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return from <= to ? from <= time && time < to : time >= from || time < to;
}

/**
 * When a date and a time of day are, in milliseconds since the epoch. A time that clocks going forward leave out is the moment when they do; of one
 * that comes twice when they go back, the first counts.
 */
export function momentOf(date: string, time: string, timeZone: string): number {
  const wanted = `${date} ${time}`;
  const asUtc = Date.parse(`${date}T${time}Z`);
  const read = (at: number) => {
    const local = localTime(at, timeZone);
    return `${local.date} ${local.time}`;
  };
  // Zones are at most 14 hours off, and their changes at most a few hours: the first moment that reads so or later lies between these.
  let [before, after] = [asUtc - 15 * 60 * MINUTE, asUtc + 15 * 60 * MINUTE];
  const offsets = [before, after].map((at) => Date.parse(`${read(at).replace(' ', 'T')}Z`) - at);
  const exact = offsets.map((offset) => asUtc - offset).filter((at) => read(at) === wanted);
  if (exact.length > 0) return Math.min(...exact);
  // Left out: the clocks go forward somewhere between.
  while (after - before > MINUTE) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
    if (read(middle) < wanted) before = middle;
    else after = middle;
  }
  return after;
}

/** So many days before a date. */
export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00Z`) - days * DAY).toISOString().slice(0, 10);
}

/** The day of the week of a date. */
export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[(new Date(`${date}T12:00Z`).getUTCDay() + 6) % 7] ?? 'mon';
}

/** Making a format takes as long as fifty uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 1000;

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(timeZone, format);
  return format;
}
