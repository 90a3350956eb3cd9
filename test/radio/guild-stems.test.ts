import { describe, expect, test } from 'vitest';
import { StemShelf } from '../../src/radio/index.ts';
import { FakeStems } from '../support/fake-stems.ts';
import { FakeTime } from '../support/fake-time.ts';
import { eventually } from '../support/discord/rig.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testStation } from '../support/test-station.ts';

const LIMITS = { bytes: 10_000, files: 10 };

async function radio() {
  const source = new FakeStems();
  const time = new FakeTime();
  const log = new MemoryLog();
  const shelf = { source, folder: tempFolder(), maxBytes: 1e6, time, wallClock: () => 1, log };
  const { station } = await testStation(time, { stored: ['a', 'b'], stems: await StemShelf.open(shelf) });
  const guild = station.guild('1');
  const ask = (segmentId: string, listener = 'ann') => guild.stems(segmentId, { listener, limits: LIMITS });
  return { source, station, guild, ask };
}

describe("a guild's stems", () => {
  test('are made for one song at a time, with progress, and are there at once the next time', async () => {
    const { source, station, guild, ask } = await radio();
    const steps: string[] = [];
    const first = guild.stems('a', { listener: 'ann', limits: LIMITS, onProgress: ({ stage }) => steps.push(stage) });
    await eventually('the source is asked', () => source.asked.length === 1);
    expect(source.asked[0]).toMatchObject({ facts: { id: 'a' }, limits: LIMITS });
    expect(await ask('b')).toEqual({ kind: 'busy' });
    const elsewhere = station.guild('2').stems('a', { listener: 'bob', limits: LIMITS });
    source.asked[0]?.progress({ stage: 'playing', done: 0.5 });
    await source.asked[0]?.make({ 'drums.ogg': 'boom' });
    expect(await first).toMatchObject({ kind: 'there', bitrate: 64_000 });
    expect(await elsewhere).toEqual(await first);
    expect(steps).toEqual(['playing']);
    expect(await ask('a')).toEqual(await first);
    expect(source.asked).toHaveLength(1);
  });

  test('count as requests, but not when they are there already, or nothing came of it', async () => {
    const { source, guild, ask } = await radio();
    await guild.change({ requests: { ...guild.settings().requests, perUserHour: 1 } });
    for (const end of ['fails', 'changed', 'made'] as const) {
      const asked = ask('a');
      const count = source.asked.length;
      await eventually('the source is asked', () => source.asked.length > count);
      const order = source.asked.at(-1);
      if (end === 'fails') order?.fail('the string broke');
      else if (end === 'changed') order?.answer({ kind: 'changed' });
      else await order?.make({ 'drums.ogg': 'boom' });
      if (end === 'fails') await expect(asked).rejects.toThrow('could not be made: the string broke');
      else expect((await asked).kind).toBe(end === 'made' ? 'there' : end);
    }
    expect((await ask('a')).kind).toBe('there');
    await expect(ask('b')).rejects.toMatchObject({ refusal: { kind: 'listener-limit', limit: 1 } });
    await expect(guild.request({}, { listener: 'ann' })).rejects.toMatchObject({ refusal: { kind: 'listener-limit' } });
  });

  test('are had in quiet hours too, and not of a song that is gone', async () => {
    const { source, guild, ask } = await radio();
    await guild.change({ quietHours: { from: '00:00', to: '23:59' } });
    expect(guild.isQuiet()).toBe(true);
    const asked = ask('a');
    await eventually('the source is asked', () => source.asked.length === 1);
    await source.asked[0]?.make({ 'drums.ogg': 'boom' });
    expect((await asked).kind).toBe('there');
    expect(await ask('gone')).toEqual({ kind: 'gone' });
  });
});
