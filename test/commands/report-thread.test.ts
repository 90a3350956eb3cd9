import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { evaluateRatings } from '../../src/commands/evaluate-ratings.ts';
import { ReportThread } from '../../src/commands/report-thread.ts';
import type { Thumb } from '../../src/radio/index.ts';
import type { Store } from '../../src/store/index.ts';
import { DATABASE_KINDS, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { FullLog } from '../support/discord/rig.ts';
import { segmentFacts } from '../support/segment-facts.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

interface Told {
  readonly days: number;
  readonly pictures: readonly string[];
  readonly definitions: Readonly<Record<string, string>>;
  readonly all: { readonly plays: number; readonly votes: { readonly up: number; readonly down: number } };
  readonly dimensions: readonly {
    readonly dimension: string;
    readonly groups: readonly { readonly group: string; readonly votes: { readonly liked: unknown } }[];
    readonly comparisons: readonly { readonly a: string; readonly b: string; readonly result: unknown }[];
  }[];
}

const DAY = 86_400_000;

/** A play of a minute ago with one listener, who stays to the end or leaves after 20 s, and gives a thumb. */
async function play(store: Store, { style, thumb, at }: { style: string; thumb: Thumb; at: number }): Promise<void> {
  const [id, segmentId, listener] = [randomUUID(), `${style}-1`, randomUUID()];
  store.playLog.segmentMade(segmentFacts({ id: segmentId, style, seconds: 40 }));
  store.playLog.playStarted({ id, segmentId, startedAt: at, guildId: '42' });
  const toSeconds = thumb === 1 ? 40 : 20;
  const end = thumb === 1 ? 'ended' : 'left';
  store.playLog.heard([
    { playId: id, segmentId, listener, guildId: '42', fromSeconds: 0, toSeconds, end, at: at + 40_000 },
  ]);
  store.playLog.playEnded(id, { seconds: 40, listeners: 1, end: 'ended' });
  await store.ratings.rate({ playId: id, segmentId, listener, thumb, heardSeconds: 20 });
}

function told(files: { readonly json: Uint8Array }): Told {
  return JSON.parse(text(files.json)) as Told;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

describe.each(DATABASE_KINDS)('reports from the thread, of the %s database', (kind) => {
  let database: TestDatabase;
  let store: Store;
  let close: () => Promise<void>;
  let reports: ReportThread;
  let log: FullLog;
  let now: number;
  beforeEach(async () => {
    database = await testDatabase(kind);
    ({ store, close } = await openTestStore(database, memoryLog()));
    await store.opened();
    log = new FullLog();
    now = 0;
    const { dataDir: dataFolder, databaseUrl } = database;
    const url = databaseUrl === undefined ? {} : { databaseUrl };
    reports = new ReportThread({ dataFolder, ...url, log, now: () => now });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await reports.close();
    await close().catch(() => undefined);
    await database.remove();
  });

  test('tell what was heard and rated while the radio runs, as the command line does, with pictures and definitions', async () => {
    const at = Date.now() - 60_000;
    for (let index = 0; index < 40; index++) {
      await play(store, { style: 'lofi', thumb: index < 34 ? 1 : -1, at });
      await play(store, { style: 'house', thumb: index < 8 ? 1 : -1, at });
    }
    await play(store, { style: 'trance', thumb: 1, at });
    await play(store, { style: 'lofi', thumb: -1, at: at - 10 * DAY });
    await stored(store);

    const files = await reports.report(7);
    const report = told(files);
    expect(report).toMatchObject({ days: 7, all: { plays: 81, votes: { up: 43, down: 38 } } });
    const styles = report.dimensions.find(({ dimension }) => dimension === 'style');
    // Wilson's interval of 34 of 40, to six digits.
    const liked = { share: 0.85, low: 0.709277, high: 0.929388 };
    expect(styles?.groups.find(({ group }) => group === 'lofi')?.votes.liked).toEqual(liked);
    expect(styles?.groups.find(({ group }) => group === 'trance')?.votes.liked).toBe('not enough data');
    const pair = styles?.comparisons.find(({ a, b }) => a === 'house' && b === 'lofi');
    expect(pair?.result).toMatchObject({ difference: -0.65 });
    expect(report.pictures).toContain('staying-by-style.svg');
    expect(Object.keys(files.pictures)).toEqual(report.pictures);
    expect(text(files.pictures['liked-by-style.svg'] ?? new Uint8Array())).toContain('lofi (40)');
    expect(text(files.csv)).toContain(`style,lofi,liked,0.85,0.70927`);
    expect(report.definitions['liked']).toContain('Wilson');
    expect(told(await reports.report(30)).all.plays).toBe(82);

    let written = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => ((written += String(line)), true));
    const { dataDir: data, databaseUrl } = database;
    await evaluateRatings({ data, databaseUrl }, { days: 7, json: false, csv: true });
    expect(text(files.csv)).toBe(written);
    expect(log.lines).toEqual([]);
  });

  test('are made once for all who ask within a minute, and anew after it', async () => {
    expect(told(await reports.report(7)).all.plays).toBe(0);
    await play(store, { style: 'lofi', thumb: 1, at: Date.now() - 1000 });
    await stored(store);
    now = 59_000;
    const before = await reports.report(7);
    expect(told(before).all.plays).toBe(0);
    now = 61_000;
    const [one, other] = await Promise.all([reports.report(7), reports.report(7)]);
    expect(one).toBe(other);
    expect(told(one).all.plays).toBe(1);
  });

  test('do not stand in the way of the radio, which writes and reads meanwhile', async () => {
    const at = Date.now() - 60_000;
    const making = reports.report(7);
    await play(store, { style: 'lofi', thumb: 1, at });
    await stored(store);
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 1, down: 0 });
    await making;
  });

  test('end with the radio, and say so to who waits', async () => {
    const waiting = reports.report(7).then(
      () => 'told',
      (error: Error) => error.message,
    );
    await reports.close();
    expect(await waiting).toMatch(/can't be told now|goes off air/);
    await expect(reports.report(30)).rejects.toThrow('goes off air');
  });
});

test('a database that is away gives a sentence for people, the reason in the log, and a report as soon as it is back', async () => {
  const database = await testDatabase('embedded');
  const log = new FullLog();
  const reports = new ReportThread({ dataFolder: database.dataDir, log });
  await expect(reports.report(7)).rejects.toThrow(/^What was heard can't be told now\. The radio's log says why/);
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toContain('just opening its database');
  const { store, close } = await openTestStore(database, memoryLog());
  await store.opened();
  expect(told(await reports.report(7)).all.plays).toBe(0);
  await reports.close();
  await close();
  await database.remove();
});

test('a server that does not answer is not told with its password', async () => {
  const log = new FullLog();
  const databaseUrl = 'postgres://radio:hushhush@127.0.0.1:1/radio';
  const reports = new ReportThread({ dataFolder: '/nowhere', databaseUrl, log });
  const message = await reports.report(7).then(String, (fault: Error) => fault.message);
  expect(message).toContain("can't be told now");
  expect(message).not.toContain('hushhush');
  expect(log.lines.join()).toContain('nothing listens at its address');
  expect(log.lines.join()).not.toContain('hushhush');
  await reports.close();
});
