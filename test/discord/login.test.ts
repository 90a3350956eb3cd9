import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiscordStatus } from '../../src/discord/index.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import { tonePackets } from '../support/packets.ts';

let rig: Rig;
let desk: FakeFrontDesk;

beforeEach(async () => {
  rig = await Rig.open();
  desk = new FakeFrontDesk(tonePackets(2));
});

afterEach(async () => {
  desk.stop();
  await rig.close();
});

test('tells its name and its guilds when it is ready', async () => {
  const seen: DiscordStatus[] = [];
  const bot = await rig.ready(desk, { onStatus: (status) => void seen.push(status) });
  expect(bot.status()).toEqual({ kind: 'ready', bot: 'raindial', guilds: 1, rooms: 0, playing: 0, shards: 1, away: 0 });
  expect(seen.map(({ kind }) => kind)).toContain('ready');
  await bot.close();
  expect(bot.status()).toEqual({ kind: 'stopped', problem: 'closed' });
});

test.each(['wrong.token.abcdef', 'a token with spaces', 'línea', ''])(
  'a wrong token (%j) stops the bot with one line that names the setting and not the token',
  async (token) => {
    const bot = rig.start(desk, { token });
    await eventually('the bot stops', () => bot.status().kind === 'stopped');
    expect(bot.status()).toMatchObject({ problem: expect.stringContaining('check DISCORD_TOKEN') as string });
    expect(rig.log.lines).toHaveLength(1);
    expect(rig.log.lines[0]).toMatch(/^error Discord refuses the bot's token/);
    if (token !== '') expect(rig.log.lines[0]).not.toContain(token);
  },
);

test('a token that the gateway alone refuses stops the bot too', async () => {
  rig.discord.gateway.refuseWith = 4004;
  const bot = rig.start(desk);
  await eventually('the bot stops', () => bot.status().kind === 'stopped');
  expect(bot.status()).toMatchObject({ problem: expect.stringContaining('check DISCORD_TOKEN') as string });
  expect(rig.log.lines.join()).not.toContain(rig.discord.world.token);
});

test('a token that is taken back while the bot runs stops it, and it leaves', async () => {
  const bot = await rig.ready(desk);
  const { owner, lounge } = rig.discord.world;
  await rig.join(owner, lounge).message();
  rig.discord.gateway.drop(4004);
  await eventually('the bot stops', () => bot.status().kind === 'stopped');
  expect(bot.status()).toMatchObject({ problem: expect.stringContaining('check DISCORD_TOKEN') as string });
  await eventually('nobody is tuned in', () => desk.listeners() === 0);
});

test('a Discord that is away is tried again until it is there', async () => {
  const closed = await closedPort();
  const bot = rig.start(desk, { apiUrl: `http://127.0.0.1:${closed}/api` });
  await eventually('a failure is told', () => {
    const status = bot.status();
    return status.kind === 'connecting' && status.problem !== undefined;
  });
  expect(bot.status()).toMatchObject({ problem: expect.stringContaining("can't be reached") as string });
  expect(rig.log.lines[0]).toMatch(/Trying again in \d+ s\./);
  await bot.close();
  expect(bot.status()).toEqual({ kind: 'stopped', problem: 'closed' });
});

test('a Discord that answers 500 at first is logged in to later', async () => {
  rig.discord.brokenRequests = 8;
  const bot = await rig.ready(desk);
  expect(bot.status().kind).toBe('ready');
  expect(rig.log.lines.some((line) => line.includes("can't be reached"))).toBe(true);
});

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
