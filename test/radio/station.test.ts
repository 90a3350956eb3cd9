import { createHmac } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { readSegment, type Station, type StationEvent } from '../../src/radio/index.ts';
import { addSegment, type FakeSource } from '../support/fake-source.ts';
import { FakeTime } from '../support/fake-time.ts';
import { testStation } from '../support/test-station.ts';

/** Has the first order fulfilled and waits until the song lies in memory: it is told when it is ready, and again when it was read. */
async function fulfilAndCue(station: Station, source: FakeSource, id: string, packets: number): Promise<void> {
  const cued = new Promise<void>((resolve) => {
    let told = 0;
    station.subscribe(() => {
      if (station.upNext().some((next) => next.kind === 'ready' && next.segment.id === id)) told += 1;
      if (told === 2) resolve();
    });
  });
  await source.orders[0]?.fulfil(id, packets);
  await cued;
}

/** Plays until a song is on air. */
async function untilSong(station: Station, time: FakeTime): Promise<void> {
  await vi.waitFor(
    () => {
      time.pass(20);
      expect(station.onAir().kind).toBe('song');
    },
    { interval: 2 },
  );
}

describe('Station', () => {
  test('is on air from the first moment, with the pad, and sends 50 packets a second', async () => {
    const time = new FakeTime();
    const { station } = await testStation(time);
    let packets = 0;
    station.tune({ kind: 'web', send: () => (packets += 1) });
    expect(station.health()).toEqual({ healthy: false, onAir: 'pad', silentSeconds: undefined });
    station.start();
    time.pass(10_000);
    expect(packets).toBe(501);
    expect(station.onAir()).toEqual({ kind: 'pad', since: 1_800_000_000_000 });
    expect(station.health()).toMatchObject({ healthy: true, onAir: 'pad' });
    expect(station.stats()).toMatchObject({ packets: 501, listeners: { web: 1, discord: 0 }, sources: { pad: 1 } });
  });

  test('what was played is logged: made, started, and ended with how many heard it', async () => {
    const time = new FakeTime();
    const { station, source, playLog } = await testStation(time);
    station.start();
    const leave = station.tune({ kind: 'web', send: () => undefined });
    await source.orders[0]?.fulfil('one', 50);
    await untilSong(station, time);
    await fulfilAndCue(station, source, 'two', 50);
    time.pass(900);
    leave();
    time.pass(500);
    station.stop();
    expect(playLog.lines).toEqual([
      'made one',
      'started one at 1800000000000',
      'made two',
      'ended one after 1 s for 0',
      'started two at 1800000000000',
      expect.stringMatching(/^ended two after 0\.\d+ s for 0$/),
    ]);
  });

  test('a song of the reserve is made known to the log before it is played', async () => {
    const time = new FakeTime();
    const { station, playLog } = await testStation(time, { stored: ['old'] });
    station.start();
    await untilSong(station, time);
    expect(playLog.lines).toEqual(['made old', 'started old at 1800000000000']);
  });

  test('a play of a song that is still being made is logged when the song is made', async () => {
    const time = new FakeTime();
    const { station, source, playLog, pool } = await testStation(time);
    station.start();
    const facts = await addSegment(pool.folder, 'slow', { packets: 50 });
    const { packets } = await readSegment(pool.folder, 'slow');
    source.orders[0]?.open({ facts: { ...facts, lufs: -99 }, packets: packets.slice(0, 40) });
    await untilSong(station, time);
    expect(playLog.lines).toEqual([]);
    source.orders[0]?.deliver(facts);
    await vi.waitFor(() => expect(playLog.lines).toEqual(['made slow', 'started slow at 1800000000000']));
    expect(station.onAir()).toMatchObject({ segment: { id: 'slow', lufs: -14 } });
    station.stop();
    expect(playLog.lines).toHaveLength(3);
  });

  test('a play of a song whose rest never came is logged with what was known of it', async () => {
    const time = new FakeTime();
    const { station, source, playLog, pool } = await testStation(time);
    station.start();
    const facts = await addSegment(pool.folder, 'torn', { packets: 50 });
    const { packets } = await readSegment(pool.folder, 'torn');
    source.orders[0]?.open({ facts, packets: packets.slice(0, 10) });
    await untilSong(station, time);
    source.orders[0]?.fail('the string broke');
    time.pass(1000);
    expect(playLog.lines).toEqual(['made torn', 'started torn at 1800000000000', 'ended torn after 0.2 s for 0']);
  });

  test('tells what is on air, how far it is, and what comes next', async () => {
    const time = new FakeTime();
    const { station, source } = await testStation(time);
    station.start();
    source.orders[0]?.progress({ stage: 'mixing', done: 0.5 });
    expect(station.upNext()).toEqual([
      { kind: 'composing', style: 'lofi', requested: false, progress: { stage: 'mixing', done: 0.5 } },
      { kind: 'composing', style: 'lofi', requested: false, progress: { stage: 'waiting', done: 0 } },
    ]);
    await source.orders[1]?.fulfil('quick', 100);
    await vi.waitFor(() => expect(station.upNext().map((next) => next.kind)).toEqual(['ready', 'composing']));
    await untilSong(station, time);
    time.pass(500);
    const onAir = station.onAir();
    expect(onAir).toMatchObject({ kind: 'song', from: 'fresh', segment: { id: 'quick', title: 'Song quick' } });
    expect(onAir.kind === 'song' ? onAir.elapsedSeconds : 0).toBeCloseTo(0.52, 5);
  });

  test('front ends hear of changes until they leave, and one that fails harms nobody', async () => {
    const time = new FakeTime();
    const { station, source, log } = await testStation(time);
    const events: StationEvent[] = [];
    station.subscribe(() => {
      throw new Error('bad front end');
    });
    const leave = station.subscribe((event) => events.push(event));
    station.start();
    await source.orders[0]?.fulfil('one', 50);
    await untilSong(station, time);
    expect(events.at(-1)?.kind === 'up-next' || events.at(-1)?.kind === 'on-air').toBe(true);
    const onAir = events.find((event) => event.kind === 'on-air');
    expect(onAir).toMatchObject({ onAir: { kind: 'song', segment: { id: 'one' }, elapsedSeconds: 0 } });
    expect(log.lines).toContain('error A front end failed to take in what changed');
    const before = events.length;
    leave();
    time.pass(5000);
    expect(events).toHaveLength(before);
  });

  test('a request is composed as it was asked for, and refused in words when it is wrong', async () => {
    const time = new FakeTime();
    const { station, source } = await testStation(time, { maxRequests: 1 });
    await expect(station.request({})).rejects.toMatchObject({ reason: 'busy', message: 'The station is not on air' });
    station.start();
    await expect(station.request({ style: 'hous' })).rejects.toMatchObject({ reason: 'invalid' });
    const asked = station.request({ style: 'house', seconds: 30, effects: { rain: -6 } });
    await expect(station.request({})).rejects.toMatchObject({ reason: 'busy' });
    const order = source.orders.find(({ urgent }) => urgent);
    expect(order?.recipe).toMatchObject({ style: 'house', seconds: 30, effects: { rain: -6 } });
    await order?.fulfil('wish');
    expect((await asked).id).toBe('wish');
  });

  test('requests without a seed get different ones', async () => {
    const { station, source } = await testStation(new FakeTime());
    station.start();
    station.request({}).catch(() => undefined);
    station.request({}).catch(() => undefined);
    await vi.waitFor(() => expect(source.orders.filter(({ urgent }) => urgent)).toHaveLength(2));
    const [first, second] = source.orders.filter(({ urgent }) => urgent);
    expect(first?.recipe.seed).not.toBe(second?.recipe.seed);
  });

  test('ratings are kept under a keyed hash, for the song on air or one that was', async () => {
    const time = new FakeTime();
    const { station, source, ratings } = await testStation(time);
    station.start();
    await expect(station.rate({ listener: 'anna', thumb: 1 })).rejects.toThrow('No song is on air');
    await source.orders[0]?.fulfil('one', 20);
    await untilSong(station, time);
    const onAir = station.onAir();
    const playId = onAir.kind === 'song' ? onAir.play.id : '';
    expect(await station.rate({ listener: 'anna', thumb: 1 })).toMatchObject({ tally: { up: 1, down: 0 } });
    expect(await station.rate({ listener: 'ben', thumb: 1, guildId: '42' })).toMatchObject({
      tally: { up: 2, down: 0 },
    });
    time.pass(2000);
    expect(station.onAir().kind).toBe('pad');
    const changed = await station.rate({ listener: 'anna', thumb: -1, playId });
    expect(changed).toMatchObject({ segment: { id: 'one' }, tally: { up: 1, down: 1 } });
    const listener = createHmac('sha256', 'a key for tests').update('anna').digest('hex');
    expect(ratings.all).toContainEqual({ playId, segmentId: 'one', listener, thumb: -1 });
    expect(JSON.stringify(ratings.all)).not.toContain('anna');
    await expect(station.rate({ listener: 'anna', thumb: 1, playId: 'made up' })).rejects.toMatchObject({
      reason: 'invalid',
    });
  });

  test('a rating that could not be stored is told', async () => {
    const time = new FakeTime();
    const { station, ratings } = await testStation(time, { stored: ['old'] });
    station.start();
    await untilSong(station, time);
    ratings.fault = new Error('database away');
    await expect(station.rate({ listener: 'anna', thumb: 1 })).rejects.toThrow('could not be stored. Try again');
  });

  test('a play log that throws does not cost a packet', async () => {
    const time = new FakeTime();
    const broken = () => {
      throw new Error('out of order');
    };
    const playLog = { segmentMade: broken, playStarted: broken, playEnded: broken, heard: broken };
    const { station, source, log } = await testStation(time, { playLog });
    let packets = 0;
    station.tune({ kind: 'web', identity: 'anna', send: () => (packets += 1) });
    station.start();
    await source.orders[0]?.fulfil('one', 20);
    await untilSong(station, time);
    time.pass(1000);
    expect(packets).toBe(station.stats().clock.ticks);
    expect(station.stats().sources.fresh).toBe(1);
    expect(log.lines).toContain('error The play log failed');
  });

  test('two stations share a pool and play on their own', async () => {
    const time = new FakeTime();
    const { station, pool } = await testStation(time, { stored: ['only'] });
    const { station: other } = await testStation(time, { pool });
    station.start();
    await untilSong(station, time);
    other.start();
    await untilSong(other, time);
    const [first, second] = [station.onAir(), other.onAir()];
    expect(first).toMatchObject({ kind: 'song', segment: { id: 'only' } });
    expect(second).toMatchObject({ kind: 'song', segment: { id: 'only' } });
    expect(first.kind === 'song' && second.kind === 'song' && first.play.id !== second.play.id).toBe(true);
    station.stop();
    time.pass(100);
    expect(station.onAir().kind).toBe('pad');
    expect(other.onAir().kind).toBe('song');
  });
});
