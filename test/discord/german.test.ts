import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INVITED_RIGHTS } from '../../src/discord/index.ts';
import { DEFAULT_SETTINGS, RadioError, radioError } from '../../src/radio/index.ts';
import { componentsIn, type Conversation, type MessageBody } from '../support/discord/conversation.ts';
import { OPTION, type TypedOption } from '../support/discord/loopback-discord.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import type { Person } from '../support/discord/world.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import type { FakeGuildDesk } from '../support/fake-guild-desk.ts';
import { tonePackets } from '../support/packets.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

/** Words that English sentences are made of and German ones are not. */
const ENGLISH_WORDS =
  /\b(the|is|are|there|must|not|be|of|and|or|to|for|with|this|that|you|your|have|has|song|again|someone|who|may|at|minor|major)\b/i;

let rig: Rig;
let station: FakeFrontDesk;
let desk: FakeGuildDesk;
let manager: Person;
let hearer: Person;

beforeEach(async () => {
  rig = await Rig.open();
  station = new FakeFrontDesk(tonePackets(50));
  const { world } = rig.discord;
  world.guild.botMay = INVITED_RIGHTS;
  desk = station.guild(world.guildId);
  desk.nowSettings = { ...DEFAULT_SETTINGS, language: 'de' };
  manager = { ...world.owner, locale: 'de' };
  hearer = { ...world.listener, locale: 'de' };
  await rig.ready(station);
});

afterEach(async () => {
  station.stop();
  await rig.close();
});

describe('/generate', () => {
  test.each([
    [[number('tempo', 201)], '`tempo` muss eine Zahl von 50 bis 200 sein.'],
    [[number('length', 5)], '`length` muss eine Zahl von 20 bis 300 sein.'],
    [[number('energy', 2)], '`energy` muss eine Zahl von 0 bis 1 sein.'],
    [[number('classical', -1)], '`classical` muss eine Zahl von 0 bis 1 sein.'],
    [[{ name: 'seed', type: OPTION.integer, value: -1 }], '`seed` muss eine ganze Zahl von 0 bis 4294967295 sein.'],
    [[text('effect', 'rain'), number('level', 12)], '`level` (rain) muss eine Zahl von -60 bis -3 dB sein.'],
    [[text('style', 'hause')], 'Den Stil „hause“ gibt es nicht. Meintest du „house“?'],
    [[text('style', ' ')], '`style` darf nicht leer sein.'],
    [[text('style', 'x'.repeat(101))], '`style` darf höchstens 100 Zeichen haben.'],
    [[text('mood', 'wistful')], 'Die Stimmung „wistful“ gibt es nicht. Zur Wahl stehen „calm“, „rainy“ oder „party“.'],
    [[text('melody', 'Rods')], 'Das Instrument „Rods“ gibt es nicht. Meintest du „Rhodes“?'],
    [[text('effect', 'rian')], 'Den Effekt „rian“ gibt es nicht. Meintest du „rain“?'],
    [[text('key', 'H-Dur')], '„H-Dur“ ist keine Tonart. Schreib sie wie C, F# minor oder Ebm.'],
    [[number('level', -12)], 'Zu einem Pegel gehört der Name des Effekts.'],
    [[text('when', 'next')], 'Nur DJs dürfen vordrängeln. Lass „when“ weg, dann stellt es sich an.'],
  ])('%j is refused in German', async (options, answer) => {
    const talk = type('generate', options);
    expect(await talk.whisper()).toBe(answer);
    // Nobody else has read anything.
    expect(talk.steps.filter((step) => 'body' in step && step.kind !== 'defer')).toHaveLength(1);
    expect(station.requests).toEqual([]);
  });

  test('tells in German how far it is, and shows the song', async () => {
    const talk = type('generate', [text('style', 'lofi')]);
    await eventually('the station is asked', () => station.requests.length === 1);
    const [request] = station.requests;
    request?.progress({ stage: 'sound check', done: 0.25 });
    expect((await talk.message()).content).toBe('Soundcheck ▰▰▰▱▱▱▱▱▱▱▱▱ 25 %');
    const instruments = { melody: 'Rhodes', drums: 'Jazz Kit' };
    const effects = { rain: -14, waves: -20 };
    const lacks = [{ kind: 'no-part', style: 'lofi', role: 'bass', name: 'Kazoo' } as const];
    const wished = recipe({ mood: 'rainy', energy: 0.7 });
    request?.fulfil(segmentFacts({ recipe: wished, instruments, effects, key: 'B minor', lacks }));
    const card = await talk.message(({ embeds }) => embeds?.length === 1);
    expect(fields(card)).toMatchObject({
      Tonart: 'H-Moll (B minor)',
      Instrumente: 'Melodie: Rhodes\nSchlagzeug: Jazz Kit',
      Effekte: 'Regen −14 dB\nwaves −20 dB',
      Wünsche: 'regnerisch, Energie 0.7',
      Hinweis: 'Dieses Stück im Stil lofi hat den Part „Bass“ nicht, also spielt „Kazoo“ nicht.',
    });
  });

  test('offers names as German calls them, and takes them as they are typed', async () => {
    const offered = async (name: string, value: string) => {
      const options = [{ ...text(name, value), focused: true }];
      return rig.discord.complete({ by: hearer, command: 'generate', options }).choices();
    };
    expect(await offered('effect', 'reg')).toEqual([{ name: 'Regen (rain)', value: 'rain' }]);
    expect(await offered('mood', 'rai')).toEqual([{ name: 'regnerisch (rainy)', value: 'rainy' }]);
    expect(await offered('style', 'hou')).toEqual([{ name: 'house', value: 'house' }]);
  });
});

describe('what can not be done', () => {
  test('is said in German of a vote with nothing on air', async () => {
    station.nowOnAir = { kind: 'pad', since: 0 };
    expect(await type('rate', [text('thumb', 'up')]).whisper()).toBe(
      'Gerade läuft kein Stück, das man bewerten könnte.',
    );
  });

  test('is said in German of a fault, and in full only to the log', async () => {
    const rate = [text('thumb', 'up')];
    const cause = new Error('the disk is full');
    desk.rate = () => Promise.reject(radioError({ kind: 'rating-not-stored' }, { cause }));
    expect(await type('rate', rate).whisper()).toBe(
      'Die Bewertung ließ sich nicht speichern. Versuch es gleich noch einmal.',
    );
    desk.rate = () => Promise.reject(new RadioError('Ogg page 3 is damaged'));
    expect(await type('rate', rate).whisper()).toContain('Das hat nicht geklappt, und es liegt nicht an dir');
    const log = rig.log.lines.join('\n');
    expect(log).toContain('The rating could not be stored. Try again in a moment');
    expect(log).toContain('the disk is full');
    expect(log).toContain('Ogg page 3 is damaged');
  });

  test('is said in German of a channel in which the radio may not speak', async () => {
    const { library, lounge } = rig.discord.world;
    expect(await rig.join(manager, library).whisper()).toBe(
      `In <#${library.id}> fehlt mir: „Sprechen“. Geben kann es mir in den Kanaleinstellungen, wer den Server verwaltet.`,
    );
    rig.discord.deny(lounge, PermissionFlagsBits.Connect | PermissionFlagsBits.Speak);
    expect(await rig.join(manager, lounge).whisper()).toContain('fehlt mir: „Verbinden“ und „Sprechen“.');
  });

  test('is said to everybody in the language of the server', async () => {
    const { stage, owner } = rig.discord.world;
    // Whoever calls it reads English themselves.
    await rig.join(owner, stage).message();
    await radio('panel').whisper();
    await eventually('the panel says so', () => panel().embeds?.[0]?.description?.includes('Publikum') === true);
    expect(panel().embeds?.[0]?.description).toBe(
      `Ich bin in <#${stage.id}>, aber nicht zu hören: Ich bin im Publikum, wo mich niemand hört, und habe um das Wort ` +
        `gebeten. Wer <#${stage.id}> moderiert, kann mich zum Sprechen einladen oder mir erlauben, Mitglieder stummzuschalten.`,
    );
  });

  test.each([
    ['settings', [text('time-zone', 'Mars')], '`time-zone` muss eine Zeitzone sein, etwa Europe/Berlin.'],
    [
      'settings',
      [text('quiet-from', '25:00'), text('quiet-to', '07:00')],
      '`quiet-from` muss eine Uhrzeit sein, etwa 07:30.',
    ],
    [
      'permissions',
      [{ name: 'longest', type: OPTION.integer, value: 5 }],
      '`longest` muss eine ganze Zahl von 20 bis 300 sein.',
    ],
    [
      'permissions',
      [{ name: 'per-user', type: OPTION.integer, value: -5 }],
      '`per-user` muss eine ganze Zahl von 0 bis 1000 sein.',
    ],
    ['permissions', [text('styles', 'lofi, hause')], 'Den Stil „hause“ gibt es nicht. Meintest du „house“?'],
    [
      'style',
      [text('mood', 'wistful')],
      'Die Stimmung „wistful“ gibt es nicht. Zur Wahl stehen „calm“, „rainy“ oder „party“.',
    ],
  ] as const)('is said in German of /radio %s', async (name, options, answer) => {
    expect(await radio(name, options).whisper()).toBe(answer);
    expect(desk.nowSettings).toEqual({ ...DEFAULT_SETTINGS, language: 'de' });
  });

  test('is said in German of a time in the schedule', async () => {
    const subcommand = { name: 'add', type: OPTION.subcommand, options: [text('days', 'mon'), text('at', 'noon')] };
    const options = [{ name: 'schedule', type: OPTION.subcommandGroup, options: [subcommand] }];
    expect(await type('radio', options, manager).whisper()).toBe('`at` muss eine Uhrzeit sein, etwa 07:30.');
  });
});

test('the panel of a room that stopped says why in German', async () => {
  const { lounge } = rig.discord.world;
  await radio('panel').whisper();
  await rig.join(manager, lounge).message();
  await eventually('it plays', () => (panel().components?.length ?? 0) > 0);
  rig.discord.deny(lounge, PermissionFlagsBits.Speak);
  await eventually('it stopped', () => panel().components?.length === 0);
  expect(panel().embeds?.[0]?.description).toBe(
    `In <#${lounge.id}> fehlt mir: „Sprechen“. Geben kann es mir in den Kanaleinstellungen, wer den Server verwaltet.`,
  );
  expect(rig.log.lines.some((line) => line.includes('I lack the right to Speak'))).toBe(true);
});

test('a panel says in German why the radio waits', async () => {
  const { lounge, guildId } = rig.discord.world;
  await radio('panel').whisper();
  await rig.join(manager, lounge).message();
  rig.discord.voice.disconnect(guildId, 4006);
  await eventually(
    'the panel tells of it',
    () => panel().embeds?.[0]?.description?.includes('der Sprachserver hat mit Code 4006 geschlossen') === true,
  );
});

test('no English sentence gets through in what a German listener does', async () => {
  const { lounge, guildId } = rig.discord.world;
  const talks = [
    rig.join(manager, lounge),
    type('nowplaying'),
    type('queue'),
    type('history'),
    type('stats'),
    type('favorites'),
    type('privacy'),
    type('download'),
    radio('settings', [text('time-zone', 'Europe/Berlin')]),
    radio('permissions'),
    radio('style', [text('style', 'lofi'), text('mood', 'calm')]),
    radio('volume-target', [{ name: 'loudness', type: OPTION.integer, value: -18 }]),
  ];
  for (const talk of talks) await talk.until((step) => step.kind !== 'defer' && step.kind !== 'delete');
  await eventually('it plays', () => station.guild(guildId).listeners() > 0);
  const said = talks.flatMap((talk) => talk.steps.flatMap((step) => ('body' in step ? words(step.body) : [])));
  expect(said.length).toBeGreaterThan(60);
  for (const one of said) expect(one).not.toMatch(ENGLISH_WORDS);
});

/** What stands in a message, without what is typed (in code, in brackets) and names of things. */
function words({ content, embeds, components }: MessageBody): readonly string[] {
  const texts = [
    content,
    ...(embeds ?? []).flatMap(({ title, description, fields: rows = [] }) => [
      title,
      description,
      ...rows.flatMap(({ name, value }) => [name, value]),
    ]),
    ...componentsIn({ components }).map(({ label }) => label),
  ];
  return texts
    .flatMap((one) => (one === undefined || one === null || one === '' ? [] : [one]))
    .map((one) => one.replaceAll(/`[^`]*`|\([A-G][#b]? (?:major|minor)\)/g, ''));
}

function panel(): MessageBody {
  return rig.discord.board.get(desk.nowSettings.panel?.messageId ?? '')?.body ?? {};
}

function type(command: string, options: readonly TypedOption[] = [], by: Person = hearer): Conversation {
  return rig.discord.type({ by, command, options });
}

function radio(name: string, options: readonly TypedOption[] = [], by: Person = manager): Conversation {
  return type('radio', [{ name, type: OPTION.subcommand, options }], by);
}

function text(name: string, value: string): TypedOption {
  return { name, type: OPTION.string, value };
}

function number(name: string, value: number): TypedOption {
  return { name, type: OPTION.number, value };
}

function fields({ embeds }: MessageBody): object {
  return Object.fromEntries((embeds?.[0]?.fields ?? []).map(({ name, value }) => [name, value]));
}
