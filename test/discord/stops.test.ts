import { setTimeout as delay } from 'node:timers/promises';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiscordFrontEnd } from '../../src/discord/index.ts';
import type { PostedMessage } from '../support/discord/message-board.ts';
import { OPTION } from '../support/discord/loopback-discord.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import type { VoiceListener } from '../support/discord/voice-listener.ts';

// Where the radio stops by itself it says so in the panel; where it must not stop it comes back.

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(() => rig.close());

interface Playing {
  readonly bot: DiscordFrontEnd;
  readonly ear: VoiceListener;
  /** What the panel says instead of the song's description. */
  readonly says: () => string;
}

/** A bot that plays in the lounge, somebody who hears it there, and the panel. */
async function playing(changes: Parameters<Rig['ready']>[1] = {}): Promise<Playing> {
  const { discord } = rig;
  const { owner, listener, lounge, guildId } = discord.world;
  discord.world.guild.everybodyMay |= PermissionFlagsBits.EmbedLinks | PermissionFlagsBits.AttachFiles;
  const bot = await rig.ready(rig.desk, changes);
  const ear = discord.listen(listener, lounge);
  await rig.join(owner, lounge).message();
  await discord
    .type({ by: owner, command: 'radio', options: [{ name: 'panel', type: OPTION.subcommand, options: [] }] })
    .whisper();
  const panel = (): PostedMessage | undefined =>
    discord.board.get(rig.desk.guild(guildId).nowSettings.panel?.messageId ?? '');
  await eventually('the panel has buttons', () => (panel()?.body.components?.length ?? 0) > 0);
  await ear.hears(10);
  return { bot, ear, says: () => panel()?.body.embeds?.[0]?.description ?? '' };
}

test.each([
  [4017, 'end-to-end encryption'],
  [4021, 'too many requests'],
  [4022, 'The call was ended'],
])(
  'close code %i while it plays ends the session, the panel says why, and somebody can call it again',
  async (code, why) => {
    const { bot, ear, says } = await playing();
    const { voice, world } = rig.discord;
    voice.disconnect(world.guildId, code);
    await eventually('the panel says why', () => says().includes(why));
    await delay(400);
    expect(voice.counts).toEqual({ identified: 1, resumed: 0, refused: 0 });
    expect(bot.status()).toMatchObject({ kind: 'ready', rooms: 0 });
    // After a restart Discord may think otherwise.
    expect(rig.rooms.stored.size).toBe(1);
    await rig.join(world.owner, world.lounge).message();
    await ear.hearsMore();
    await eventually('the panel shows the song', () => !says().includes(why));
  },
);

test('a right that is taken away: the panel says which, and shows the song when it is given back', async () => {
  const { ear, says } = await playing();
  const { lounge } = rig.discord.world;
  rig.discord.deny(lounge, PermissionFlagsBits.Speak);
  await eventually('the panel says which', () => says().includes('lack the right to Speak'));
  rig.discord.deny(lounge, 0n);
  await ear.hearsMore();
  await eventually('the panel shows the song', () => !says().includes('lack the right'));
});

test('close code 4014 without a word of the gateway: nobody sent it away, and it comes back', async () => {
  const { bot, ear } = await playing({ pacing: { mendDeadline: 300 } });
  const { voice, world } = rig.discord;
  voice.disconnect(world.guildId, 4014);
  await eventually('it connected anew', () => voice.counts.identified === 2);
  await ear.hearsMore();
  expect(bot.status()).toMatchObject({ rooms: 1, playing: 1 });
  expect(rig.rooms.stored.size).toBe(1);
});

test('while it comes back the panel says so', async () => {
  const { ear, says } = await playing({ pacing: { joinDeadline: 200, firstRetry: 1000 } });
  const { voice, world } = rig.discord;
  voice.refuseWith = 4006;
  voice.disconnect(world.guildId, 4006);
  await eventually('the panel says so', () => says().includes(`<#${world.lounge.id}>`));
  voice.refuseWith = undefined;
  await ear.hearsMore();
});
