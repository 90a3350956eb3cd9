import { describe, expect, test } from 'vitest';
import { Jingles, type Join, type JoinOptions, type JoinSource } from '../../src/radio/index.ts';
import { fakeJoin } from '../support/fake-joins.ts';
import { listener, onAir, play, radioUntil, songOn } from '../support/guild-radio.ts';

describe('jingles', () => {
  test('each programme plays the jingle of a call once, and all play the same one', () => {
    const jingles = new Jingles();
    jingles.call();
    const [one, other] = [jingles.queue(() => true), jingles.queue(() => true)];
    expect(one.due()).toBeUndefined();
    jingles.load(['hello', 'rain or shine']);
    jingles.call();
    expect([one.due(), other.due()]).toEqual(['hello', 'hello']);
    one.played();
    expect([one.due(), other.due()]).toEqual([undefined, 'hello']);
    jingles.call();
    expect([one.due(), other.due()]).toEqual(['rain or shine', 'rain or shine']);
    other.played();
    expect(other.due()).toBeUndefined();
  });

  test('a call passes by where none is wanted, and a programme begins as another was', () => {
    const jingles = new Jingles();
    jingles.load(['hello', 'rain or shine']);
    let isWanted = false;
    const queue = jingles.queue(() => isWanted);
    jingles.call();
    expect(queue.due()).toBeUndefined();
    isWanted = true;
    expect(queue.due()).toBeUndefined();
    jingles.call();
    expect(jingles.queue(() => true, queue).due()).toBe('rain or shine');
    expect(jingles.queue(() => true).due()).toBeUndefined();
    queue.played();
    expect(jingles.queue(() => true, queue).due()).toBeUndefined();
  });
});

describe("jingles in a guild's own programme", () => {
  test('one comes between two songs of its own, once a call', async () => {
    const { radio, joins, jingles } = await withJingles();
    const guild = radio.station.guild('1');
    guild.tune(listener());
    await guild.change({ styles: ['house'] });
    await radioUntil(radio, () => songOn(guild).startsWith('h'));
    await play(radio, 1);
    const first = songOn(guild);
    expect(joins.jinglesAfter(first)).toEqual([undefined]);
    jingles.call();
    await play(radio, 1);
    expect(joins.jinglesAfter(first)).toEqual([undefined, 'hello']);
    await radioUntil(radio, () => songOn(guild) === 'pad');
    await radioUntil(radio, () => songOn(guild).startsWith('h'));
    expect(songOn(guild)).not.toBe(first);
    const second = songOn(guild);
    await play(radio, 1);
    expect(joins.jinglesAfter(second)).toEqual([undefined]);
    jingles.call();
    await play(radio, 1);
    expect(joins.jinglesAfter(second)).toEqual([undefined, 'rain or shine']);
  });

  test('none comes where a guild wants none: it leaves the common programme, which has one', async () => {
    const { radio, joins, jingles } = await withJingles();
    const { station } = radio;
    const guild = station.guild('1');
    guild.tune(listener());
    expect(station.stats().programmes).toBe(1);
    await guild.change({ jingles: false });
    expect(station.stats().programmes).toBe(2);
    guild.skip({ listener: 'dj', force: true });
    await radioUntil(radio, () => ![songOn(station), 'pad'].includes(songOn(guild)));
    jingles.call();
    await play(radio, 1);
    expect(joins.jinglesAfter(songOn(station))).toContain('hello');
    expect(joins.jinglesAfter(songOn(guild))).toEqual([undefined]);
    await guild.change({ jingles: true });
    jingles.call();
    await play(radio, 1);
    expect(joins.jinglesAfter(songOn(guild))).toEqual([undefined, 'rain or shine']);
  });

  test('one is not played to nobody', async () => {
    const { radio, joins, jingles } = await withJingles();
    const { station } = radio;
    radio.leave();
    jingles.call();
    await play(radio, 2);
    expect(joins.jinglesAfter(songOn(station))).toEqual([undefined]);
    station.tune(listener('web'));
    jingles.call();
    await play(radio, 2);
    expect(joins.jinglesAfter(songOn(station))).toEqual([undefined, 'rain or shine']);
  });
});

/** Has every join at once. */
class ReadyJoins implements JoinSource {
  readonly asked: { readonly from: string; readonly jingle: string | undefined }[] = [];

  join(from: string, _to: string, { jingle }: JoinOptions = {}): Promise<Join> {
    this.asked.push({ from, jingle });
    return Promise.resolve(fakeJoin({ fromPacket: 1400, leave: 1, turn: 4 }));
  }

  /** The jingles of the joins from a song that were asked for. */
  jinglesAfter(song: string): readonly (string | undefined)[] {
    return this.asked.filter(({ from }) => from === song).map(({ jingle }) => jingle);
  }
}

async function withJingles() {
  const joins = new ReadyJoins();
  const jingles = new Jingles();
  jingles.load(['hello', 'rain or shine']);
  const styles = { h1: 'house', h2: 'house', h3: 'house' };
  return { radio: await onAir(['a', 'b', 'c', 'h1', 'h2', 'h3'], styles, { joins, jingles }), joins, jingles };
}
