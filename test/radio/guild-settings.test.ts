import { describe, expect, test } from 'vitest';
import { changeSettings, DEFAULT_SETTINGS, parseGuildSettings } from '../../src/radio/index.ts';

describe('guild settings', () => {
  test('what a guild has not set holds by itself', () => {
    expect(parseGuildSettings({})).toEqual({
      language: 'en-US',
      styles: [],
      volumeTarget: -14,
      voteSkip: 0.5,
      requests: { styles: [], perUserHour: 10, perGuildHour: 40, maxSeconds: 300 },
      timeZone: 'UTC',
      schedule: [],
      voiceStatus: true,
      jingles: true,
      stay: true,
    });
  });

  test('what was stored is read again as it was', () => {
    const settings = changeSettings(DEFAULT_SETTINGS, {
      styles: ['lofi-hiphop'],
      mood: 'rainy',
      djRoleId: '81384788765712384',
      quietHours: { from: '22:00', to: '07:00' },
      timeZone: 'Europe/Berlin',
      schedule: [{ days: ['sat', 'sun'], at: '20:00', style: 'house' }],
      panel: { channelId: '1', messageId: '2' },
    });
    expect(parseGuildSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  test('a change keeps what it does not name, and takes back what it names as undefined', () => {
    const settings = changeSettings(DEFAULT_SETTINGS, { mood: 'rainy', voteSkip: 1 });
    expect(changeSettings(settings, { mood: undefined, stay: false })).toEqual({
      ...DEFAULT_SETTINGS,
      voteSkip: 1,
      stay: false,
    });
  });

  test.each([
    [{ timeZone: 'Middle/Earth' }, 'timeZone must be a time zone such as Europe/Berlin'],
    [{ quietHours: { from: '25:00', to: '07:00' } }, 'quietHours.from must be a time of day such as 07:30'],
    [{ voteSkip: 2 }, 'voteSkip must be a number from 0 to 1'],
    [{ volumeTarget: -7 }, 'volumeTarget must be one of -14, -18, -23'],
    [{ requests: { maxSeconds: 1 } }, 'requests.maxSeconds must be a whole number from 20 to 300'],
    [{ schedule: [{ days: ['someday'], at: '07:30' }] }, 'schedule.0.days.0 must be days such as mon'],
    [{ djRoleId: '@everyone' }, 'djRoleId must be the id that Discord gave it'],
    [{ colour: 'blue' }, 'There is no setting "colour"'],
    ['loud', 'What is set is not as it should be'],
  ])('what is wrong is named: %j', (value, message) => {
    expect(() => parseGuildSettings(value)).toThrow(message);
    expect(() => parseGuildSettings(value)).toThrow(expect.objectContaining({ reason: 'invalid' }));
  });
});
