import { describe, expect, test } from 'vitest';
import {
  changeSettings,
  DEFAULT_SETTINGS,
  isQuiet,
  RadioError,
  refuse,
  RequestCount,
  type GuildSettings,
  type SettingsChange,
} from '../../src/radio/index.ts';

const NOON = Date.parse('2026-11-22T12:00Z');
const MINUTE = 60_000;
const NONE = { byListener: [], byGuild: [] };

function rules(requests: Partial<GuildSettings['requests']> = {}, change: SettingsChange = {}): GuildSettings {
  return changeSettings(DEFAULT_SETTINGS, { ...change, requests: { ...DEFAULT_SETTINGS.requests, ...requests } });
}

function refusalOf(admit: () => unknown): RadioError {
  try {
    admit();
  } catch (error) {
    if (error instanceof RadioError) return error;
    throw error;
  }
  throw new Error('it was admitted');
}

describe("a guild's rules", () => {
  test('let everything pass that they say nothing against', () => {
    expect(refuse({ style: 'house', seconds: 300 }, rules(), NOON, NONE)).toBeUndefined();
  });

  test('name the styles that may be asked for, however they are written', () => {
    const some = rules({ styles: ['LoFi', 'house'] });
    expect(refuse({ style: 'lofi', seconds: 60 }, some, NOON, NONE)).toBeUndefined();
    expect(refuse({ style: 'trance', seconds: 60 }, some, NOON, NONE)).toEqual({
      kind: 'style',
      style: 'trance',
      allowed: ['LoFi', 'house'],
    });
  });

  test('limit how long a song may be', () => {
    expect(refuse({ style: 'lofi', seconds: 61 }, rules({ maxSeconds: 60 }), NOON, NONE)).toEqual({
      kind: 'too-long',
      most: 60,
    });
  });

  test('close requests altogether', () => {
    expect(refuse({ style: 'lofi', seconds: 60 }, rules({ perUserHour: 0 }), NOON, NONE)).toEqual({ kind: 'closed' });
  });

  test('rest in quiet hours, in the time zone of the guild and over midnight', () => {
    const night = rules({}, { quietHours: { from: '22:00', to: '07:00' }, timeZone: 'America/New_York' });
    const hours = ['02:59', '03:00', '11:59', '12:00'].map((time) => isQuiet(night, Date.parse(`2026-11-22T${time}Z`)));
    expect(hours).toEqual([false, true, true, false]);
    // In summer the same hours are an hour earlier.
    expect(isQuiet(night, Date.parse('2026-07-22T02:00Z'))).toBe(true);
    expect(refuse({ style: 'lofi', seconds: 60 }, night, NOON - 1, NONE)).toEqual({ kind: 'quiet', until: '07:00' });
  });
});

describe('the count of requests', () => {
  const song = { style: 'lofi', seconds: 60 };

  test('is kept for each listener, over the last hour', () => {
    const count = new RequestCount();
    const two = rules({ perUserHour: 2 });
    count.admit(song, 'anna', two, NOON);
    count.admit(song, 'anna', two, NOON + 10 * MINUTE);
    const error = refusalOf(() => count.admit(song, 'anna', two, NOON + 20 * MINUTE));
    expect(error.message).toBe('You have asked for 2 songs within an hour. Ask again in 40 minutes');
    expect(error.refusal).toEqual({ kind: 'listener-limit', limit: 2, minutes: 40 });
    expect(error.reason).toBe('busy');
    count.admit(song, 'ben', two, NOON + 20 * MINUTE);
    count.admit(song, 'anna', two, NOON + 60 * MINUTE);
    expect(refusalOf(() => count.admit(song, 'anna', two, NOON + 61 * MINUTE)).refusal).toMatchObject({ minutes: 9 });
  });

  test('is kept for a whole guild', () => {
    const count = new RequestCount();
    const three = rules({ perGuildHour: 3 });
    for (const listener of ['a', 'b', 'c']) count.admit(song, listener, three, NOON);
    expect(refusalOf(() => count.admit(song, 'd', three, NOON + 1)).message).toBe(
      'This server has asked for 3 songs within an hour. Ask again in 60 minutes',
    );
  });

  test('leaves out what was refused, and what could not be made', () => {
    const count = new RequestCount();
    const one = rules({ perUserHour: 1, maxSeconds: 60 });
    expect(() => count.admit({ ...song, seconds: 90 }, 'anna', one, NOON)).toThrow('at most 60 seconds');
    const takeBack = count.admit(song, 'anna', one, NOON);
    expect(() => count.admit(song, 'anna', one, NOON)).toThrow('a song within an hour');
    takeBack();
    count.admit(song, 'anna', one, NOON);
  });
});
