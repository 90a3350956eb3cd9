import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDiscord } from '../../src/discord/index.ts';
import { LoopbackDiscord } from '../support/discord/loopback-discord.ts';

let discord: LoopbackDiscord;

beforeEach(async () => {
  discord = await LoopbackDiscord.open();
});

afterEach(() => discord.close());

test('tells who the bot is, where it is, over how many shards, and how to invite it', async () => {
  discord.gateway.shards.recommended = 2;
  discord.gateway.shards.startsLeft = 998;
  const check = await checkDiscord({ token: discord.world.token, apiUrl: discord.apiUrl });
  expect(check).toMatchObject({ kind: 'ok', bot: 'raindial', guilds: 1, shards: 2, loginsLeft: 998, missing: [] });
  const url = new URL(check.kind === 'ok' ? check.inviteUrl : '');
  expect(url.searchParams.get('client_id')).toBe(discord.world.applicationId);
  expect(url.searchParams.get('scope')).toBe('bot applications.commands');
  // View Channel, Send Messages, Embed Links, Attach Files, Connect, Speak, Request to Speak, Set Voice Channel Status.
  const rights = [10n, 11n, 14n, 15n, 20n, 21n, 32n, 48n].reduce((all, bit) => all | (1n << bit), 0n);
  expect(BigInt(url.searchParams.get('permissions') ?? 0)).toBe(rights);
});

test('names the servers where rights are missing', async () => {
  discord.world.guild.everybodyMay = 1n << 10n;
  const check = await checkDiscord({ token: discord.world.token, apiUrl: discord.apiUrl });
  expect(check).toMatchObject({ missing: [{ guild: 'Loopback', rights: ['Connect', 'Speak'] }] });
});

test('says what to do about a wrong token, without showing it', async () => {
  for (const token of ['wrong.token.abcdef', 'two words']) {
    const check = await checkDiscord({ token, apiUrl: discord.apiUrl });
    expect(check).toMatchObject({ kind: 'problem', problem: expect.stringContaining('check DISCORD_TOKEN') as string });
    expect(JSON.stringify(check)).not.toContain(token);
  }
});

test('says that Discord is away', async () => {
  const { token } = discord.world;
  const { apiUrl } = discord;
  discord.close();
  const check = await checkDiscord({ token, apiUrl });
  expect(check).toMatchObject({ kind: 'problem', problem: expect.stringContaining("can't be reached") as string });
});
