import { z } from 'zod';

const line = z.object({ level: z.number(), time: z.number(), msg: z.string() });

const LEVELS: Readonly<Record<number, string>> = { 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const ERROR = 50;

/** A line that the operator saw: seconds from a moment on, how bad it is, and what it says. */
export interface LogLine {
  readonly at: number;
  readonly level: string;
  readonly text: string;
}

/** The lines of a radio's JSON log that speak of the database, the journal or ratings, and all errors. `since`: milliseconds since the epoch. */
export function operatorLines(output: string, since: number): readonly LogLine[] {
  return output.split('\n').flatMap((text) => {
    const parsed = line.safeParse(asJson(text));
    if (!parsed.success) return [];
    const { level, msg, time } = parsed.data;
    if (level < ERROR && !/database|journal|rating/i.test(msg)) return [];
    return [{ at: (time - since) / 1000, level: LEVELS[level] ?? String(level), text: msg }];
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
