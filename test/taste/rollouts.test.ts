import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/random/index.ts';
import { type NetworkSet, readRecords, readWords, Rollouts, TRIAL_FILES, writeWords } from '../../src/taste/index.ts';
import { evidenceOf, readerOf, type LoggedPlay } from '../support/logged-plays.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { recipe } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HOUR = 3_600_000;
const BEGAN = 1000 * HOUR;

const shipped: NetworkSet = { version: 'shipped', networks: { notes: 'a' }, styles: ['house', 'lofi'] };
const v2: NetworkSet = { version: 'v2', networks: { notes: 'b' }, styles: ['lofi'] };
const v3: NetworkSet = { version: 'v3', networks: { notes: 'c' }, styles: ['lofi'] };

/** Songs of a set, drawn blindly, each with two votes of which so many are up on average. */
function songs({ version, networks }: NetworkSet, count: number, liked: number): readonly LoggedPlay[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, index): LoggedPlay => ({
    song: { id: `${version}-${index}`, models: networks, recipe: recipe({ models: version }) },
    choice: {
      kind: { style: 'lofi', pace: 'middle', vigour: 'own', models: version },
      explored: true,
      offered: 2,
      why: '',
    },
    votes: ['a', 'b'].map((listener) => [listener, random() < liked ? 1 : -1] as const),
  }));
}

/** A radio's trials over its starts and stops, with a log of plays that grows and a clock. */
function radio() {
  const dataFolder = tempFolder();
  const log = new MemoryLog();
  let now = BEGAN;
  const logged: LoggedPlay[] = [];
  const starts: number[] = [];
  const evidence = readerOf(({ from, to }) => {
    const rows = evidenceOf(logged);
    const plays = rows.plays
      .map((play, index) => ({ ...play, startedAt: starts[index]! }))
      .filter(({ startedAt }) => startedAt >= from && startedAt < to);
    const ids = new Set(plays.map(({ id }) => id));
    return { ...rows, plays, ratings: rows.ratings.filter(({ playId }) => ids.has(playId)) };
  });
  return {
    dataFolder,
    log,
    /** Plays a minute apart, and an hour without any. */
    hear: (plays: readonly LoggedPlay[]) => {
      for (const [index, play] of plays.entries()) {
        logged.push(play);
        starts.push(now + index * 60_000);
      }
      now += plays.length * 60_000 + HOUR;
    },
    start: async (candidates: readonly NetworkSet[] = [v2]) => {
      const rollouts = await Rollouts.open({ dataFolder, evidence, now: () => now, log });
      await rollouts.begin(shipped, candidates);
      return rollouts;
    },
    /** A person says something of v2; `undefined` takes it back. */
    say: async (verdict: 'promote' | 'roll back' | undefined) => {
      now += HOUR;
      const word = verdict === undefined ? {} : { v2: { networks: v2.networks, verdict, why: 'by hand', at: now } };
      await writeWords(dataFolder, word);
    },
  };
}

describe('the life of a trial', () => {
  test('both versions are on air, the better one is promoted, stays over a restart, and a hand stands above the rule', async () => {
    const { hear, start, say, log } = radio();
    let rollouts = await start();
    expect(rollouts.versionsFor('lofi')).toEqual(['shipped', 'v2']);
    expect(rollouts.versionsFor('house')).toEqual([]);
    // What is asked for is no part of the trial.
    expect(rollouts.inUse('lofi')).toBe('shipped');

    hear([...songs(shipped, 20, 0.4), ...songs(v2, 20, 0.8)]);
    await rollouts.review();
    expect(rollouts.versionsFor('lofi')).toEqual(['shipped', 'v2']);

    hear([...songs(shipped, 100, 0.4), ...songs(v2, 100, 0.8)]);
    await rollouts.review();
    expect(rollouts.versionsFor('lofi')).toEqual(['v2']);
    expect(rollouts.inUse('lofi')).toBe('v2');
    expect(rollouts.inUse('house')).toBeUndefined();
    const verdicts = () => log.lines.filter((line) => line.includes('promoted'));
    expect(verdicts()).toHaveLength(1);
    expect(verdicts()[0]).toMatch(/networks v2 are promoted by the rule: 120 songs of v2 and 120 of shipped .*up/);
    await rollouts.review();
    expect(verdicts()).toHaveLength(1);

    rollouts = await start();
    expect(rollouts.versionsFor('lofi')).toEqual(['v2']);

    await say('roll back');
    await rollouts.look();
    expect(rollouts.versionsFor('lofi')).toEqual([]);
    expect(log.lines.at(-1)).toMatch(/by the networks shipped/);
    expect(log.lines.join('\n')).toMatch(/networks v2 are rolled back by hand/);
    expect((await start()).versionsFor('lofi')).toEqual([]);

    await say(undefined);
    await rollouts.look();
    expect(rollouts.versionsFor('lofi')).toEqual(['v2']);
  });

  test('the worse one is rolled back; then the next is tried, beside what stays', async () => {
    const { hear, start } = radio();
    const rollouts = await start([v2, v3]);
    expect(rollouts.versionsFor('lofi')).toEqual(['shipped', 'v2']);
    hear([...songs(shipped, 120, 0.8), ...songs(v2, 120, 0.4)]);
    await rollouts.review();
    expect(rollouts.versionsFor('lofi')).toEqual(['shipped', 'v3']);
  });

  test('a word by hand ends a trial at once, and taking it back lets it go on', async () => {
    const { start, say } = radio();
    const rollouts = await start([v2, v3]);
    await say('promote');
    await rollouts.look();
    expect(rollouts.versionsFor('lofi')).toEqual(['v2', 'v3']);
    expect(rollouts.inUse('lofi')).toBe('v2');
    await say(undefined);
    await rollouts.look();
    expect(rollouts.versionsFor('lofi')).toEqual(['shipped', 'v2']);
  });

  test('songs that other networks composed, or that are from before the trial, say nothing', async () => {
    const { hear, start } = radio();
    const rollouts = await start();
    const before = { ...v2, networks: { notes: 'older' } };
    const standIn = songs(v2, 120, 0.9).map((play) => ({ ...play, song: { ...play.song, recipe: recipe() } }));
    for (const others of [songs(before, 120, 0.9), standIn]) {
      hear([...songs(shipped, 120, 0.4), ...others]);
      const again = await start();
      await again.review();
      expect(again.versionsFor('lofi')).toEqual(['shipped', 'v2']);
    }
    expect(rollouts.versionsFor('lofi')).toEqual(['shipped', 'v2']);
  });

  test('a verdict holds for the weights it was given on: others of the same name are tried anew', async () => {
    const { hear, start } = radio();
    const rollouts = await start();
    hear([...songs(shipped, 120, 0.4), ...songs(v2, 120, 0.8)]);
    await rollouts.review();
    const other = { ...v2, networks: { notes: 'retrained' } };
    const again = await start([other]);
    expect(again.versionsFor('lofi')).toEqual(['shipped', 'v2']);
    await again.review();
    expect(again.versionsFor('lofi')).toEqual(['shipped', 'v2']);
  });

  test('what was promoted and is not there any more is said, and the shipped networks play', async () => {
    const { hear, start, log } = radio();
    const rollouts = await start();
    hear([...songs(shipped, 120, 0.4), ...songs(v2, 120, 0.8)]);
    await rollouts.review();
    expect((await start([])).versionsFor('lofi')).toEqual([]);
    expect(log.lines.join('\n')).toMatch(/networks v2 were promoted, but they are not there any more/);
  });

  test('damaged notes are said in one line each, and the trial starts anew', async () => {
    const { dataFolder, hear, start, log } = radio();
    const rollouts = await start();
    hear([...songs(shipped, 120, 0.4), ...songs(v2, 120, 0.8)]);
    await rollouts.review();
    for (const damage of ['{"v2": {"networks"', '{"v2": {"since": 1}}', '[]', '']) {
      log.lines.length = 0;
      await writeFile(path.join(dataFolder, TRIAL_FILES.records), damage);
      await writeFile(path.join(dataFolder, TRIAL_FILES.words), damage);
      const again = await start();
      // What was heard before says nothing any more.
      await again.review();
      expect(again.versionsFor('lofi')).toEqual(['shipped', 'v2']);
      expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([
        expect.stringMatching(/model-trials\.json .*start anew/),
        expect.stringMatching(/model-decisions\.json .*raindial models/),
      ]);
      expect(await readRecords(dataFolder)).toMatchObject({ kind: 'notes', notes: { v2: { networks: v2.networks } } });
      expect((await readWords(dataFolder)).kind).toBe('damaged');
    }
  });

  test('without candidates nothing is written and nothing told', async () => {
    const { dataFolder, start, log } = radio();
    const rollouts = await start([]);
    await rollouts.review();
    expect(rollouts.versionsFor('lofi')).toEqual([]);
    expect(log.lines).toEqual([]);
    await expect(readFile(path.join(dataFolder, TRIAL_FILES.records))).rejects.toThrow('ENOENT');
  });
});
