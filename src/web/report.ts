import type { Context, Handler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { REPORT_DAYS, type ReportDays, type ReportFiles, type ReportSource } from '../radio/index.ts';
import type { WebEnv } from './web-env.ts';

/** What a report tells of when nobody says. */
const USUAL_DAYS = 30;

type Reports = ReportSource | undefined;

/** `GET /api/ratings.json?days=30`: what was heard and how it was liked. */
export function reportJson(reports: Reports): Handler<WebEnv> {
  return async (c) => {
    const { json } = await reportFor(c, reports);
    return c.body(json, 200, { 'Content-Type': 'application/json' });
  };
}

/** `GET /api/ratings.csv?days=30`: the same, a line for each number. */
export function reportCsv(reports: Reports): Handler<WebEnv> {
  return async (c) => {
    const { csv } = await reportFor(c, reports);
    return c.body(csv, 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="raindial-ratings-${daysOf(c)}-days.csv"`,
    });
  };
}

/** `GET /api/ratings/liked-by-style.svg?days=30`: a picture of it; the JSON names them all. */
export function reportPicture(reports: Reports): Handler<WebEnv> {
  return async (c) => {
    const { pictures } = await reportFor(c, reports);
    const name = c.req.param('picture') ?? '';
    const picture = Object.hasOwn(pictures, name) ? pictures[name] : undefined;
    if (picture === undefined)
      throw new HTTPException(404, { message: 'The report has no such picture. /api/ratings.json names its pictures' });
    return c.body(picture, 200, { 'Content-Type': 'image/svg+xml' });
  };
}

async function reportFor(c: Context<WebEnv>, reports: Reports): Promise<ReportFiles> {
  const days = daysOf(c);
  if (reports === undefined) throw new HTTPException(404, { message: 'This radio makes no reports' });
  return reports.report(days);
}

function daysOf(c: Context<WebEnv>): ReportDays {
  const asked = c.req.query('days') ?? String(USUAL_DAYS);
  const days = REPORT_DAYS.find((some) => String(some) === asked);
  if (days !== undefined) return days;
  throw new HTTPException(400, {
    message: `days must be ${REPORT_DAYS.slice(0, -1).join(', ')} or ${REPORT_DAYS.at(-1)}`,
  });
}
