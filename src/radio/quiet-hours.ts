import type { Lufs } from '../dsp/index.ts';
import { VOLUME_TARGETS, type GuildSettings } from './guild-settings.ts';
import { isWithin, localTime } from './local-time.ts';

/** The mood of quiet hours, where it is installed. */
export const QUIET_MOOD = 'calm';

/** Whether a guild rests at a moment, in milliseconds since the epoch. */
export function isQuiet(
  { quietHours, timeZone }: Pick<GuildSettings, 'quietHours' | 'timeZone'>,
  now: number,
): boolean {
  return quietHours !== undefined && isWithin(localTime(now, timeZone).time, quietHours);
}

/** How loud a guild is played to at a moment: in quiet hours as softly as there is. */
export function loudnessAt(
  settings: Pick<GuildSettings, 'quietHours' | 'timeZone' | 'volumeTarget'>,
  now: number,
): Lufs {
  return isQuiet(settings, now) ? Math.min(...VOLUME_TARGETS) : settings.volumeTarget;
}
