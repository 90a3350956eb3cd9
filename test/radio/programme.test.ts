import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../src/random/index.ts';
import {
  Pad,
  ProductionLine,
  Programme,
  SegmentMemory,
  SegmentPool,
  SILENCE_PACKET,
  type Sounding,
} from '../../src/radio/index.ts';
import { addSegment, FakeSource } from '../support/fake-source.ts';
import { FakeTime } from '../support/fake-time.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { recipe } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const RAIN = [Uint8Array.of(0xfc, 1), Uint8Array.of(0xfc, 2), Uint8Array.of(0xfc, 3)];

/** A programme over real files, with a source and a time in the test's hands. */
async function studio(reserve: readonly string[] = [], maxBytes = 1e9, prepare?: (folder: string) => void) {
  const folder = tempFolder();
  for (const id of reserve) await addSegment(folder, id);
  prepare?.(folder);
  const log = new MemoryLog();
  const time = new FakeTime();
  const source = new FakeSource(folder);
  let today = Date.now();
  const pool = await SegmentPool.open({ folder, maxBytes, log, wallClock: () => (today += 1000) });
  const pad = new Pad(RAIN);
  const heard: string[] = [];
  let plans = 0;
  let planFault: Error | undefined;
  const line: ProductionLine = new ProductionLine({
    source,
    pool,
    plan: () => {
      if (planFault !== undefined) throw planFault;
      plans += 1;
      return recipe({ seed: plans });
    },
    ahead: () => 2,
    maxRequests: 2,
    time,
    log,
    onMade: () => undefined,
    onChange: () => programme.cue(),
  });
  const programme = new Programme({
    line,
    pool,
    memory: new SegmentMemory(pool),
    pad,
    random: seededRandom(1),
    log,
    onAir: (now) => heard.push(nameOf(now)),
    onUpNext: () => undefined,
  });
  programme.start();
  line.start();
  return {
    folder,
    log,
    time,
    source,
    pool,
    pad,
    line,
    programme,
    heard,
    breakPlan: (fault: Error | undefined) => {
      planFault = fault;
    },
    /** Sends packets; what is on air after them. */
    play: (packets: number) => {
      for (let packet = 0; packet < packets; packet += 1) programme.packet();
      return nameOf(programme.sounding());
    },
    /** Waits until a song lies in memory. */
    cued: async (id: string) => {
      await vi.waitFor(() => expect(programme.next()?.segment.facts.id).toBe(id), { timeout: 5000, interval: 2 });
    },
  };
}

function nameOf(sounding: Sounding): string {
  return sounding.kind === 'pad' ? 'pad' : `${sounding.song.segment.facts.id} (${sounding.song.from})`;
}

describe('Programme', () => {
  test('with nothing at all the pad plays as a loop, and counts once', async () => {
    const { programme } = await studio();
    const packets = Array.from({ length: 7 }, () => programme.packet());
    expect(packets).toEqual([...RAIN, ...RAIN, RAIN[0]]);
    expect(programme.counts).toEqual({ request: 0, fresh: 0, reserve: 0, pad: 1 });
  });

  test('until the pad is made, the last resort is silence; its loop starts when it comes', async () => {
    const { programme, pad } = await studio();
    pad.load([]);
    expect(programme.packet()).toBe(SILENCE_PACKET);
    pad.load(RAIN);
    expect(programme.packet()).toBe(RAIN[0]);
  });

  test('two songs are kept ahead, and the first that is ready cuts the pad short', async () => {
    const { source, programme, play, cued, pool } = await studio();
    expect(source.orders.map((order) => order.recipe.seed)).toEqual([1, 2]);
    expect(play(5)).toBe('pad');
    await source.orders[0]?.fulfil('first');
    await cued('first');
    const segment = await pool.read('first');
    const sent = Array.from({ length: 10 }, () => programme.packet());
    sent.forEach((packet, index) => expect(Buffer.compare(packet, segment.packets[index] ?? SILENCE_PACKET)).toBe(0));
    // A new one is ordered for the one that went on air.
    expect(source.orders.map((order) => order.recipe.seed)).toEqual([2, 3]);
  });

  test('fresh songs follow each other without a packet of anything else between them', async () => {
    const { source, heard, play, cued, programme } = await studio();
    await source.orders[0]?.fulfil('one', 10);
    await source.orders[0]?.fulfil('two', 10);
    await cued('one');
    expect(play(1)).toBe('one (fresh)');
    await cued('two');
    expect(play(9)).toBe('one (fresh)');
    expect(play(1)).toBe('two (fresh)');
    expect(heard).toEqual(['one (fresh)', 'two (fresh)']);
    expect(programme.counts).toEqual({ request: 0, fresh: 2, reserve: 0, pad: 1 });
  });

  test('a request is urgent, and goes on air before what was ready earlier', async () => {
    const { source, line, heard, play, cued } = await studio();
    await source.orders[0]?.fulfil('fresh');
    await cued('fresh');
    play(1);
    await source.orders[0]?.fulfil('planned');
    await cued('planned');
    const asked = line.request(recipe({ style: 'asked' }));
    const order = source.orders.find(({ urgent }) => urgent);
    expect(order?.recipe.style).toBe('asked');
    await order?.fulfil('wish');
    expect((await asked).id).toBe('wish');
    await cued('wish');
    play(10);
    await cued('planned');
    play(10);
    expect(heard).toEqual(['fresh (fresh)', 'wish (request)', 'planned (fresh)']);
  });

  test('requests go on air in the order they were asked for', async () => {
    const { source, line, heard, play, cued } = await studio();
    const asked = [line.request(recipe({ style: 'a' })), line.request(recipe({ style: 'b' }))];
    const orders = source.orders.filter(({ urgent }) => urgent);
    await orders[1]?.fulfil('second');
    await orders[0]?.fulfil('first');
    await Promise.all(asked);
    await cued('first');
    play(1);
    await cued('second');
    play(10);
    expect(heard).toEqual(['first (request)', 'second (request)']);
  });

  test('when nothing fresh is there the reserve plays to its end, then the fresh song that came meanwhile', async () => {
    const { source, heard, play, cued, log } = await studio(['old']);
    await cued('old');
    expect(play(3)).toBe('old (reserve)');
    await source.orders[0]?.fulfil('new');
    await cued('new');
    expect(play(7)).toBe('old (reserve)');
    expect(play(1)).toBe('new (fresh)');
    expect(heard).toEqual(['old (reserve)', 'new (fresh)']);
    expect(log.lines).toContain('warn No fresh song: "Song old" from the reserve');
  });

  test('a fresh song that is ready in time replaces the song of the reserve that stood by', async () => {
    const { source, heard, play, cued, programme } = await studio(['old', 'older']);
    await vi.waitFor(() => expect(play(1)).toContain('reserve'));
    await vi.waitFor(() => expect(programme.next()?.from).toBe('reserve'));
    await source.orders[0]?.fulfil('new');
    await cued('new');
    play(10);
    expect(heard.at(-1)).toBe('new (fresh)');
    expect(programme.counts).toMatchObject({ reserve: 1, fresh: 1 });
  });

  test('a single song in reserve comes again after a moment of rain, not at once', async () => {
    const { heard, play, cued, programme } = await studio(['only']);
    await cued('only');
    expect(play(10)).toBe('only (reserve)');
    expect(play(1)).toBe('pad');
    await cued('only');
    expect(play(1)).toBe('only (reserve)');
    expect(heard).toEqual(['only (reserve)', 'pad', 'only (reserve)']);
    expect(programme.counts).toMatchObject({ reserve: 2, pad: 2 });
  });

  test('a damaged song of the reserve is passed over', async () => {
    const { play, cued, pool, log } = await studio(['broken', 'sound'], 1e9, (folder) => {
      const path = join(folder, 'broken.ogg');
      writeFileSync(path, readFileSync(path).subarray(0, 500));
      // The one that was not played for longest comes first.
      utimesSync(join(folder, 'broken.json'), 1, 1);
    });
    await cued('sound');
    expect(play(1)).toBe('sound (reserve)');
    expect(pool.get('broken')).toBeUndefined();
    expect(log.lines.join('\n')).toMatch(/Setting a damaged segment aside.*broken\.ogg/);
  });

  test('a fresh song that is damaged on disk is passed over, and another is ordered', async () => {
    const { folder, source, log, cued, play } = await studio();
    const facts = await addSegment(folder, 'broken');
    writeFileSync(join(folder, 'broken.ogg'), 'no Ogg');
    source.orders[0]?.deliver(facts);
    await vi.waitFor(() => expect(source.orders.map((order) => order.recipe.seed)).toEqual([2, 3]));
    expect(log.lines).toContain('error The next song could not be read');
    await source.orders[1]?.fulfil('good');
    await cued('good');
    expect(play(1)).toBe('good (fresh)');
  });

  test('stopping lets go of everything that was held, so that it can be thrown out', async () => {
    const { source, programme, line, cued, play, pool, folder } = await studio([], 2500);
    await source.orders[0]?.fulfil('one');
    await source.orders[0]?.fulfil('two');
    await cued('one');
    play(1);
    await cued('two');
    expect(pool.list().map((facts) => facts.id)).toEqual(['one', 'two']);
    programme.stop();
    line.stop();
    expect(nameOf(programme.sounding())).toBe('pad');
    await addSegment(folder, 'three');
    await pool.admit('three');
    expect(pool.list().map((facts) => facts.id)).toEqual(['three']);
  });
});

describe('ProductionLine', () => {
  test('a failed production is logged, counted and tried again after pauses that grow', async () => {
    const { source, line, log, time } = await studio();
    const fail = async (message: string) => {
      for (const order of [...source.orders]) order.fail(message);
      await vi.waitFor(() => expect(line.orders()).toEqual([]));
    };
    await fail('the string broke');
    expect(line.failures).toBe(2);
    expect(log.lines).toContain('error A song could not be made: the string broke');
    time.pass(999);
    expect(source.orders).toEqual([]);
    time.pass(1);
    expect(source.orders).toHaveLength(2);
    await fail('again');
    time.pass(1999);
    expect(source.orders).toEqual([]);
    time.pass(1);
    expect(source.orders).toHaveLength(2);
    await source.orders[0]?.fulfil('good');
    await vi.waitFor(() => expect(line.firstPlayable()).toBeDefined());
    source.orders[0]?.fail('once more');
    await vi.waitFor(() => expect(line.orders()).toHaveLength(1));
    // A success in between brings the first pause back.
    time.pass(1000);
    expect(source.orders).toHaveLength(1);
  });

  test('while production is down the reserve goes on and on', async () => {
    const { source, time, play, heard, programme } = await studio(['a', 'b', 'c']);
    for (const order of [...source.orders]) order.fail('no worker');
    for (let song = 0; song < 9; song += 1) {
      await vi.waitFor(() => expect(programme.next()).toBeDefined());
      play(song === 0 ? 10 : 11);
      for (const order of [...source.orders]) order.fail('no worker');
      time.pass(200);
    }
    const songs = heard.filter((name) => name !== 'pad');
    expect(songs.length).toBeGreaterThanOrEqual(8);
    expect(new Set(songs)).toEqual(new Set(['a (reserve)', 'b (reserve)', 'c (reserve)']));
    expect(heard.filter((name, index) => name === heard[index - 1])).toEqual([]);
  });

  test('a plan that throws is like a production that fails', async () => {
    const { source, line, breakPlan, time, log } = await studio();
    breakPlan(new Error('no style'));
    for (const order of [...source.orders]) order.fail('x');
    await vi.waitFor(() => expect(line.orders()).toEqual([]));
    time.pass(1000);
    expect(log.lines).toContain('error A song could not be made: no style');
    breakPlan(undefined);
    time.pass(60_000);
    expect(source.orders).toHaveLength(2);
  });

  test('a request that fails is told to who asked, and not made again', async () => {
    const { source, line } = await studio();
    const asked = line.request(recipe({ style: 'asked' }));
    source.orders.find(({ urgent }) => urgent)?.fail('no such instrument');
    await expect(asked).rejects.toThrow('The song could not be made: no such instrument');
    expect(source.orders.some(({ urgent }) => urgent)).toBe(false);
    expect(line.requests).toBe(0);
  });

  test('so many requests may wait, and who comes after is told so', async () => {
    const { line, source } = await studio();
    const waiting = [line.request(recipe()), line.request(recipe())];
    await expect(line.request(recipe())).rejects.toMatchObject({
      reason: 'busy',
      message: '2 requests are waiting already. Try again after the next song',
    });
    for (const order of source.orders.filter(({ urgent }) => urgent))
      await order.fulfil(`r${order.recipe.seed}-${Math.round(order.recipe.seconds)}`);
    await Promise.all(waiting);
  });

  test('progress is passed on', async () => {
    const { line, source } = await studio();
    const seen: number[] = [];
    const asked = line.request(recipe(), ({ done }) => seen.push(done));
    const order = source.orders.find(({ urgent }) => urgent);
    order?.progress({ stage: 'composing', done: 0.25 });
    expect(line.orders()[0]?.state).toEqual({ kind: 'composing', progress: { stage: 'composing', done: 0.25 } });
    order?.progress({ stage: 'mixing', done: 0.75 });
    await order?.fulfil('x');
    await asked;
    expect(seen).toEqual([0.25, 0.75]);
  });
});
