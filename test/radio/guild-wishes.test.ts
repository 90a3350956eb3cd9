import { describe, expect, test } from 'vitest';
import { decodeOpus, type JoinSource } from '../../src/radio/index.ts';
import { fakeJoin } from '../support/fake-joins.ts';
import { listener, onAir, play, radioUntil, songOn } from '../support/guild-radio.ts';
import { testStation } from '../support/test-station.ts';

describe('wishes of a guild', () => {
  test('another style is played there from the moment it is wished for, and elsewhere nothing changes', async () => {
    const radio = await onAir(['a', 'b', 'h1', 'h2'], { h1: 'house', h2: 'house' });
    const { settings, station } = radio;
    const [guild, other] = [station.guild('1'), station.guild('2')];
    guild.tune(listener());
    other.tune(listener());
    await guild.change({ styles: ['HOUSE'] });
    expect(settings.stored.get('1')?.styles).toEqual(['house']);
    await radioUntil(radio, () => songOn(guild).startsWith('h') && songOn(guild) !== songOn(station));
    expect(songOn(other)).toBe(songOn(station));
    const first = songOn(guild);
    await play(radio, 29);
    await radioUntil(radio, () => ![first, 'pad'].includes(songOn(guild)));
    expect(songOn(guild)).toMatch(/^h/);
    expect(other.history().length).toBeLessThanOrEqual(2);
  });

  test('what is not there can not be wished for, and nothing changes', async () => {
    const { settings, station } = await onAir(['a']);
    const guild = station.guild('1');
    await expect(guild.change({ styles: ['hous'] })).rejects.toThrow('There is no style "hous". Did you mean "house"?');
    await expect(guild.change({ schedule: [{ days: ['mon'], at: '10:00', mood: 'wet' }] })).rejects.toThrow(
      'mood "wet"',
    );
    await expect(guild.change({ timeZone: 'Mars' })).rejects.toMatchObject({ reason: 'invalid' });
    expect(guild.settings().styles).toEqual([]);
    expect(settings.stored.size).toBe(0);
  });

  test('the schedule switches the style in the time zone of the guild', async () => {
    const radio = await onAir(['a', 'b', 'c', 'h1', 'h2'], { h1: 'house', h2: 'house' });
    const { calendar, station } = radio;
    const guild = station.guild('1');
    guild.tune(listener());
    await guild.change({
      timeZone: 'Europe/Berlin',
      schedule: [
        { days: ['sun'], at: '02:30', style: 'house' },
        { days: ['sun'], at: '04:00', style: 'lofi' },
      ],
    });
    // On this night clocks go back from 03:00 to 02:00: half past two comes at 00:30Z, and once more at 01:30Z.
    calendar.now = Date.parse('2026-10-25T00:29Z');
    station.review();
    await radioUntil(radio, () => ['a', 'b', 'c'].includes(songOn(guild)));
    calendar.now = Date.parse('2026-10-25T00:30Z');
    station.review();
    await radioUntil(radio, () => ['h1', 'h2'].includes(songOn(guild)));
    calendar.now = Date.parse('2026-10-25T01:10Z');
    station.review();
    const song = songOn(guild);
    await radioUntil(radio, () => ![song, 'pad'].includes(songOn(guild)));
    expect(['h1', 'h2']).toContain(songOn(guild));
    calendar.now = Date.parse('2026-10-25T03:00Z');
    station.review();
    await radioUntil(radio, () => ['a', 'b', 'c'].includes(songOn(guild)));
  });

  test('what was stored holds after a restart, and what can not be read can not be changed', async () => {
    const { settings, station, time } = await onAir(['a']);
    const guild = station.guild('1');
    await guild.change({ voteSkip: 1 });
    const later = await testStation(time, { settings });
    const again = later.station.guild('1');
    await again.loaded();
    expect(again.settings().voteSkip).toBe(1);
    settings.away = true;
    const away = (await testStation(time, { settings })).station.guild('1');
    await away.loaded();
    await expect(away.change({ voteSkip: 0 })).rejects.toThrow('can not be read just now');
    settings.away = false;
    // It is tried again each minute.
    expect((await away.change({ stay: false })).voteSkip).toBe(1);
  });

  test('in quiet hours it is softer and calm, from their beginning on, and as before when they are over', async () => {
    const radio = await onAir(['a', 'b', 'c1', 'c2'], {}, { moods: { c1: 'calm', c2: 'calm' } });
    const { calendar, station } = radio;
    const guild = station.guild('1');
    const hears = listener();
    guild.tune(hears);
    await guild.change({ quietHours: { from: '22:00', to: '07:00' }, styles: ['lofi'] });
    await play(radio, 3);
    expect(songOn(guild)).not.toBe('pad');
    const loud = loudnessOf(hears.packets.slice(-100));
    calendar.now = Date.parse('2026-11-22T22:00Z');
    const before = songOn(guild);
    station.review();
    const at = radio.time.now();
    await radioUntil(radio, () => songOn(guild).startsWith('c') && songOn(guild) !== before);
    // A song lasts half a minute: it was not waited for.
    expect(radio.time.now() - at).toBeLessThan(5000);
    await play(radio, 3);
    expect(loud - loudnessOf(hears.packets.slice(-100))).toBeGreaterThan(8);
    await expect(guild.request({}, { listener: 'ann' })).rejects.toMatchObject({ refusal: { kind: 'quiet' } });
    calendar.now = Date.parse('2026-11-23T07:00Z');
    station.review();
    const last = songOn(guild);
    await radioUntil(radio, () => ![last, 'pad'].includes(songOn(guild)));
    await play(radio, 3);
    expect(Math.abs(loud - loudnessOf(hears.packets.slice(-100)))).toBeLessThan(1);
  });

  test('songs at another level are joined there, and not to one that is at its own', async () => {
    const asked: { readonly from: string; readonly db: number }[] = [];
    const joins: JoinSource = {
      join: (from, _to, { db = 0 } = {}) => {
        asked.push({ from, db });
        return Promise.resolve(fakeJoin({ fromPacket: 1400, leave: 1, turn: 1 }));
      },
    };
    const radio = await onAir(['a', 'b', 'c', 'd'], {}, { joins });
    const guild = radio.station.guild('1');
    const hears = listener();
    guild.tune(hears);
    await guild.change({ volumeTarget: -23 });
    // The song on air is as it was made when its successor is asked for at another level: they are cut to.
    await radioUntil(radio, () => asked.some(({ db }) => db === -9));
    const first = songOn(guild);
    expect(asked.filter(({ db }) => db !== 0)).toEqual([{ from: first, db: -9 }]);
    await radioUntil(radio, () => songOn(guild) !== first);
    const [join] = fakeJoin().packets;
    expect(hears.packets.some((packet) => Buffer.compare(packet, join ?? Buffer.alloc(0)) === 0)).toBe(true);
    expect(guild.history()[0]?.segment.id).toBe(first);
  });
});

/** How loud packets are, in decibels of full scale. */
function loudnessOf(packets: readonly Uint8Array[]): number {
  const { left } = decodeOpus(packets);
  return 10 * Math.log10(left.reduce((sum, sample) => sum + sample ** 2, 0) / left.length);
}
