import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { listener, NOON, onAir, play, radioUntil, songOn, type Radio } from '../support/guild-radio.ts';

describe('what is told of listeners', () => {
  const seconds = (radio: Radio) =>
    radio.playLog.hearings.map(({ end, fromSeconds, listener: who, toSeconds }) => ({
      who: who.slice(0, 4),
      from: Math.round(fromSeconds),
      to: Math.round(toSeconds),
      end,
    }));

  test('is which seconds of a song each of them heard, and why that ended', async () => {
    const radio = await onAir(['a', 'b', 'c', 'd']);
    const { playLog, station, time } = radio;
    const guild = station.guild('1');
    const leave = guild.tune(listener());
    const who = Object.fromEntries(
      ['anna', 'ben', 'cleo'].map((name) => [
        name,
        createHmac('sha256', 'a key for tests').update(name).digest('hex').slice(0, 4),
      ]),
    );
    const begun = () => {
      const now = station.onAir();
      return now.kind === 'song' ? now.elapsedSeconds : 0;
    };
    time.pass(1000 - ((begun() * 1000) % 1000));
    const start = Math.round(begun());
    guild.audience(['anna', 'ben']);
    await play(radio, 3);
    guild.audience(['anna', 'ben', 'cleo']);
    await play(radio, 2);
    guild.audience(['anna', 'cleo']);
    expect(seconds(radio)).toEqual([{ who: who.ben, from: start, to: start + 5, end: 'left' }]);
    await play(radio, 5);
    expect(guild.skip({ listener: 'cleo' })).toMatchObject({ kind: 'skipped' });
    const song = songOn(station);
    await radioUntil(radio, () => ![song, 'pad'].includes(songOn(guild)));
    expect(seconds(radio).slice(1)).toEqual([
      { who: who.anna, from: start, to: start + 11, end: 'cut' },
      { who: who.cleo, from: start + 3, to: start + 11, end: 'skipped' },
    ]);
    await play(radio, 4);
    leave();
    expect(
      seconds(radio)
        .slice(3)
        .map(({ end }) => end),
    ).toEqual(['cut', 'cut']);
    expect(playLog.hearings.every(({ guildId, at }) => guildId === '1' && at === NOON)).toBe(true);
    expect(JSON.stringify(playLog.hearings)).not.toMatch(/anna|cleo/);
    // Without a connection nothing is heard.
    const told = playLog.hearings.length;
    await play(radio, 40);
    expect(playLog.hearings).toHaveLength(told);
  });

  test('the radio being moved is no verdict on the song', async () => {
    const radio = await onAir(['a', 'b']);
    const guild = radio.station.guild('1');
    guild.tune(listener());
    guild.audience(['anna', 'ben']);
    await play(radio, 6);
    guild.audience(['cleo'], 'radio');
    expect(seconds(radio).map(({ end }) => end)).toEqual(['cut', 'cut']);
  });

  test('a rating says how long who rates had listened', async () => {
    const radio = await onAir(['a', 'b']);
    const guild = radio.station.guild('1');
    guild.tune(listener());
    await guild.rate({ listener: 'anna', thumb: 1 });
    expect(radio.ratings.all[0]?.heardSeconds).toBeUndefined();
    guild.audience(['anna']);
    await play(radio, 4);
    guild.audience([]);
    await play(radio, 2);
    guild.audience(['anna']);
    await play(radio, 3);
    await guild.rate({ listener: 'anna', thumb: -1 });
    expect(radio.ratings.all).toHaveLength(1);
    expect(radio.ratings.all[0]).toMatchObject({ guildId: '1', thumb: -1 });
    expect(radio.ratings.all[0]?.heardSeconds).toBeCloseTo(7, 1);
  });

  test('listeners on the page are told by their cookies', async () => {
    const radio = await onAir(['a', 'b']);
    const leave = radio.station.tune({ kind: 'web', identity: 'cookie', send: () => undefined });
    await play(radio, 5);
    leave();
    expect(radio.playLog.hearings).toHaveLength(1);
    expect(radio.playLog.hearings[0]).not.toHaveProperty('guildId');
    expect(seconds(radio)[0]).toMatchObject({ end: 'left' });
  });
});
