import { setTimeout as delay } from 'node:timers/promises';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INVITED_RIGHTS } from '../../src/discord/index.ts';
import type { Conversation, MessageBody } from '../support/discord/conversation.ts';
import { TRAITS } from '../../src/radio/index.ts';
import { OPTION, type TypedOption } from '../support/discord/loopback-discord.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import type { Person } from '../support/discord/world.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import type { FakeGuildDesk } from '../support/fake-guild-desk.ts';
import { tonePackets } from '../support/packets.ts';
import { segmentFacts } from '../support/segment-facts.ts';

let rig: Rig;
let station: FakeFrontDesk;
let desk: FakeGuildDesk;

beforeEach(async () => {
  rig = await Rig.open();
  station = new FakeFrontDesk(tonePackets(50));
  const { guild, guildId } = rig.discord.world;
  guild.botMay = INVITED_RIGHTS;
  desk = station.guild(guildId);
  await rig.ready(station);
});

afterEach(async () => {
  station.stop();
  await rig.close();
});

describe('/radio style and volume-target', () => {
  test('hold from now on, for DJs and managers only', async () => {
    const chosen = [text('style', 'HOUSE'), text('mood', 'party')];
    expect(await radio('style', chosen, rig.discord.world.listener).whisper()).toContain('Only DJs');
    expect((await radio('style', chosen).message()).content).toBe(
      'From the next song on this plays here: house, party.',
    );
    expect(desk.nowSettings).toMatchObject({ styles: ['house'], mood: 'party' });
    expect((await radio('style').message()).content).toContain('the mixture of the house');
    expect(desk.nowSettings.styles).toEqual([]);
    expect(desk.nowSettings.mood).toBeUndefined();
    expect(await radio('style', [text('style', 'hause')]).whisper()).toContain('Did you mean "house"');
    const loudness = [{ name: 'loudness', type: OPTION.integer, value: -23 }];
    expect((await radio('volume-target', loudness).message()).content).toContain('-23 LUFS');
    expect(desk.nowSettings.volumeTarget).toBe(-23);
  });
});

describe('/radio settings', () => {
  test('shows them, changes them, and speaks the new language', async () => {
    const before = await radio('settings', [], rig.discord.world.listener).message();
    expect(fields(before)).toMatchObject({ Language: 'English', 'Time zone': 'UTC', 'Quiet hours': 'none' });
    const after = await radio('settings', [
      text('language', 'de'),
      text('time-zone', 'Europe/Berlin'),
      text('quiet-from', '22:00'),
      text('quiet-to', '07:00'),
      { name: 'stay', type: OPTION.boolean, value: false },
      { name: 'jingles', type: OPTION.boolean, value: false },
    ]).message();
    expect(fields(after)).toMatchObject({
      Sprache: 'Deutsch',
      Ruhezeiten: '22:00–07:00: so leise wie möglich, ruhig, keine Wünsche',
      Jingles: 'nein',
    });
    expect(desk.nowSettings).toMatchObject({ language: 'de', timeZone: 'Europe/Berlin', stay: false, jingles: false });
    // What everybody reads is in the server's language now.
    const card = await rig.discord.type({ by: rig.discord.world.listener, command: 'nowplaying' }).message();
    expect(fields(card)).toMatchObject({ Tonart: 'Es-Dur (Eb major)' });
    await radio('settings', [text('quiet-from', 'off')]).message();
    expect(desk.nowSettings.quietHours).toBeUndefined();
  });

  test('says what is wrong, and changes nothing then', async () => {
    expect(await radio('settings', [text('time-zone', 'Mars/Olympus')]).whisper()).toContain('`time-zone` must be');
    expect(await radio('settings', [text('quiet-from', '22:00')]).whisper()).toContain('both a beginning and an end');
    expect(await radio('settings', [text('quiet-from', '25:00'), text('quiet-to', '07:00')]).whisper()).toContain(
      'must be a time of day',
    );
    const listener = rig.discord.world.listener;
    expect(await radio('settings', [text('language', 'fr')], listener).whisper()).toContain('Only someone with Manage');
    expect(desk.nowSettings).toMatchObject({ timeZone: 'UTC', language: 'en-US' });
  });

  test('completes time zones', async () => {
    const talk = rig.discord.complete({
      by: rig.discord.world.owner,
      command: 'radio',
      options: [
        { name: 'settings', type: OPTION.subcommand, options: [{ ...text('time-zone', 'berl'), focused: true }] },
      ],
    });
    expect((await talk.choices()).map(({ value }) => value)).toEqual(['Europe/Berlin']);
  });
});

test('/radio permissions says who may skip, and who may ask for what', async () => {
  const { guild } = rig.discord.world;
  guild.roles.push({ id: '700000000000000001', name: 'DJ', permissions: 0n });
  const card = await radio('permissions', [
    { name: 'dj-role', type: OPTION.role, value: '700000000000000001' },
    { name: 'vote-skip', type: OPTION.integer, value: 75 },
    { name: 'per-user', type: OPTION.integer, value: 3 },
    text('styles', 'lofi, House'),
  ]).message();
  expect(fields(card)).toMatchObject({ 'DJ role': '<@&700000000000000001>', 'Votes to skip': '75 %' });
  expect(desk.nowSettings).toMatchObject({
    djRoleId: '700000000000000001',
    voteSkip: 0.75,
    requests: { perUserHour: 3, perGuildHour: 40, styles: ['lofi', 'house'] },
  });
  await radio('permissions', [
    { name: 'dj-role', type: OPTION.role, value: rig.discord.world.guildId },
    text('styles', 'all'),
  ]).message();
  expect(desk.nowSettings.djRoleId).toBeUndefined();
  expect(desk.nowSettings.requests.styles).toEqual([]);
  expect(await radio('permissions', [{ name: 'longest', type: OPTION.integer, value: 5 }]).whisper()).toContain(
    'must be a whole number',
  );
});

describe('/radio schedule', () => {
  test('adds, lists and removes what plays when', async () => {
    const { listener } = rig.discord.world;
    expect(await schedule('list', [], listener).whisper()).toContain('Nothing is scheduled');
    const added = [text('days', 'Fri-Sun, wed'), text('at', '8:30'), text('style', 'house')];
    expect(await schedule('add', added, listener).whisper()).toContain('Only someone with Manage Server');
    expect(await schedule('add', added).whisper()).toContain('1. wed fri sat sun 08:30 house');
    expect(await schedule('add', [text('days', 'all'), text('at', '23:00')]).whisper()).toContain('2. mon tue');
    expect(desk.nowSettings.schedule).toHaveLength(2);
    expect(await schedule('remove', [{ name: 'entry', type: OPTION.integer, value: 3 }]).whisper()).toContain(
      'There is no entry 3',
    );
    await schedule('remove', [{ name: 'entry', type: OPTION.integer, value: 1 }]).whisper();
    expect(desk.nowSettings.schedule.map(({ at }) => at)).toEqual(['23:00']);
  });

  test.each([
    ['someday', '08:00'],
    ['mon-', '08:00'],
    ['mon-tue-wed', '08:00'],
  ])('%j is no list of days', async (days, at) => {
    expect(await schedule('add', [text('days', days), text('at', at)]).whisper()).toContain('Days are mon');
  });

  test('a time of day is one', async () => {
    expect(await schedule('add', [text('days', 'mon'), text('at', 'noon')]).whisper()).toContain('time of day');
    expect(desk.nowSettings.schedule).toEqual([]);
  });
});

describe('the panel', () => {
  test('stands, follows what is on air, and is taken down', async () => {
    const { discord } = rig;
    const { owner, listener, lounge, text: channel } = discord.world;
    expect(await radio('panel', [], listener).whisper()).toContain('Only someone with Manage Server');
    expect(await radio('panel').whisper()).toBe(`The panel is in <#${channel.id}>.`);
    const panel = () => discord.board.get(desk.nowSettings.panel?.messageId ?? '');
    expect(panel()?.body.embeds?.[0]?.description).toContain('The radio is in no voice channel');
    expect(panel()?.body.components).toEqual([]);

    await rig.join(owner, lounge).message();
    await eventually('it shows that it plays', () => (panel()?.body.components?.length ?? 0) > 0);
    station.onAirNow(segmentFacts({ title: 'Attic Window' }));
    await eventually('it shows the next song', () => panel()?.body.embeds?.[0]?.title === 'Attic Window');
    await rig.leave(owner).message();
    await eventually('it says that it left', () => panel()?.body.components?.length === 0);

    expect(await radio('panel', [{ name: 'remove', type: OPTION.boolean, value: true }]).whisper()).toContain('gone');
    expect(discord.board.in(channel.id).some(({ id }) => id === panel()?.id)).toBe(false);
    expect(desk.nowSettings.panel).toBeUndefined();
  });

  test('that somebody deleted is forgotten', async () => {
    const { discord } = rig;
    await radio('panel').whisper();
    discord.board.delete(desk.nowSettings.panel?.messageId ?? '');
    station.onAirNow(segmentFacts({ title: 'Attic Window' }));
    await eventually('it is forgotten', () => desk.nowSettings.panel === undefined);
  });
});

test('a panel is refused where the bot may not write', async () => {
  const { discord } = rig;
  discord.deny(discord.world.text, PermissionFlagsBits.EmbedLinks);
  expect(await radio('panel').whisper()).toContain(
    'I need the rights to View Channel, Send Messages, Embed Links and Attach Files',
  );
  expect(desk.nowSettings.panel).toBeUndefined();
});

test("the voice channel's status names the song while the radio is there, where it may", async () => {
  const { owner, lounge, attic } = rig.discord.world;
  await rig.join(owner, lounge).message();
  await eventually('the status names the song', () => lounge.status === 'Paper Umbrella · lofi');
  station.onAirNow(segmentFacts({ title: 'Attic Window' }));
  await eventually('it names the next one', () => lounge.status === 'Attic Window · lofi');
  await rig.join(owner, attic).message();
  await eventually('it went along', () => attic.status === 'Attic Window · lofi' && lounge.status === '');
  await radio('settings', [{ name: 'voice-status', type: OPTION.boolean, value: false }]).message();
  await eventually('it is off', () => attic.status === '');
  await radio('settings', [{ name: 'voice-status', type: OPTION.boolean, value: true }]).message();
  await eventually('it is on again', () => attic.status === 'Attic Window · lofi');
  await rig.leave(owner).message();
  expect(attic.status).toBe('');
});

test('the status names the song as soon as it may, also the one on air already', async () => {
  const { discord } = rig;
  const { owner, lounge } = discord.world;
  discord.deny(lounge, PermissionFlagsBits.SetVoiceChannelStatus);
  await rig.join(owner, lounge).message();
  await delay(200);
  expect(lounge.status).toBeUndefined();
  discord.deny(lounge, 0n);
  await radio('settings', [{ name: 'jingles', type: OPTION.boolean, value: false }]).message();
  await eventually('the status names the song', () => lounge.status === 'Paper Umbrella · lofi');
});

test('a stage, which has no status, is not asked for one', async () => {
  const { owner, stage, lounge } = rig.discord.world;
  await rig.join(owner, stage).message();
  station.onAirNow(segmentFacts({ title: 'Attic Window' }));
  await rig.join(owner, lounge).message();
  await eventually('the status names the song', () => lounge.status === 'Attic Window · lofi');
  expect(rig.log.lines.join('\n')).not.toContain('status of a voice channel');
});

test("the radio leaves also when Discord does not take the channel's status off", async () => {
  const { owner, lounge } = rig.discord.world;
  await rig.join(owner, lounge).message();
  await eventually('the status names the song', () => lounge.status === 'Paper Umbrella · lofi');
  rig.discord.limits.refuse = { next: 1, seconds: 60, global: false };
  expect((await rig.leave(owner).message()).content).toContain('left');
  expect(rig.discord.limits.refused).toBe(1);
  await eventually('it is gone', () => rig.discord.botChannel(rig.discord.world.guild) === undefined);
});

describe('lists', () => {
  test('/queue and /history show songs, and /download finds them by name', async () => {
    const { listener } = rig.discord.world;
    const heard = segmentFacts({ id: 'heard-1', title: 'Old *Kettle*' });
    const play = { id: '6f1c2d3e-0000-4000-8000-000000000009', segmentId: heard.id, startedAt: 1_700_000_000_000 };
    desk.heardBefore = [{ play, segment: heard, from: 'fresh' }];
    desk.votes = { up: 2, down: 1 };
    const queue = await rig.discord.type({ by: listener, command: 'queue' }).message();
    expect(queue.embeds?.[0]?.description).toBe('1. Attic Window (lofi)');
    const history = await rig.discord.type({ by: listener, command: 'history' }).message();
    expect(history.embeds?.[0]?.description).toBe('<t:1700000000:R> **Old \\*Kettle\\*** (lofi) 👍 2 · 👎 1');
    const completion = rig.discord.complete({
      by: listener,
      command: 'download',
      options: [{ ...text('song', 'kett'), focused: true }],
    });
    expect((await completion.choices()).map(({ value }) => value)).toEqual(['Old *Kettle*']);
    const options = [text('song', 'nothing of the kind')];
    expect(await rig.discord.type({ by: listener, command: 'download', options }).whisper()).toContain(
      'no longer there',
    );
  });
});

function radio(name: string, options: readonly TypedOption[] = [], by: Person = rig.discord.world.owner): Conversation {
  return rig.discord.type({ by, command: 'radio', options: [{ name, type: OPTION.subcommand, options }] });
}

function schedule(
  name: string,
  options: readonly TypedOption[] = [],
  by: Person = rig.discord.world.owner,
): Conversation {
  const subcommand = { name, type: OPTION.subcommand, options };
  const group = { name: 'schedule', type: OPTION.subcommandGroup, options: [subcommand] };
  return rig.discord.type({ by, command: 'radio', options: [group] });
}

/** A command or an option, as Discord is told of it. */
interface Shown {
  readonly name: string;
  readonly options?: readonly Shown[];
  readonly choices?: readonly {
    readonly value: string;
    readonly name_localizations: Readonly<Record<string, string>>;
  }[];
}

function text(name: string, value: string): TypedOption {
  return { name, type: OPTION.string, value };
}

function fields({ embeds }: MessageBody): object {
  return Object.fromEntries((embeds?.[0]?.fields ?? []).map(({ name, value }) => [name, value]));
}

describe('what is remembered', () => {
  const sums = { airedSeconds: 0, left: 1 };
  const stats = async (...options: readonly TypedOption[]) => {
    const { listener } = rig.discord.world;
    const { embeds } = await rig.discord.type({ by: listener, command: 'stats', options: [...options] }).message();
    const { title = '', description = '', footer } = embeds?.[0] ?? {};
    return { title, description, footer: footer?.text ?? '' };
  };

  test('/stats shows how the styles do here, and says when votes are too few', async () => {
    const few = { ...sums, value: 'house', plays: 3, heardSeconds: 90, hearings: 9, early: 2, up: 1, down: 0 };
    const many = { ...sums, value: 'lofi', plays: 12, heardSeconds: 3600, hearings: 60, early: 6, up: 40, down: 10 };
    rig.archive.known = [{ ...many, liked: { low: 0.67, high: 0.888 }, earlyLeaves: 0.1 }, few];
    const { title, description, footer } = await stats();
    expect(title).toBe('Heard here in the last 30 days · styles');
    expect(description).toBe(
      '**lofi** · 12 plays, 60 listener minutes, 👍 40 · 👎 10, liked by 67 to 89 %, 10 % early leaves\n' +
        '**house** · 3 plays, 2 listener minutes, 👍 1 · 👎 0, not enough votes to say more',
    );
    for (const figure of ['Plays are', 'Listener minutes', 'Thumbs are', '95 % interval', 'Early leaves are'])
      expect(footer).toContain(figure);
    expect(footer).toContain("this server's own programme");
    const { guildId } = rig.discord.world;
    expect(rig.archive.asked).toEqual([{ by: 'style', guildId, from: expect.any(Number) as number }]);
  });

  test('/stats by something else, or on all servers, asks for the sums of all and says so when that was not wanted', async () => {
    const song = { ...sums, plays: 1, heardSeconds: 60, hearings: 1, early: 0, up: 0, down: 0 };
    rig.archive.known = [{ ...song, value: '80' }];
    const tempo = await stats(text('by', 'tempo'));
    expect(tempo.title).toBe('Heard on all servers in the last 30 days · tempo');
    expect(tempo.description).toContain('**80–90 BPM** · 1 plays');
    expect(tempo.footer).toContain('for a single server only styles are counted');
    expect((await stats(text('by', 'instrument'), text('where', 'here'))).footer).toContain('only styles are counted');
    const everywhere = await stats(text('by', 'instrument'), text('where', 'everywhere'));
    expect(everywhere.footer).not.toContain('only styles are counted');
    expect(everywhere.footer).toContain('counted under each that it has');
    expect((await stats(text('where', 'everywhere'))).title).toBe('Heard on all servers in the last 30 days · styles');
    const asked = rig.archive.asked.map(({ by, guildId }) => [by, guildId]);
    expect(asked).toEqual(['tempo', 'instrument', 'instrument', 'style'].map((by) => [by, undefined]));
  });

  test('/stats neutralises names, tells the most heard and how many more there are, and that nothing was heard', async () => {
    const song = { ...sums, plays: 1, heardSeconds: 60, hearings: 1, early: 0, up: 0, down: 0 };
    rig.archive.known = Array.from({ length: 40 }, (_, index) => ({ ...song, value: `*${'x'.repeat(200)}* ${index}` }));
    const { description } = await stats(text('by', 'instrument'));
    expect(description.length).toBeLessThanOrEqual(4096);
    rig.archive.known = Array.from({ length: 40 }, (_, index) => ({ ...song, value: `*Rhodes* ${index}` }));
    const lines = (await stats(text('by', 'instrument'))).description.split('\n');
    expect(lines).toHaveLength(26);
    expect(lines[0]).toContain('**\\*Rhodes\\* 0**');
    expect(lines[25]).toBe('and 15 more');
    rig.archive.known = [];
    expect((await stats(text('by', 'mood'))).description).toBe('Nothing yet.');
  });

  test('every way to tell apart can be chosen, in the language of who chooses', () => {
    const commands = rig.discord.commands as readonly Shown[];
    const command = commands.find(({ name }) => name === 'stats');
    const by = command?.options?.find(({ name }) => name === 'by');
    expect(by?.choices?.map(({ value }) => value)).toEqual([...TRAITS]);
    expect(by?.choices?.[0]?.name_localizations).toMatchObject({ de: 'Stile', fr: 'styles', 'es-ES': 'estilos' });
  });

  test('/favorites and /privacy are for their listener alone, and what is kept can be deleted', async () => {
    const { listener, owner } = rig.discord.world;
    const song = { segmentId: 'a', title: 'Old *Kettle*', style: 'lofi', seed: 7, at: 1_700_000_000_000 };
    rig.archive.songs.set(listener.id, [song]);
    const favorites = rig.discord.type({ by: listener, command: 'favorites' });
    const { embeds } = await favorites.message();
    expect(embeds?.[0]?.description).toBe('**Old \\*Kettle\\*** (lofi, seed 7) <t:1700000000:R>');
    const others = await rig.discord.type({ by: owner, command: 'favorites' }).message();
    expect(others.embeds?.[0]?.description).toBe('Nothing yet.');
    expect(await rig.discord.type({ by: listener, command: 'privacy' }).whisper()).toContain('votes (1)');
    const options = [{ name: 'delete', type: OPTION.boolean, value: true }];
    expect(await rig.discord.type({ by: listener, command: 'privacy', options }).whisper()).toContain('is deleted');
    expect(rig.archive.forgotten).toEqual([listener.id]);
  });
});
