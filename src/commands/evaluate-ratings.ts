import path from 'node:path';
import type { Config } from '../config.ts';
import { ratingsCsv, ratingsPictures, ratingsReport, ratingsText } from '../evaluate/index.ts';
import { readEvidence } from '../store/index.ts';
import { EXIT } from './exit-codes.ts';
import { prepareFolders, writeFiles } from './write-files.ts';

/** What `raindial evaluate ratings` is told. */
export interface RatingsFlags {
  /** Plays of so many days up to now. */
  readonly days: number;
  readonly json: boolean;
  readonly csv: boolean;
  /** A folder for `report.json`, `report.csv` and pictures. */
  readonly out?: string | undefined;
}

const DAY_MILLISECONDS = 86_400_000;

/** Rows of more plays than this would not fit into memory; the latest are told. */
const PLAYS_AT_MOST = 200_000;

/**
 * Reports on what was heard and how it was liked, whether the radio runs or not: tables, JSON or CSV on standard output. Resolves with the exit code; throws a StoreError when the
 * database can't be read, and a RadioError when the folder can't be written.
 */
export async function evaluateRatings(
  config: Pick<Config, 'data' | 'databaseUrl'>,
  { days, json, csv, out }: RatingsFlags,
): Promise<number> {
  if (out !== undefined) await prepareFolders([out]);
  const to = Date.now();
  const place = {
    dataFolder: config.data,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
  };
  const say = (message: string) => console.error(message);
  const log = { info: () => undefined, warn: say, error: say };
  const stretch = { from: to - days * DAY_MILLISECONDS, to, limit: PLAYS_AT_MOST };
  const evidence = await readEvidence(place, stretch, log);
  if (evidence.plays.length === PLAYS_AT_MOST)
    say(`Only the latest ${PLAYS_AT_MOST} plays are told; ask for fewer days.`);
  const report = ratingsReport(evidence);
  const asJson = `${JSON.stringify({ days, ...report }, undefined, 2)}\n`;
  if (out !== undefined) {
    await writeFiles([
      [path.join(out, 'report.json'), asJson],
      [path.join(out, 'report.csv'), ratingsCsv(report)],
      ...Object.entries(ratingsPictures(report)).map(([name, picture]) => [path.join(out, name), picture] as const),
    ]);
  }
  process.stdout.write(json ? asJson : csv ? ratingsCsv(report) : `${ratingsText(report)}\n`);
  return EXIT.ok;
}
