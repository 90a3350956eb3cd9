import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Status } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logIn } from '../../src/discord/log-in.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { tempFolder } from '../support/temp-folder.ts';

// Discord or the database is away for long against the pauses here, as an hour is against those of two minutes.

let rig: Rig;
/** What Node warns of: of listeners that pile up, for one. */
let warnings: string[];
const warned = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`);

beforeEach(async () => {
  rig = await Rig.open();
  warnings = [];
  process.on('warning', warned);
});

afterEach(async () => {
  process.off('warning', warned);
  await rig.close();
});

/** Timers of this process that run now. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

/** How often the log says something. */
function told(text: string): number {
  return rig.log.lines.filter((line) => line.includes(text)).length;
}

const HASTY = { mendDeadline: 100, gatewayDeadline: 100, firstRetry: 5, longestRetry: 20 };

test('Discord is away for an hour: nothing piles up, and every room comes back', async () => {
  const { world } = rig.discord;
  const guilds = [world.guild, ...Array.from({ length: 4 }, (_, at) => world.addGuild(`Guild ${at}`))];
  for (const { id, lounge } of guilds) rig.rooms.stored.set(id, { guildId: id, channelId: lounge.id });
  const ears = guilds.map((guild) => rig.discord.listen(world.listener, guild.lounge));
  const bot = await rig.ready(rig.desk, { pacing: HASTY });
  await Promise.all(ears.map((ear) => ear.hears(10)));

  await rig.discord.goAway();
  const tries = () => told('will join again');
  await eventually('rooms were tried', () => tries() > 50);
  const before = timers();
  // Enough for eleven listeners on anything, of which Node warns.
  await eventually('they were tried and tried', () => tries() > 1000 && told('Discord is away.') > 12, 60_000);
  expect(timers()).toBeLessThanOrEqual(before + 5);
  expect(bot.status()).toMatchObject({ kind: 'connecting' });

  await rig.discord.comeBack();
  await Promise.all(ears.map((ear) => ear.hearsMore()));
  await eventually('all is well', () => bot.status().kind === 'ready');
  expect(bot.status()).toMatchObject({ rooms: 5, playing: 5 });
  expect(warnings).toEqual([]);
});

test('Discord is away when the bot starts, for an hour: nothing piles up, and it logs in once', async () => {
  const { gateway, world } = rig.discord;
  rig.rooms.stored.set(world.guildId, { guildId: world.guildId, channelId: world.lounge.id });
  const ear = rig.discord.listen(world.listener, world.lounge);
  const { apiUrl } = rig.discord;
  await rig.discord.goAway();
  const bot = rig.start(rig.desk, { pacing: HASTY, apiUrl });
  const tries = () => told("can't be reached");
  await eventually('it was tried', () => tries() > 5);
  const before = timers();
  await eventually('it was tried and tried', () => tries() > 40, 60_000);
  expect(timers()).toBeLessThanOrEqual(before + 5);
  await rig.discord.comeBack();
  await ear.hears(25);
  expect(bot.status()).toMatchObject({ kind: 'ready', playing: 1 });
  expect([gateway.counts.identified, gateway.connected()]).toEqual([1, 1]);
  expect(warnings).toEqual([]);
});

test('a room waits no longer than its gateway is away, however long its own pause has become', async () => {
  const { world } = rig.discord;
  rig.rooms.stored.set(world.guildId, { guildId: world.guildId, channelId: world.lounge.id });
  const ear = rig.discord.listen(world.listener, world.lounge);
  await rig.ready(rig.desk, { pacing: { firstRetry: 600_000, longestRetry: 600_000 } });
  await ear.hears(10);
  rig.discord.gateway.isBroken = true;
  rig.discord.gateway.drop(4000);
  rig.discord.voice.disconnect(world.guildId, 4006);
  await eventually('it waits', () => told('will join again') === 1);
  rig.discord.gateway.isBroken = false;
  await ear.hearsMore();
});

test('a gateway that lets each login fail is tried after growing pauses, which begin anew when it held', async () => {
  const { gateway, world } = rig.discord;
  const attempts: number[] = [];
  let now = 0;
  const pacing = { delay: (attempt: number) => (attempts.push(attempt), 1), steadyAfter: 30_000, now: () => now };
  const { signal } = new AbortController();
  const options = { token: world.token, apiUrl: rig.discord.apiUrl, signal, deadline: 30_000, pacing, log: rig.log };
  const login = await logIn(options);
  const broken = async (pauses: number): Promise<void> => {
    attempts.length = 0;
    gateway.shardFaults.set(0, 'closing');
    gateway.drop(4000);
    await eventually('it was tried', () => attempts.length >= pauses);
    gateway.shardFaults.clear();
    await eventually('it is back', () => login.client.ws.shards.every(({ status }) => status === Status.Ready));
  };
  now += 60_000;
  await broken(3);
  expect(attempts).toEqual(attempts.map((_, at) => at));
  const last = attempts.length - 1;
  // It held for too short a time to count.
  now += 1000;
  await broken(2);
  expect(attempts).toEqual(attempts.map((_, at) => last + 1 + at));
  now += 60_000;
  await broken(1);
  expect(attempts[0]).toBe(0);
  await login.end();
});

test('the database is away all the time, over a restart too: the radio plays, moves, leaves and comes back', async () => {
  rig.rooms.away = true;
  const roomsFile = path.join(tempFolder(), 'rooms.json');
  const { world } = rig.discord;
  const other = world.addGuild('Other');
  const [here, there] = [
    rig.discord.listen(world.listener, world.attic),
    rig.discord.listen(world.owner, other.lounge),
  ];
  const join = async (by = world.owner, channel = world.lounge): Promise<void> => {
    await rig.discord
      .type({
        by,
        in: world.guildOf(channel).text,
        command: 'radio',
        options: [{ name: 'join', type: 1, options: [{ name: 'channel', type: 7, value: channel.id }] }],
      })
      .message();
  };
  const bot = await rig.ready(rig.desk, { roomsFile });
  await join();
  await join(world.owner, other.lounge);
  await there.hears(10);
  rig.discord.moveBot(world.attic);
  await here.hears(10);
  await bot.close();

  const second = await rig.ready(rig.desk, { roomsFile });
  await Promise.all([here, there].map((ear) => ear.hearsMore()));
  await rig.leave(world.owner).message();
  await eventually('it left', () => rig.discord.botChannel() === undefined);
  await second.close();

  const third = await rig.ready(rig.desk, { roomsFile });
  await there.hearsMore();
  expect(third.status()).toMatchObject({ rooms: 1, playing: 1 });
  expect(rig.rooms.stored.size).toBe(0);
  rig.rooms.away = false;
  await eventually('the database has heard of it', () => rig.rooms.stored.has(other.id));
  await delay(100);
  expect([...rig.rooms.stored.keys()]).toEqual([other.id]);
  expect(warnings).toEqual([]);
});
