import { describe, expect, test } from 'vitest';
import { LANGUAGES, speak, type Say } from '../../src/discord/language/language.ts';
import { lackIn, lackLines } from '../../src/discord/lacks.ts';
import { problemIn } from '../../src/discord/problems.ts';
import { loggedReason, reasonIn, type Reason } from '../../src/discord/reasons.ts';
import { refusalIn } from '../../src/discord/refusals.ts';
import {
  problemText,
  radioError,
  SONG_STAGES,
  type Lack,
  type NameKind,
  type Problem,
  type Refusal,
  type Rule,
} from '../../src/radio/index.ts';

/** One of each, with the names of what is told replaced by what no language has. */
const PROBLEMS: Readonly<Record<Problem['kind'], Problem>> = {
  'unknown-name': { kind: 'unknown-name', of: 'style', name: '§1', near: ['§2', '§3'], there: ['§2', '§3'] },
  'unknown-key': { kind: 'unknown-key', name: '§1' },
  'unknown-part': { kind: 'unknown-part', names: ['§1'], there: ['§2', '§3'] },
  'unknown-option': { kind: 'unknown-option', names: ['§1', '§2'] },
  'unknown-setting': { kind: 'unknown-setting', names: ['§1'] },
  'no-request': { kind: 'no-request' },
  'wrong-option': { kind: 'wrong-option', path: ['tempo'], rule: { kind: 'number', least: 50, most: 200 } },
  'wrong-setting': { kind: 'wrong-setting', path: ['timeZone'], rule: { kind: 'time-zone' } },
  'too-many-effects': { kind: 'too-many-effects', most: 8 },
  'getting-ready': { kind: 'getting-ready' },
  'off-air': { kind: 'off-air' },
  'queue-full': { kind: 'queue-full', waiting: 5 },
  'not-made': { kind: 'not-made', because: 'the score is silent' },
  'nothing-to-rate': { kind: 'nothing-to-rate' },
  'rated-too-late': { kind: 'rated-too-late' },
  'rating-not-stored': { kind: 'rating-not-stored' },
  'settings-not-read': { kind: 'settings-not-read' },
  'settings-not-stored': { kind: 'settings-not-stored' },
};

const RULES: Readonly<Record<Rule['kind'], Rule>> = {
  name: { kind: 'name' },
  'not-empty': { kind: 'not-empty' },
  characters: { kind: 'characters', most: 100 },
  entries: { kind: 'entries', most: 50 },
  number: { kind: 'number', least: -60, most: -3, unit: 'dB' },
  'whole-number': { kind: 'whole-number', least: 0, most: 9 },
  'one-of': { kind: 'one-of', values: [-14, -18] },
  'time-of-day': { kind: 'time-of-day' },
  'time-zone': { kind: 'time-zone' },
  days: { kind: 'days' },
  language: { kind: 'language' },
  id: { kind: 'id' },
  'yes-or-no': { kind: 'yes-or-no' },
  form: { kind: 'form' },
};

const REASONS: Readonly<Record<Reason['kind'], Reason>> = {
  'not-started': { kind: 'not-started' },
  'server-unavailable': { kind: 'server-unavailable' },
  'gateway-away': { kind: 'gateway-away' },
  'session-lost': { kind: 'session-lost' },
  'connection-destroyed': { kind: 'connection-destroyed' },
  'out-of-time': { kind: 'out-of-time' },
  'encryption-missed': { kind: 'encryption-missed' },
  'encryption-not-ready': { kind: 'encryption-not-ready' },
  closed: { kind: 'closed', code: 4006 },
  unsendable: { kind: 'unsendable', problem: 'the socket is closed' },
  asked: { kind: 'asked' },
  'nobody-listened': { kind: 'nobody-listened' },
  disconnected: { kind: 'disconnected' },
  'channel-gone': { kind: 'channel-gone' },
  'not-in-server': { kind: 'not-in-server' },
  'called-elsewhere': { kind: 'called-elsewhere' },
  'radio-stops': { kind: 'radio-stops' },
  'missing-rights': { kind: 'missing-rights', rights: ['view-channel', 'connect', 'speak'], channelId: '7' },
  'channel-full': { kind: 'channel-full', channelId: '7' },
  'voice-version': { kind: 'voice-version' },
  'encryption-modes': { kind: 'encryption-modes' },
  'encryption-refused': { kind: 'encryption-refused' },
  'too-many-requests': { kind: 'too-many-requests' },
  'call-ended': { kind: 'call-ended' },
  'server-muted': { kind: 'server-muted' },
  'no-speak': { kind: 'no-speak', channelId: '7' },
  audience: { kind: 'audience', channelId: '7' },
  'audience-asked': { kind: 'audience-asked', channelId: '7' },
};

const REFUSALS: Readonly<Record<Refusal['kind'], Refusal>> = {
  closed: { kind: 'closed' },
  quiet: { kind: 'quiet', until: '07:00' },
  style: { kind: 'style', style: '§1', allowed: ['§2'] },
  'too-long': { kind: 'too-long', most: 90 },
  'listener-limit': { kind: 'listener-limit', limit: 3, minutes: 5 },
  'guild-limit': { kind: 'guild-limit', limit: 3, minutes: 5 },
};

const LACKS: Readonly<Record<Lack['kind'], Lack>> = {
  'no-networks': { kind: 'no-networks', name: '§1', why: 'they are not there' },
  'no-part': { kind: 'no-part', style: '§1', role: 'arp', name: '§2' },
  'no-instrument': { kind: 'no-instrument', name: '§1', near: ['§2'], instead: '§3', why: 'its file is gone' },
  'bad-instrument': { kind: 'bad-instrument', name: '§1', problem: 'its file is cut off', instead: '§2' },
  'no-effect': { kind: 'no-effect', name: '§1', near: ['§2'] },
  'bad-effect': { kind: 'bad-effect', name: '§1', problem: 'its file is cut off' },
  'no-level': { kind: 'no-level', name: '§1' },
  'other-level': { kind: 'other-level', name: '§1', db: -3, asked: 12 },
};

const NAME_KINDS = ['style', 'mood', 'instrument', 'effect'] as const satisfies readonly NameKind[];

/** Every text that is made of data, by what it is made of. */
const TEXTS: readonly (readonly [string, (say: Say) => string])[] = [
  ...Object.entries(PROBLEMS).map(([kind, one]) => [`problem ${kind}`, (say: Say) => problemIn(one, say)] as const),
  ...NAME_KINDS.flatMap(
    (of) =>
      [
        [`no ${of}`, (say: Say) => problemIn({ kind: 'unknown-name', of, name: '§1', near: [], there: ['§2'] }, say)],
        [
          `no ${of} at all`,
          (say: Say) => problemIn({ kind: 'unknown-name', of, name: '§1', near: [], there: [] }, say),
        ],
      ] as const,
  ),
  ...Object.entries(RULES).map(
    ([kind, rule]) =>
      [`rule ${kind}`, (say: Say) => problemIn({ kind: 'wrong-option', path: ['effects', '§1'], rule }, say)] as const,
  ),
  ...Object.entries(REASONS).map(([kind, one]) => [`reason ${kind}`, (say: Say) => reasonIn(one, say)] as const),
  ...Object.entries(REFUSALS).map(([kind, one]) => [`refusal ${kind}`, (say: Say) => refusalIn(one, say)] as const),
  ...Object.entries(LACKS).map(([kind, one]) => [`lack ${kind}`, (say: Say) => lackIn(one, say)] as const),
  ...SONG_STAGES.map((stage) => [`stage ${stage}`, (say: Say) => say(`stage.${stage}`)] as const),
];

test('there is one of each kind', () => {
  for (const kinds of [PROBLEMS, RULES, REASONS, REFUSALS, LACKS]) {
    for (const [kind, one] of Object.entries(kinds)) expect(one).toHaveProperty('kind', kind);
  }
});

describe.each(TEXTS)('%s', (_, text) => {
  test('is another text in each language, with all values in it', () => {
    const texts = LANGUAGES.map(({ locale }) => text(speak(locale)));
    expect(new Set(texts).size, texts.join('\n')).toBe(LANGUAGES.length);
    const values = marks(texts[0] ?? '');
    for (const one of texts) {
      expect(one).not.toMatch(/[{}]|undefined|\[object/);
      expect(marks(one), one).toEqual(values);
    }
  });

  test('fits a message', () => {
    for (const { locale } of LANGUAGES) expect(text(speak(locale)).length).toBeLessThan(1000);
  });
});

test('an error says in English what its data says, and keeps the data', () => {
  for (const problem of Object.values(PROBLEMS)) {
    const error = radioError(problem, { cause: new Error('why') });
    expect(error.message).toBe(problemText(problem));
    expect(error).toMatchObject({ problem, cause: { message: 'why' } });
  }
  expect(radioError({ kind: 'queue-full', waiting: 5 }).reason).toBe('busy');
  expect(radioError({ kind: 'rating-not-stored' }).reason).toBe('fault');
});

test('Discord, the page and the log tell the same numbers and names', () => {
  for (const problem of Object.values(PROBLEMS)) {
    expect(marks(problemIn(problem, speak('en-US'))), problem.kind).toEqual(marks(problemText(problem)));
  }
});

test('what went wrong in the system is for the log alone', () => {
  expect(loggedReason(REASONS.unsendable)).toEqual({
    reason: "packets can't be sent",
    problem: 'the socket is closed',
  });
  for (const { locale } of LANGUAGES) {
    expect(reasonIn(REASONS.unsendable, speak(locale))).not.toContain('socket');
    expect(problemIn(PROBLEMS['not-made'], speak(locale))).not.toContain('silent');
  }
});

test('a song from before it was kept as data tells what it lacks as it was told then', () => {
  const warnings = ['There is no kazoo here.'];
  expect(lackLines({ warnings }, speak('de'))).toEqual(warnings);
  expect(lackLines({ warnings, lacks: [LACKS['no-level']] }, speak('de'))).toEqual([
    'Der Effekt „§1“ fehlt: Sein Pegel ist keine Zahl.',
  ]);
});

test('what somebody typed is quoted as it is, and not at any length', () => {
  const problem = { kind: 'unknown-name', of: 'style', near: [], there: ['lofi'] } as const;
  const say = speak('de');
  expect(problemIn({ ...problem, name: '**x**' }, say)).toBe(
    'Den Stil „\\*\\*x\\*\\*“ gibt es nicht. Zur Wahl stehen „lofi“.',
  );
  expect(problemIn({ ...problem, name: '*'.repeat(6000) }, say).length).toBeLessThan(400);
});

/** The values in a text, in the order of the alphabet: numbers, channels, and the names that were put in. */
function marks(text: string): readonly string[] {
  return [...text.matchAll(/§\d|<#\d+>|-?\d+/g)].map(([mark]) => mark).sort();
}
