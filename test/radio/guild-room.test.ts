import { describe, expect, test, vi } from 'vitest';
import type { SegmentPool } from '../../src/radio/index.ts';
import type { FakeSource } from '../support/fake-source.ts';
import { FakeTime } from '../support/fake-time.ts';
import { listener, onAir, play, radioUntil, songOn, watchReads } from '../support/guild-radio.ts';
import { recipe } from '../support/segment-facts.ts';
import { testStation } from '../support/test-station.ts';

/** Whether packets are a stretch of a song, without one missing or twice. */
async function isStretchOf(pool: SegmentPool, id: string, heard: readonly Uint8Array[]): Promise<boolean> {
  const { packets } = await pool.read(id);
  return packets.some((_, first) =>
    heard.every((packet, index) => Buffer.compare(packet, packets[first + index] ?? new Uint8Array()) === 0),
  );
}

function sameFrom(a: readonly Uint8Array[], b: readonly Uint8Array[]): number {
  let at = Math.min(a.length, b.length);
  while (at > 0 && a[at - 1] === b[at - 1]) at -= 1;
  return at;
}

describe("a guild's programme", () => {
  test('a skip in one guild is not heard in another', async () => {
    const radio = await onAir(['a', 'b', 'c', 'd']);
    const { pool, station, web } = radio;
    const [anna, ben] = [listener(), listener()];
    const [here, there] = [station.guild('1'), station.guild('2')];
    here.tune(anna);
    there.tune(ben);
    await play(radio, 2);
    const song = songOn(station);
    expect(anna.packets).toEqual(ben.packets);
    const before = anna.packets.length;
    expect(here.skip({ listener: 'anna', force: true })).toMatchObject({ kind: 'skipped', segment: { id: song } });
    await radioUntil(radio, () => songOn(here) !== song && songOn(here) !== 'pad');
    await play(radio, 1);
    expect(songOn(there)).toBe(song);
    expect(songOn(station)).toBe(song);
    // Where it was skipped it went on for the moment that the fade takes to be worked out.
    const parted = anna.packets.findIndex((packet, index) => packet !== ben.packets[index]);
    expect(parted).toBeGreaterThanOrEqual(before);
    expect(parted).toBeLessThanOrEqual(before + 12);
    // Nobody got a packet too many or too few, and to the others nothing happened.
    expect(anna.packets).toHaveLength(ben.packets.length);
    expect(web.packets.slice(-ben.packets.length)).toEqual(ben.packets);
    expect(await isStretchOf(pool, song, ben.packets)).toBe(true);
    expect(station.stats().programmes).toBe(2);
  });

  test('who skipped comes back to what all hear when a song begins there, and has the same packets again', async () => {
    const radio = await onAir(['a', 'b', 'c', 'd', 'e', 'f']);
    const { station, web } = radio;
    const guild = station.guild('1');
    const anna = listener();
    guild.tune(anna);
    await play(radio, 2);
    guild.skip({ listener: 'anna', force: true });
    await radioUntil(radio, () => station.stats().programmes === 1);
    await play(radio, 2);
    expect(songOn(guild)).toBe(songOn(station));
    const heard = guild.history().map(({ segment }) => segment.id);
    expect(heard.slice(0, 2)).not.toContain(songOn(station));
    const together = web.packets.slice(-anna.packets.length);
    expect(anna.packets.length - sameFrom(anna.packets, together)).toBeGreaterThanOrEqual(100);
    expect(anna.packets).toHaveLength(together.length);
  });

  test('two hundred guilds share one programme, and each segment is in memory once', async () => {
    const radio = await onAir(['a', 'b', 'c', 'd']);
    const { station } = radio;
    const listeners = Array.from({ length: 200 }, (_, index) => {
      const one = listener();
      station.guild(String(index)).tune(one);
      return one;
    });
    await play(radio, 2);
    expect(station.stats()).toMatchObject({ programmes: 1, listeners: { discord: 200, web: 1 } });
    expect(station.stats().memory.segments).toBeLessThanOrEqual(2);
    const [first] = listeners;
    for (const { packets } of listeners)
      expect(packets.every((packet, index) => packet === first?.packets[index])).toBe(true);
    for (let index = 0; index < 20; index += 1) station.guild(String(index)).skip({ listener: 'dj', force: true });
    await radioUntil(radio, () => {
      const now = Array.from({ length: 20 }, (_, index) => songOn(station.guild(String(index))));
      return now.every((id) => id !== songOn(station) && id !== 'pad');
    });
    expect(station.stats().programmes).toBe(21);
    // There are four songs in all: no more can be in memory, whoever plays them.
    expect(station.stats().memory.segments).toBeLessThanOrEqual(4);
    const lengths = new Set(listeners.map(({ packets }) => packets.length));
    expect(lengths.size).toBe(1);
  });

  test('a request is composed for its guild, heard there alone, and the guild is back afterwards', async () => {
    const radio = await onAir(['a', 'b', 'c']);
    const { source, station } = radio;
    const guild = station.guild('1');
    guild.tune(listener());
    const other = station.guild('2');
    other.tune(listener());
    const asked = guild.request({ style: 'house' }, { listener: 'anna' });
    const order = source.orders.find(({ urgent }) => urgent);
    expect(order?.recipe.style).toBe('house');
    expect(guild.upNext()).toMatchObject([{ kind: 'composing', style: 'house', requested: true }]);
    expect(other.upNext().some(({ requested }) => requested)).toBe(false);
    await order?.fulfil('wish', 500);
    await asked;
    await radioUntil(radio, () => songOn(guild) === 'wish');
    expect(songOn(other)).not.toBe('wish');
    expect(songOn(station)).not.toBe('wish');
    await radioUntil(radio, () => station.stats().programmes === 1);
    const wish = guild.history().findLast(({ segment }) => segment.id === 'wish');
    expect(wish).toMatchObject({ from: 'request', play: { guildId: '1' } });
    await play(radio, 1);
    expect(songOn(guild)).toBe(songOn(station));
  });

  test('a request may come before those that wait', async () => {
    const radio = await onAir(['a', 'b']);
    const { station } = radio;
    const guild = station.guild('1');
    guild.tune(listener());
    const ignore = () => undefined;
    guild.request({ tempo: 60 }).catch(ignore);
    guild.request({ tempo: 70 }).catch(ignore);
    guild.request({ tempo: 80, style: 'house' }, { place: 'next' }).catch(ignore);
    await vi.waitFor(() => expect(guild.upNext().filter(({ requested }) => requested)).toHaveLength(3));
    expect(guild.upNext()[0]).toMatchObject({ style: 'house', requested: true });
  });

  test('a guild is limited in what it asks for, and a DJ is not', async () => {
    const { station } = await onAir(['a']);
    const guild = station.guild('1');
    const ignore = () => undefined;
    await guild.change({ requests: { styles: ['lofi'], perUserHour: 1, perGuildHour: 40, maxSeconds: 60 } });
    const refused = (input: object) => guild.request(input, { listener: 'anna' });
    await expect(refused({ style: 'house', seconds: 60 })).rejects.toMatchObject({ refusal: { kind: 'style' } });
    await expect(refused({ seconds: 90 })).rejects.toMatchObject({ refusal: { kind: 'too-long', most: 60 } });
    guild.request({ seconds: 60 }, { listener: 'anna' }).catch(ignore);
    await expect(refused({ seconds: 60 })).rejects.toMatchObject({
      reason: 'busy',
      refusal: { kind: 'listener-limit' },
    });
    guild.request({ style: 'house' }, { listener: 'anna', isExempt: true }).catch(ignore);
    expect(guild.upNext().filter(({ requested }) => requested)).toHaveLength(2);
  });

  test('in quiet hours nothing may be asked for', async () => {
    const { calendar, station } = await onAir(['a']);
    const guild = station.guild('1');
    await guild.change({ quietHours: { from: '22:00', to: '07:00' }, timeZone: 'Asia/Tokyo' });
    expect(guild.isQuiet()).toBe(false);
    calendar.now = Date.parse('2026-11-22T13:00Z');
    expect(guild.isQuiet()).toBe(true);
    await expect(guild.request({}, { listener: 'anna' })).rejects.toThrow(
      'These are quiet hours. Ask again after 07:00',
    );
  });
});

describe('votes to skip', () => {
  test('count those who listen, and begin anew with each song', async () => {
    const radio = await onAir(['a', 'b', 'c', 'd']);
    const { station } = radio;
    const guild = station.guild('1');
    guild.tune(listener());
    guild.audience(['anna', 'ben', 'cleo', 'dora']);
    await play(radio, 1);
    expect(guild.skip({ listener: 'anna' })).toEqual({ kind: 'voted', votes: 1, needed: 2 });
    expect(guild.skip({ listener: 'anna' })).toEqual({ kind: 'voted', votes: 1, needed: 2 });
    expect(guild.skip({ listener: 'stranger' })).toEqual({ kind: 'absent' });
    // Who has left no longer counts.
    guild.audience(['ben', 'cleo', 'dora']);
    expect(guild.skip({ listener: 'ben' })).toEqual({ kind: 'voted', votes: 1, needed: 2 });
    expect(guild.skip({ listener: 'cleo' })).toMatchObject({ kind: 'skipped' });
    expect(guild.skip({ listener: 'dora' })).toEqual({ kind: 'nothing' });
    const song = songOn(station);
    await radioUntil(radio, () => ![song, 'pad'].includes(songOn(guild)));
    expect(guild.skip({ listener: 'ben' })).toEqual({ kind: 'voted', votes: 1, needed: 2 });
    await guild.change({ voteSkip: 0 });
    expect(guild.skip({ listener: 'dora' })).toMatchObject({ kind: 'skipped' });
  });

  test('need a song to be skipped', async () => {
    const { station } = await onAir([]);
    expect(station.guild('1').skip({ listener: 'anna', force: true })).toEqual({ kind: 'nothing' });
  });
});

describe('production', () => {
  const orders = ({ source }: { readonly source: FakeSource }) => source.orders.length;

  test('rests while nobody listens, and goes on when somebody comes', async () => {
    const time = new FakeTime();
    const parts = await testStation(time, { stored: ['a', 'b'], leastSongs: 2 });
    const { pool, station } = parts;
    watchReads(pool);
    station.start();
    expect(orders(parts)).toBe(0);
    const guild = station.guild('1');
    const leave = guild.tune(listener());
    expect(orders(parts)).toBe(2);
    // Only bots are left in the channel; the connection stays.
    guild.audience([], 'listeners');
    for (const order of [...parts.source.orders]) await order.fulfil(`s${order.recipe.seed}-${orders(parts)}`, 100);
    await radioUntil({ ...parts, time }, () => station.onAir().kind === 'song');
    await radioUntil({ ...parts, time }, () => station.stats().clock.ticks > 1000);
    expect(orders(parts)).toBe(0);
    guild.audience(['anna']);
    expect(orders(parts)).toBeGreaterThan(0);
    leave();
    expect(station.listeners()).toBe(0);
  });

  test('fills an empty pool although nobody listens', async () => {
    const parts = await testStation(new FakeTime(), { leastSongs: 1 });
    parts.station.start();
    expect(orders(parts)).toBe(2);
    await parts.source.orders[0]?.fulfil('first', 10);
    await vi.waitFor(() => expect(parts.pool.size).toBe(1));
    await parts.source.orders[0]?.fulfil('second', 10);
    await vi.waitFor(() => expect(parts.pool.size).toBe(2));
    expect(orders(parts)).toBe(0);
  });

  test('makes songs in the style that a guild wishes for while there are few of them, and not for an empty room', async () => {
    const planFor = vi.fn(
      ({ styles }: { readonly styles: readonly string[] }) =>
        () =>
          recipe({ style: styles[0] ?? '' }),
    );
    const parts = await testStation(new FakeTime(), { stored: ['a'], leastSongs: 0, planFor });
    const { source, station } = parts;
    station.start();
    const guild = station.guild('1');
    await guild.change({ styles: ['house'] });
    expect(source.orders).toEqual([]);
    guild.tune(listener());
    guild.audience(['anna']);
    expect(source.orders.map((order) => order.recipe.style)).toEqual(['house']);
    expect(planFor).toHaveBeenCalledWith({ styles: ['house'] }, '1');
  });
});
