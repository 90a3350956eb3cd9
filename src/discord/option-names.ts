import { escapeMarkdown } from 'discord.js';
import { clip } from './clip.ts';

/** The options of `/generate` that are not called as the station calls them. */
const OPTIONS: Readonly<Record<string, string>> = { seconds: 'length' };

/** The options of `/radio` by the settings that they change; numbers in a setting's path are left out. */
const SETTINGS: Readonly<Record<string, string>> = {
  styles: 'style',
  volumeTarget: 'loudness',
  djRoleId: 'dj-role',
  voteSkip: 'vote-skip',
  'requests.styles': 'styles',
  'requests.perUserHour': 'per-user',
  'requests.perGuildHour': 'per-server',
  'requests.maxSeconds': 'longest',
  'quietHours.from': 'quiet-from',
  'quietHours.to': 'quiet-to',
  timeZone: 'time-zone',
  'schedule.days': 'days',
  'schedule.at': 'at',
  'schedule.style': 'style',
  'schedule.mood': 'mood',
  voiceStatus: 'voice-status',
};

/** Longest name of an effect that is shown beside its option. */
const EFFECT_LIMIT = 100;

/** How Discord shows the option of `/generate` that a path in a request leads to; of an effect, with its name. */
export function optionName(path: readonly string[]): string {
  const [first = '', second] = path;
  if (first === 'effects' && second !== undefined) {
    return `${code('level')} (${escapeMarkdown(clip(second, EFFECT_LIMIT))})`;
  }
  if (first === 'instruments' && second !== undefined) return code(second);
  return code(OPTIONS[first] ?? first);
}

/** How Discord shows the option of `/radio` that a path in the settings leads to. */
export function settingName(path: readonly string[]): string {
  const setting = path.filter((step) => !/^\d+$/.test(step)).join('.');
  return code(SETTINGS[setting] ?? (setting === '' ? '/radio' : setting));
}

function code(name: string): string {
  return `\`${name.replaceAll('`', '')}\``;
}
