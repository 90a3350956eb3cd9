import { describe, expect, test } from 'vitest';
import {
  changeSettings,
  DEFAULT_SETTINGS,
  isTimeZone,
  localTime,
  momentOf,
  scheduledAt,
  loudnessAt,
  wishAt,
  type SettingsChange,
} from '../../src/radio/index.ts';

function guild(change: SettingsChange) {
  return changeSettings(DEFAULT_SETTINGS, change);
}

const at = (text: string) => Date.parse(text);

describe('local time', () => {
  test('a moment is read in its time zone', () => {
    expect(localTime(at('2026-11-22T23:30Z'), 'Asia/Tokyo')).toEqual({ date: '2026-11-23', day: 'mon', time: '08:30' });
    expect(localTime(at('2026-11-22T23:30Z'), 'America/New_York')).toEqual({
      date: '2026-11-22',
      day: 'sun',
      time: '18:30',
    });
    expect(localTime(at('2026-11-22T00:00Z'), 'UTC').time).toBe('00:00');
  });

  test.each([
    ['2026-06-01', '12:00', 'Europe/Berlin', '2026-06-01T10:00Z'],
    ['2026-12-01', '12:00', 'Europe/Berlin', '2026-12-01T11:00Z'],
    ['2026-06-01', '00:15', 'Pacific/Kiritimati', '2026-05-31T10:15Z'],
    ['2026-06-01', '23:45', 'Pacific/Pago_Pago', '2026-06-02T10:45Z'],
    ['2026-06-01', '07:30', 'Asia/Kathmandu', '2026-06-01T01:45Z'],
    // The clocks go forward from 02:00 to 03:00, at 01:00Z.
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:00Z'],
    ['2026-03-29', '03:00', 'Europe/Berlin', '2026-03-29T01:00Z'],
    ['2026-03-29', '01:59', 'Europe/Berlin', '2026-03-29T00:59Z'],
    // They go back from 03:00 to 02:00, at 01:00Z: half past two comes at 00:30Z and at 01:30Z.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30Z'],
    ['2026-10-25', '03:00', 'Europe/Berlin', '2026-10-25T02:00Z'],
    // Half an hour forward, from 02:00 to 02:30.
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ])('%s %s in %s is %s', (date, time, zone, moment) => {
    expect(new Date(momentOf(date, time, zone)).toISOString()).toBe(new Date(moment).toISOString());
  });

  test('each minute of a year is found again by what it reads as, but for the hour that comes twice', () => {
    for (const zone of ['Europe/Berlin', 'America/Los_Angeles', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
      let twice = 0;
      for (let moment = at('2026-01-01T00:07Z'); moment < at('2027-01-01T00:00Z'); moment += 37 * 3_600_000) {
        const { date, time } = localTime(moment, zone);
        const found = momentOf(date, time, zone);
        if (found !== moment) twice += 1;
        expect(localTime(found, zone)).toEqual(localTime(moment, zone));
      }
      expect(twice).toBeLessThan(3);
    }
  });

  test('names of time zones are known', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});

describe('the weekly schedule', () => {
  const berlin = guild({
    timeZone: 'Europe/Berlin',
    styles: ['lofi-hiphop'],
    mood: 'calm',
    schedule: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], at: '18:00', style: 'house' },
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], at: '22:00' },
      { days: ['sat'], at: '02:30', style: 'ambient', mood: 'rainy' },
      { days: ['sun'], at: '02:30', style: 'trance' },
    ],
  });

  test('what began last holds, through midnight and over the weekend', () => {
    // A Wednesday in winter: 17:59, 18:00 and 22:00 in Berlin.
    expect(wishAt(berlin, at('2026-11-18T16:59Z'))).toEqual({ styles: ['lofi-hiphop'], mood: 'calm' });
    expect(wishAt(berlin, at('2026-11-18T17:00Z'))).toEqual({ styles: ['house'] });
    expect(wishAt(berlin, at('2026-11-18T21:00Z'))).toEqual({ styles: ['lofi-hiphop'], mood: 'calm' });
    expect(wishAt(berlin, at('2026-11-21T12:00Z'))).toEqual({ styles: ['ambient'], mood: 'rainy' });
    // Monday morning: Sunday's entry lasts until 18:00.
    expect(wishAt(berlin, at('2026-11-23T08:00Z'))).toEqual({ styles: ['trance'] });
  });

  test('quiet hours have a mood of their own, unless the schedule names one', () => {
    const resting = { ...berlin, mood: 'party', quietHours: { from: '23:00', to: '03:00' } };
    const mood = (time: string) => wishAt(resting, at(time), 'calm').mood;
    expect(wishAt(resting, at('2026-11-18T21:30Z'), 'calm')).toEqual({ styles: ['lofi-hiphop'], mood: 'party' });
    expect(wishAt(resting, at('2026-11-18T22:30Z'), 'calm')).toEqual({ styles: ['lofi-hiphop'], mood: 'calm' });
    expect(wishAt(resting, at('2026-11-18T22:30Z'))).toEqual({ styles: ['lofi-hiphop'], mood: 'party' });
    // From 02:30 on the schedule has rain, and on Sunday it names a style alone.
    expect(mood('2026-11-21T01:29Z')).toBe('calm');
    expect(mood('2026-11-21T01:31Z')).toBe('rainy');
    expect(wishAt(resting, at('2026-11-22T01:31Z'), 'calm')).toEqual({ styles: ['trance'], mood: 'calm' });
    expect(loudnessAt({ ...resting, volumeTarget: -18 }, at('2026-11-18T22:30Z'))).toBe(-23);
    expect(loudnessAt({ ...resting, volumeTarget: -18 }, at('2026-11-19T02:00Z'))).toBe(-18);
  });

  test('in summer it goes by summer time', () => {
    expect(wishAt(berlin, at('2026-07-15T15:59Z')).styles).toEqual(['lofi-hiphop']);
    expect(wishAt(berlin, at('2026-07-15T16:00Z')).styles).toEqual(['house']);
  });

  test('an entry in the hour that is left out begins when the clocks go forward', () => {
    // 29 March 2026 is a Sunday: 02:30 does not come.
    expect(wishAt(berlin, at('2026-03-29T00:59Z')).styles).toEqual(['ambient']);
    expect(wishAt(berlin, at('2026-03-29T01:00Z')).styles).toEqual(['trance']);
  });

  test('an entry in the hour that comes twice begins the first time, and goes on', () => {
    // 25 October 2026 is a Sunday: 02:30 comes at 00:30Z and 01:30Z, and at 01:10Z clocks read 02:10 again.
    const styles = ['00:29', '00:30', '01:10', '01:29', '01:30'].map(
      (time) => wishAt(berlin, at(`2026-10-25T${time}Z`)).styles[0],
    );
    expect(styles).toEqual(['ambient', 'trance', 'trance', 'trance', 'trance']);
  });

  test('a single entry holds all week, and an empty schedule says nothing', () => {
    const once = guild({ timeZone: 'Asia/Tokyo', schedule: [{ days: ['thu'], at: '09:00', style: 'house' }] });
    for (let day = 1; day <= 7; day += 1)
      expect(scheduledAt(once, at(`2026-11-0${day}T00:00Z`))).toMatchObject({ style: 'house' });
    expect(scheduledAt(guild({}), at('2026-11-01T00:00Z'))).toBeUndefined();
  });
});
