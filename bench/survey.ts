import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Batch, SurveyedSong } from './survey-batch.ts';
import { surveyJson, surveyPage } from './survey-page.ts';
import { writeFormatted } from './write-formatted.ts';

// Measures many songs of each style and writes docs/survey.md and docs/survey.json. What was measured is kept in the work folder: a run
// that was broken off goes on where it was, and more songs only add to it.
const { values } = parseArgs({
  options: {
    songs: { type: 'string', default: '50' },
    styles: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    'edm-seconds': { type: 'string', default: '56' },
    processes: { type: 'string', default: String(Math.max(1, os.availableParallelism())) },
    work: { type: 'string', default: 'data/survey' },
    out: { type: 'string', default: 'docs/survey' },
  },
});
const songs = wholeNumber('songs', values.songs);
const seconds = wholeNumber('seconds', values.seconds);
const edmSeconds = wholeNumber('edm-seconds', values['edm-seconds']);

/** Songs that one process makes in a row, so that they can be joined. */
const BATCH = 10;

mkdirSync(values.work, { recursive: true });
const notebook = path.join(values.work, `songs-${seconds}-${edmSeconds}.jsonl`);
const known = new Map<string, SurveyedSong>();
for (const song of readNotebook()) known.set(`${song.style} ${song.seed}`, song);

const first = await start();
const styles = values.styles === undefined ? first.styles : values.styles.split(',');
const unknown = styles.filter((style) => !first.styles.includes(style));
if (unknown.length > 0)
  throw new Error(`there is no style ${unknown.join(', ')}; there are ${first.styles.join(', ')}`);
const queue = styles.flatMap((style) =>
  Array.from({ length: Math.ceil(songs / BATCH) }, (_, index): Batch => {
    const fromSeed = 1 + index * BATCH;
    return { style, fromSeed, songs: Math.min(BATCH, songs + 1 - fromSeed), seconds, edmSeconds };
  }).filter((batch) => !isKnown(batch)),
);
const all = queue.length;
await Promise.all([
  work(first.child),
  ...Array.from({ length: Math.min(wholeNumber('processes', values.processes), all) - 1 }, async () =>
    work((await start()).child),
  ),
]);

const wanted = styles.flatMap((style) =>
  Array.from({ length: songs }, (_, index) => known.get(`${style} ${index + 1}`)).filter((song) => song !== undefined),
);
const survey = { songs, seconds, edmSeconds, styles, measured: wanted };
await writeFormatted(`${values.out}.md`, surveyPage(survey));
await writeFormatted(`${values.out}.json`, surveyJson(survey));
console.log(`${values.out}.md and ${values.out}.json: ${wanted.length} songs`);

async function start(): Promise<{ readonly child: ChildProcess; readonly styles: readonly string[] }> {
  const child = fork(path.join(import.meta.dirname, 'survey-batch.ts'));
  child.send({ work: path.resolve(values.work) });
  const [ready] = (await answer(child)) as [{ readonly styles: readonly string[] }];
  return { child, styles: ready.styles };
}

/** Takes batches from the queue until it is empty. */
async function work(child: ChildProcess): Promise<void> {
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    const startedAt = performance.now();
    child.send(batch);
    const [{ songs: measured }] = (await answer(child)) as [{ readonly songs: readonly SurveyedSong[] }];
    for (const song of measured) {
      known.set(`${song.style} ${song.seed}`, song);
      appendFileSync(notebook, `${JSON.stringify(song)}\n`);
    }
    const took = Math.round((performance.now() - startedAt) / 1000);
    console.error(
      `${batch.style} from ${batch.fromSeed}: ${measured.length} songs in ${took} s; ${queue.length} batches to begin`,
    );
  }
  child.disconnect();
}

/** The next message of a child; rejects when it ends before. */
function answer(child: ChildProcess): Promise<unknown[]> {
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process of the survey ended with exit code ${String(code)}`);
  });
  // What loses the race is aborted, and no fault.
  ended.catch(() => undefined);
  return Promise.race([once(child, 'message', { signal }), ended]).finally(() => answered.abort());
}

function isKnown({ style, fromSeed, songs: count }: Batch): boolean {
  return Array.from({ length: count }, (_, index) => known.has(`${style} ${fromSeed + index}`)).every(Boolean);
}

/** Songs of earlier runs; a line that was cut off by an end is left out. */
function readNotebook(): readonly SurveyedSong[] {
  if (!existsSync(notebook)) return [];
  return readFileSync(notebook, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as SurveyedSong];
      } catch {
        return [];
      }
    });
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number above 0`);
  return number;
}
