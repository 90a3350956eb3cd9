// The thread of the page of ratings. It stands on this floor because it needs the store and the evaluation, which know nothing of each other; the
// evaluation brings the networks' library along, which must not be loaded beside the audio clock.
import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ratingsCsv, ratingsPictures, ratingsReport } from '../evaluate/index.ts';
import type { ReportDays, ReportFiles } from '../radio/index.ts';
import { type EvidencePlace, readEvidenceBeside } from '../store/index.ts';

/** What the thread is asked for: a report of the last so many days. */
export interface ReportOrder {
  readonly days: ReportDays;
}

/** What it answers. */
export type ReportAnswer =
  { readonly kind: 'done'; readonly files: ReportFiles } | { readonly kind: 'failed'; readonly problem: string };

/** Lower than the thread that sends packets. */
const NICENESS = 19;

const DAY_MILLISECONDS = 86_400_000;

/** Fewer than the command line reads: this memory is the radio's. */
const PLAYS_AT_MOST = 50_000;

/** Digits of the report's numbers: more than anybody reads, and half of what a float has. */
const DIGITS = 6;

const port = parentPort;
if (port !== null) {
  // On Linux a niceness belongs to the calling thread; elsewhere it would slow the whole process.
  if (process.platform === 'linux') os.setPriority(NICENESS);
  const place = workerData as EvidencePlace;
  const answer = (message: ReportAnswer) =>
    port.postMessage(message, message.kind === 'done' ? buffersOf(message.files) : []);
  port.on('message', ({ days }: ReportOrder) => {
    makeFiles(place, days).then(
      (files) => answer({ kind: 'done', files }),
      (error: unknown) => answer({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) }),
    );
  });
}

/** Reads the rows, reckons, and writes the files: JSON as `evaluate ratings` has it, with when it was made, whether plays were left out, and the pictures' names. */
async function makeFiles(place: EvidencePlace, days: ReportDays): Promise<ReportFiles> {
  const to = Date.now();
  // What goes wrong is told by the error.
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const evidence = await readEvidenceBeside(
    place,
    { from: to - days * DAY_MILLISECONDS, to, limit: PLAYS_AT_MOST },
    log,
  );
  const report = ratingsReport(evidence);
  const pictures = ratingsPictures(report);
  const about = {
    days,
    madeAt: new Date(to).toISOString(),
    ...(evidence.plays.length < PLAYS_AT_MOST ? {} : { onlyLatest: PLAYS_AT_MOST }),
    pictures: Object.keys(pictures),
  };
  return {
    json: utf8(`${JSON.stringify({ ...about, ...report }, rounded)}\n`),
    csv: utf8(ratingsCsv(report)),
    pictures: Object.fromEntries(Object.entries(pictures).map(([name, picture]) => [name, utf8(picture)])),
  };
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
}

/** In a buffer of its own, which can change hands. */
function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function buffersOf({ json, csv, pictures }: ReportFiles): readonly ArrayBuffer[] {
  return [json, csv, ...Object.values(pictures)].map(({ buffer }) => buffer);
}
