import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiscordFrontEnd } from '../../src/discord/index.ts';
import type { Guild } from '../support/discord/guild.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import type { VoiceListener } from '../support/discord/voice-listener.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(() => rig.close());

/** A room on each of so many shards, and somebody who hears it there. */
interface OnShard {
  readonly guild: Guild;
  readonly ear: VoiceListener;
}

/** So many shards, which may all log in at once, with a room on each that the bot was in before. */
function spread(shards: number): readonly OnShard[] {
  const { gateway, world } = rig.discord;
  gateway.shards.recommended = shards;
  gateway.shards.maxConcurrency = 16;
  while (world.guilds.length < shards) world.addGuild(`Guild ${world.guilds.length}`);
  return world.guilds.map((guild) => {
    rig.rooms.stored.set(guild.id, { guildId: guild.id, channelId: guild.lounge.id });
    return { guild, ear: rig.discord.listen(world.listener, guild.lounge) };
  });
}

/** A bot that plays on two shards. */
async function playingOnTwo(
  changes: Parameters<Rig['ready']>[1] = {},
): Promise<{ bot: DiscordFrontEnd; first: OnShard; second: OnShard }> {
  const [first, second] = spread(2);
  if (first === undefined || second === undefined) throw new Error('no rooms');
  const bot = await rig.ready(rig.desk, changes);
  await Promise.all([first.ear.hears(10), second.ear.hears(10)]);
  return { bot, first, second };
}

describe.each([2, 3])('on %i shards', (shards) => {
  test('the bot logs in as often as Discord recommends, and plays in the rooms of each', async () => {
    const rooms = spread(shards);
    const bot = await rig.ready(rig.desk);
    await Promise.all(rooms.map(({ ear }) => ear.hears(25)));
    const { gateway } = rig.discord;
    expect([...gateway.identifiedBy].sort()).toEqual(rooms.map((_, shard) => [shard, 1]));
    expect(gateway.counts).toMatchObject({ identified: shards, misrouted: 0, tooSoon: 0 });
    expect(rooms.map(({ guild }) => rig.discord.shardOf(guild))).toEqual(rooms.map((_, shard) => shard));
    expect(bot.status()).toMatchObject({ kind: 'ready', guilds: shards, rooms: shards, playing: shards });
  });
});

describe('when one of two shards', () => {
  test('is closed, it resumes, and nothing is missing in any room', async () => {
    const { first, second } = await playingOnTwo();
    const { gateway, voice } = rig.discord;
    gateway.drop(4000, 1);
    await eventually('it is resumed', () => gateway.counts.resumed === 1);
    await Promise.all([first.ear.hearsMore(), second.ear.hearsMore()]);
    expect([first.ear.breaks(), second.ear.breaks()]).toEqual([[], []]);
    expect([gateway.counts.identified, voice.counts.identified]).toEqual([2, 2]);
  });

  test.each([
    ['loses its session', () => rig.discord.loseSession(1)],
    ['has its session declared invalid', () => rig.discord.gateway.invalidate(false, 1)],
  ])('%s, its rooms come back, and those of the other play on', async (_, lose) => {
    const { first, second } = await playingOnTwo();
    const { gateway } = rig.discord;
    lose();
    await eventually('it logs in anew', () => gateway.identifiedBy.get(1) === 2);
    await Promise.all([first.ear.hearsMore(), second.ear.hearsMore()]);
    expect(first.ear.breaks()).toEqual([]);
    expect(gateway.identifiedBy.get(0)).toBe(1);
    // Nobody sent the bot away: both rooms are still remembered.
    expect(rig.rooms.stored.size).toBe(2);
  });

  test('is away for long, its rooms come back, and those of the other play on meanwhile', async () => {
    const { bot, first, second } = await playingOnTwo({ pacing: { joinDeadline: 300, mendDeadline: 200 } });
    const { gateway, voice } = rig.discord;
    gateway.shardFaults.set(1, 'closing');
    rig.discord.loseSession(1);
    await eventually('its room is waited for', () => voice.guildIds().length === 1);
    await delay(2000);
    await first.ear.hearsMore();
    expect(bot.status()).toMatchObject({ kind: 'ready', rooms: 2, playing: 1, shards: 2, away: 1 });
    gateway.shardFaults.clear();
    await second.ear.hearsMore();
    expect(first.ear.breaks()).toEqual([]);
    expect(gateway.identifiedBy).toEqual(
      new Map([
        [0, 1],
        [1, 2],
      ]),
    );
    expect(bot.status()).toMatchObject({ kind: 'ready', rooms: 2, playing: 2, shards: 2, away: 0 });
  });

  test('gets no answer to its wish to resume, it alone is logged in anew', async () => {
    const { bot, first, second } = await playingOnTwo({ pacing: { gatewayDeadline: 400 } });
    const { gateway } = rig.discord;
    gateway.shardFaults.set(1, 'silent');
    gateway.drop(4000, 1);
    await eventually('it is given up', () => rig.log.lines.some((line) => line.includes('logging in anew')));
    gateway.shardFaults.clear();
    await eventually('all is well', () => bot.status().kind === 'ready' && gateway.identifiedBy.get(1) === 2);
    await Promise.all([first.ear.hearsMore(), second.ear.hearsMore()]);
    expect(first.ear.breaks()).toEqual([]);
    expect(gateway.identifiedBy.get(0)).toBe(1);
  });
});

test('each shard has an allowance of its own for joining rooms', async () => {
  const rooms = spread(2);
  const third = rig.discord.world.addGuild('Third');
  rig.rooms.stored.set(third.id, { guildId: third.id, channelId: third.lounge.id });
  await rig.ready(rig.desk, { pacing: { joinBurst: 1, betweenJoins: 60_000 } });
  await Promise.all(rooms.map(({ ear }) => ear.hears(10)));
  await delay(300);
  // The third is on the first shard, whose one join is spent.
  expect(rig.discord.botChannel(third)).toBeUndefined();
});

test('commands, moves and kicks reach the room of their guild, whichever shard it is on', async () => {
  const { bot, second } = await playingOnTwo();
  const { world } = rig.discord;
  const { guild } = second;
  const there = rig.discord.listen(world.owner, guild.attic);
  rig.discord.moveBot(guild.attic);
  await there.hears(25);
  const leave = { by: world.owner, in: guild.text, command: 'radio', options: [{ name: 'leave', type: 1 }] };
  await rig.discord.type(leave).message();
  await eventually('it left', () => rig.discord.botChannel(guild) === undefined);
  expect(bot.status()).toMatchObject({ rooms: 1, playing: 1 });
  rig.discord.kickBot(world.guild);
  await eventually('it left there too', () => rig.rooms.stored.size === 0);
});

test('after kill -9 the rooms of both shards come back, those with listeners first on each', async () => {
  const { world, gateway } = rig.discord;
  gateway.shards.recommended = 2;
  gateway.shards.maxConcurrency = 2;
  const guilds = [world.guild, ...Array.from({ length: 3 }, (_, at) => world.addGuild(`Guild ${at}`))];
  for (const { id, lounge } of guilds) rig.rooms.stored.set(id, { guildId: id, channelId: lounge.id });
  // The process was killed, and Discord has not noticed: the bot still seems to sit in all of them.
  for (const guild of guilds) rig.discord.sit(world.bot, guild.lounge);
  const [, , third, fourth] = guilds;
  if (third === undefined || fourth === undefined) throw new Error('no guilds');
  rig.discord.sit(world.listener, third.lounge);
  rig.discord.sit(world.listener, fourth.lounge);
  await rig.ready(rig.desk, { pacing: { joinBurst: 1, betweenJoins: 30 } });
  await eventually('it plays in all rooms', () => rig.desk.listeners() === guilds.length);
  const order = rig.discord.voiceWishes;
  expect(order.slice(0, 2).sort()).toEqual([third.lounge.id, fourth.lounge.id]);
  expect(order).toHaveLength(4);
});

test('shards log in one after another, as slowly as Discord wants it, however long it takes in all', async () => {
  const rooms = spread(3);
  const { gateway } = rig.discord;
  gateway.shards.maxConcurrency = 1;
  gateway.shards.identifyEvery = 5000;
  // Less than three of them need, more than one does.
  rig.start(rig.desk, { pacing: { readyDeadline: 8000 } });
  await Promise.all(rooms.map(({ ear }) => ear.hears(10, 40_000)));
  expect(gateway.counts).toMatchObject({ identified: 3, tooSoon: 0 });
});

test.each([4010, 4011])(
  'close code %i: the bot logs in anew with as many shards as Discord wants now',
  async (code) => {
    const { gateway, world } = rig.discord;
    const rooms = [world.guild, world.addGuild('Other')].map((guild) => {
      rig.rooms.stored.set(guild.id, { guildId: guild.id, channelId: guild.lounge.id });
      return rig.discord.listen(world.listener, guild.lounge);
    });
    const bot = await rig.ready(rig.desk);
    await Promise.all(rooms.map((ear) => ear.hears(10)));
    // It has become too many guilds for one.
    gateway.shards.recommended = 2;
    gateway.shards.maxConcurrency = 2;
    gateway.shards.mostGuilds = 1;
    gateway.drop(code);
    await eventually('it is back with two', () => {
      const status = bot.status();
      return status.kind === 'ready' && status.shards === 2 && status.playing === 2;
    });
    await Promise.all(rooms.map((ear) => ear.hearsMore()));
  },
);
