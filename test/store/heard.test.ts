import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Evidence, Hearing, Play, Totals } from '../../src/radio/index.ts';
import { DATABASE_KINDS, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { query } from '../support/query.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const NOTHING: Totals = {
  plays: 0,
  airedSeconds: 0,
  heardSeconds: 0,
  hearings: 0,
  left: 0,
  early: 0,
  up: 0,
  down: 0,
};

/** A song and a play of it in a guild, with names that no other test has. */
function aired(style: string, changes: Partial<Play> = {}): { readonly segmentId: string; readonly play: Play } {
  const segmentId = `${style}-${randomUUID()}`;
  return { segmentId, play: { id: randomUUID(), segmentId, startedAt: NOW, guildId: '42', ...changes } };
}

function hearing(play: Play, changes: Partial<Hearing>): Hearing {
  const { id: playId, segmentId } = play;
  const rest = { listener: 'ann', guildId: '42', fromSeconds: 0, toSeconds: 90, end: 'ended', at: NOW } as const;
  return { playId, segmentId, ...rest, ...changes };
}

// One store for all, since the embedded database takes its time to open: each test uses a style of its own.
describe.each(DATABASE_KINDS)('what was heard, in the %s database', (kind) => {
  let database: TestDatabase;
  let opened: Awaited<ReturnType<typeof openTestStore>>;

  beforeAll(async () => {
    database = await testDatabase(kind);
    opened = await openTestStore(database, memoryLog(), { now: () => NOW });
    await opened.store.opened();
  });
  afterAll(async () => {
    await opened.close();
    await database.remove();
  });

  async function totalsOf(style: string, options?: { readonly guildId?: string; readonly from?: number }) {
    const all = await opened.store.totals.totals(options);
    return all.filter(({ trait, value }) => trait === 'style' && value === style);
  }

  it('is summed by trait, for all guilds and for each', async () => {
    const { playLog, ratings, totals } = opened.store;
    const { segmentId, play } = aired('summed');
    const asked = recipe({ style: 'summed', mood: 'rainy', energy: 0.32 });
    playLog.segmentMade(segmentFacts({ id: segmentId, recipe: asked, metrics: { density: 2.5 }, rejections: 3 }));
    playLog.playStarted(play);
    playLog.heard?.([
      hearing(play, { listener: 'ann' }),
      hearing(play, { listener: 'ben', end: 'left', toSeconds: 12 }),
      hearing(play, { listener: 'ben', fromSeconds: 40, end: 'cut' }),
      hearing(play, { listener: 'cas', end: 'skipped', toSeconds: 60 }),
    ]);
    playLog.playEnded(play.id, { seconds: 90, listeners: 2, end: 'ended' });
    await ratings.rate({ playId: play.id, segmentId, listener: 'ann', thumb: 1, guildId: '42', heardSeconds: 50 });
    await ratings.rate({ playId: play.id, segmentId, listener: 'ben', thumb: 1, guildId: '42', heardSeconds: 50 });
    await stored(opened.store);
    await ratings.rate({ playId: play.id, segmentId, listener: 'ben', thumb: -1, guildId: '42', heardSeconds: 60 });
    await stored(opened.store);

    const sums = { plays: 1, airedSeconds: 90, heardSeconds: 212, hearings: 4, left: 2, early: 1, up: 1, down: 1 };
    expect(await totalsOf('summed')).toEqual([{ trait: 'style', value: 'summed', ...sums }]);
    expect(await totalsOf('summed', { guildId: '42' })).toEqual([{ trait: 'style', value: 'summed', ...sums }]);
    expect(await totalsOf('summed', { guildId: '43' })).toEqual([]);
    expect(await totalsOf('summed', { from: NOW + DAY })).toEqual([]);
    expect(await totals.totals({ trait: 'mood' })).toEqual([{ trait: 'mood', value: 'rainy', ...sums }]);
    expect(await totals.totals({ guildId: '42', trait: 'mood' })).toEqual([]);
    const traits = (await totals.totals()).map(({ trait, value }) => `${trait} ${value}`);
    expect(traits).toEqual(
      expect.arrayContaining([
        'tempo 70',
        'mode major',
        'mood rainy',
        'energy 0.3',
        'instrument Rhodes',
        'effect rain',
      ]),
    );
    expect(traits).toContain('model chords 0a1b2c3d');
    const columns = `SELECT mood, energy, models, metrics, rejections FROM segments WHERE id = '${segmentId}'`;
    expect(await query(database, columns)).toEqual([
      { mood: 'rainy', energy: 0.32, models: { chords: '0a1b2c3d' }, metrics: { density: 2.5 }, rejections: 3 },
    ]);
  });

  it('before the song was made to its end is counted under its traits when it is', async () => {
    const { playLog, ratings } = opened.store;
    const { segmentId, play } = aired('late');
    playLog.heard?.([hearing(play, { end: 'left', toSeconds: 3 })]);
    await ratings.rate({ playId: play.id, segmentId, listener: 'ben', thumb: 1, guildId: '42', heardSeconds: 6 });
    await ratings.rate({ playId: play.id, segmentId, listener: 'ann', thumb: -1, guildId: '42', heardSeconds: 3 });
    await stored(opened.store);
    expect(await totalsOf('late')).toEqual([]);
    const facts = segmentFacts({
      id: segmentId,
      recipe: recipe({ style: 'late' }),
      createdAt: new Date(NOW).toISOString(),
    });
    playLog.segmentMade(facts);
    playLog.playStarted(play);
    playLog.segmentMade(facts);
    await stored(opened.store);
    playLog.heard?.([hearing(play, { listener: 'ben' })]);
    playLog.playEnded(play.id, { seconds: 90, listeners: 2, end: 'ended' });
    await stored(opened.store);
    playLog.segmentMade(facts);
    await stored(opened.store);
    const sums = { plays: 1, airedSeconds: 90, heardSeconds: 93, hearings: 2, left: 1, early: 1, up: 1, down: 0 };
    const row = { trait: 'style', value: 'late', ...sums };
    expect(await totalsOf('late')).toEqual([row]);
    expect(await totalsOf('late', { guildId: '42' })).toEqual([row]);
  });

  it('is read back as it was logged, with what belongs to it', async () => {
    const { playLog, ratings, evidence } = opened.store;
    const kindOfSong = { style: 'read', pace: 'slow', vigour: 'own' } as const;
    const choice = { kind: kindOfSong, explored: true, offered: 12, why: 'Drawn blindly.' };
    const later = aired('read', { startedAt: NOW - 30 * DAY + 1, choice });
    const { id, segmentId, startedAt } = aired('read', { startedAt: NOW - 30 * DAY }).play;
    const common = { id, segmentId, startedAt };
    for (const play of [later.play, common]) {
      playLog.segmentMade(segmentFacts({ id: play.segmentId, metrics: { density: 1 } }));
      playLog.playStarted(play);
    }
    const heard = hearing(later.play, { end: 'left', toSeconds: 33.5 });
    playLog.heard?.([heard]);
    playLog.playEnded(common.id, { seconds: 30, listeners: 0 });
    const rating = { playId: later.play.id, segmentId: later.segmentId, listener: 'ann', thumb: -1 } as const;
    await ratings.rate({ ...rating, heardSeconds: 30 });
    await ratings.rate({ ...rating, listener: 'too early', heardSeconds: 1 });
    await stored(opened.store);

    const stretch = { from: NOW - 30 * DAY, to: NOW - 29 * DAY };
    const { segments, plays, listenings, ratings: votes } = await evidence.read({ ...stretch, limit: 10 });
    expect(plays).toEqual([{ ...common, seconds: 30 }, later.play]);
    expect(segments.map(({ facts, metrics }) => [facts.id, metrics])).toEqual(
      expect.arrayContaining([
        [later.segmentId, { density: 1 }],
        [common.segmentId, { density: 1 }],
      ]),
    );
    const { playId, listener, guildId, fromSeconds, toSeconds, end } = heard;
    expect(listenings).toEqual([{ playId, listener, guildId, fromSeconds, toSeconds, end }]);
    expect(votes).toEqual([{ playId, listener: 'ann', thumb: -1, at: expect.any(Number) as number }]);
    const latest = await evidence.read({ ...stretch, limit: 1 });
    expect(latest.plays.map(({ id }) => id)).toEqual([later.play.id]);
  });

  it('is read in pieces that end where a millisecond does, and together are the whole', async () => {
    const { playLog, ratings, evidence } = opened.store;
    const began = NOW - 50 * DAY;
    // 130 plays, of which the 91st to the 110th began in the same millisecond: a piece of 100 would end among them.
    const all = Array.from({ length: 130 }, (_, index) => {
      const startedAt = began + (index < 90 ? index : index < 110 ? 90 : index);
      return aired('pieces', { startedAt }).play;
    });
    playLog.segmentMade(segmentFacts({ id: all[0]!.segmentId }));
    for (const play of all) playLog.playStarted({ ...play, segmentId: all[0]!.segmentId });
    await ratings.rate({ playId: all[129]!.id, segmentId: all[0]!.segmentId, listener: 'ann', thumb: 1 });
    await stored(opened.store);

    const stretch = { from: began, to: began + DAY };
    const pieces: Evidence[] = [];
    for await (const piece of evidence.pieces({ ...stretch, limit: 1000 })) pieces.push(piece);
    expect(pieces.map(({ plays }) => plays.length)).toEqual([110, 20]);
    const whole = await evidence.read({ ...stretch, limit: 1000 });
    expect(pieces.flatMap(({ plays }) => plays)).toEqual(whole.plays);
    expect(pieces.flatMap((piece) => piece.ratings)).toEqual(whole.ratings);
    const few: Evidence[] = [];
    for await (const piece of evidence.pieces({ ...stretch, limit: 5 })) few.push(piece);
    expect(few.flatMap(({ plays }) => plays)).toEqual(whole.plays.slice(-5));
    const later = { from: began + DAY, to: began + 2 * DAY, limit: 5 };
    for await (const piece of evidence.pieces(later)) expect(piece).toBeUndefined();
  });

  it('ranks songs by their votes, and leaves out those with few', async () => {
    const { playLog, ratings, totals } = opened.store;
    const vote = async (name: string, up: number, down: number): Promise<void> => {
      playLog.segmentMade(segmentFacts({ id: name }));
      const thumbs = [...Array<1>(up).fill(1), ...Array<-1>(down).fill(-1)] as const;
      const listeners = thumbs.map((thumb, index) => ({ thumb, listener: `${name} ${index}` }));
      for (const { thumb, listener } of listeners)
        await ratings.rate({ playId: randomUUID(), segmentId: name, listener, thumb });
    };
    await vote('ranked-good', 9, 3);
    await vote('ranked-better', 12, 0);
    await vote('ranked-bad', 2, 10);
    await vote('ranked-unheard', 5, 0);
    await stored(opened.store);
    const names = async (order: 'best' | 'worst', limit: number): Promise<readonly string[]> =>
      (await totals.songs({ order, votes: 12, limit })).map(({ segmentId }) => segmentId);
    expect(await names('best', 2)).toEqual(['ranked-better', 'ranked-good']);
    expect(await names('worst', 10)).toEqual(['ranked-bad', 'ranked-good', 'ranked-better']);
  });

  it('of one listener is shown and deleted, in the database and in the journal; sums without names stay', async () => {
    const { playLog, ratings, listeners } = opened.store;
    const { segmentId, play } = aired('private');
    playLog.segmentMade(segmentFacts({ id: segmentId, recipe: recipe({ style: 'private' }) }));
    playLog.playStarted(play);
    playLog.heard?.([hearing(play, { listener: 'eve' }), hearing(play, { listener: 'fay' })]);
    const given = { playId: play.id, segmentId, thumb: 1 } as const;
    await ratings.rate({ ...given, listener: 'eve' });
    await ratings.rate({ ...given, listener: 'fay' });
    await stored(opened.store);
    expect(await listeners.record('eve')).toEqual({ ratings: 1, hearings: 1, since: NOW });
    const liked = { segmentId, title: 'Paper Umbrella', style: 'private', seed: 7 };
    expect(await listeners.liked('eve', 10)).toMatchObject([liked]);
    await listeners.forget('eve');
    expect(await listeners.liked('nobody', 10)).toEqual([]);
    await stored(opened.store);
    expect(await ratings.tally(segmentId)).toEqual({ up: 1, down: 0 });
    expect(await listeners.record('eve')).toEqual({ ratings: 0, hearings: 0 });
    expect(await listeners.record('fay')).toMatchObject({ ratings: 1, hearings: 1 });
    expect(await totalsOf('private')).toMatchObject([{ hearings: 2, heardSeconds: 180, up: 1 }]);
    // What comes later is new.
    await ratings.rate({ ...given, listener: 'eve' });
    await stored(opened.store);
    expect(await ratings.tally(segmentId)).toEqual({ up: 2, down: 0 });
    expect(await listeners.record('eve')).toMatchObject({ ratings: 1, hearings: 0 });
  });

  it('is deleted when it is old, listener by listener, and the sums stay', async () => {
    const { playLog, ratings } = opened.store;
    const { segmentId, play } = aired('old', { startedAt: NOW - 100 * DAY });
    playLog.segmentMade(segmentFacts({ id: segmentId, recipe: recipe({ style: 'old' }) }));
    playLog.playStarted(play);
    playLog.heard?.([
      hearing(play, { listener: 'gil', at: NOW - 100 * DAY }),
      hearing(play, { listener: 'hal', at: NOW - 10 * DAY }),
    ]);
    await ratings.rate({ playId: play.id, segmentId, listener: 'gil', thumb: 1 });
    await stored(opened.store);
    await query(database, `UPDATE ratings SET updated_at = now() - interval '100 years' WHERE listener = 'gil'`);
    expect(await opened.store.deleteOlderThan(90)).toBe(2);
    expect(await opened.store.deleteOlderThan(90)).toBe(0);
    const left = `SELECT listener FROM hearings WHERE segment_id = '${segmentId}'`;
    expect(await query(database, left)).toEqual([{ listener: 'hal' }]);
    expect(await totalsOf('old')).toEqual([
      { ...NOTHING, trait: 'style', value: 'old', plays: 1, hearings: 2, heardSeconds: 180, up: 1 },
    ]);
    expect(await ratings.tally(segmentId)).toEqual({ up: 1, down: 0 });
  });

  it('is stored once, however often the journal gives it', async () => {
    const { playLog } = opened.store;
    const { segmentId, play } = aired('once');
    playLog.segmentMade(segmentFacts({ id: segmentId, recipe: recipe({ style: 'once' }) }));
    playLog.playStarted(play);
    playLog.heard?.([hearing(play, {})]);
    await stored(opened.store);
    const folder = path.join(database.dataDir, 'journal');
    const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.journal'));
    expect(await readFile(path.join(folder, name), 'utf8')).toContain(play.id);
    const before = await query(database, 'SELECT * FROM trait_totals ORDER BY 1, 2, 3, 4');
    // As after kill -9: the file is still there, and is read from its beginning.
    const copy = await readFile(path.join(folder, name));
    await opened.close();
    await writeFile(path.join(folder, name), copy);
    opened = await openTestStore(database, memoryLog(), { now: () => NOW });
    expect(opened.store.pendingWrites()).toBeGreaterThan(0);
    await stored(opened.store);
    expect(await query(database, 'SELECT * FROM trait_totals ORDER BY 1, 2, 3, 4')).toEqual(before);
  });
});
