import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAVE_OP } from '../support/discord/dave-group.ts';
import { eventually, Rig } from '../support/discord/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(() => rig.close());

test('somebody who comes later hears the radio too', async () => {
  await rig.ready(rig.desk);
  const { owner, listener, lounge } = rig.discord.world;
  await rig.join(owner, lounge).message();
  const ear = rig.discord.listen(listener, lounge);
  await ear.hears(25);
  expect(ear.undecipherable).toBe(0);
});

test('the bot is back in its rooms after a restart', async () => {
  const { bot, ear } = await rig.playing();
  await bot.close();
  await eventually('the bot is gone', () => rig.discord.botChannel() === undefined);
  expect(rig.desk.listeners()).toBe(0);

  const again = await rig.ready(rig.desk);
  await eventually('it is back', () => rig.discord.botChannel() === rig.discord.world.lounge.id);
  await ear.hearsMore();
  expect(again.status()).toMatchObject({ kind: 'ready', rooms: 1, playing: 1 });
});

test('a bot that was kicked stays away, and the room is forgotten', async () => {
  const { bot } = await rig.playing();
  rig.discord.kickBot();
  await eventually('nobody is tuned in', () => rig.desk.listeners() === 0);
  await eventually('the room is forgotten', () => rig.rooms.stored.size === 0);
  await delay(300);
  expect(rig.discord.botChannel()).toBeUndefined();
  expect(bot.status()).toMatchObject({ kind: 'ready', rooms: 0 });
  expect(rig.discord.voiceWishes.filter((wish) => wish !== null)).toHaveLength(1);
});

test('a bot that was moved plays on in the new channel and remembers it', async () => {
  await rig.playing();
  const { owner, attic, bot, guildId } = rig.discord.world;
  const there = rig.discord.listen(owner, attic);
  rig.discord.moveBot(attic);
  await there.hears(25);
  await eventually('the room is remembered', () => rig.rooms.stored.get(guildId)?.channelId === attic.id);
  expect(rig.discord.world.guild.voice.get(bot.id)?.channelId).toBe(attic.id);
});

test('a gateway that closes is resumed, and the music never stops', async () => {
  const { bot, ear } = await rig.playing();
  const { gateway, voice } = rig.discord;
  gateway.drop(4000);
  await eventually('the session is resumed', () => gateway.counts.resumed === 1);
  await ear.hearsMore();
  expect(gateway.counts.identified).toBe(1);
  expect(voice.counts).toEqual({ identified: 1, resumed: 0, refused: 0 });
  // Whatever the gateway did: no packet of the voice connection is missing.
  const steps = ear.heard
    .slice(1)
    .map(({ sequence }, index) => (sequence - (ear.heard[index]?.sequence ?? 0)) & 0xffff);
  expect(steps.every((step) => step === 1)).toBe(true);
  expect(bot.status().kind).toBe('ready');
});

test('a gateway session that can not be resumed takes the voice connection with it, and the bot comes back', async () => {
  const { ear } = await rig.playing({ pacing: { mendDeadline: 500 } });
  const { gateway, voice, world } = rig.discord;
  rig.discord.loseSession();
  await eventually('the bot identifies anew', () => gateway.counts.identified === 2);
  await eventually('it is in its channel', () => rig.discord.botChannel() === world.lounge.id);
  await ear.hearsMore();
  expect(voice.counts.identified).toBe(2);
});

test('a voice connection that breaks is resumed by the same session', async () => {
  const { ear } = await rig.playing();
  const { voice, world } = rig.discord;
  voice.disconnect(world.guildId, 4015);
  await eventually('the session is resumed', () => voice.counts.resumed === 1);
  await ear.hearsMore();
  expect(voice.counts.identified).toBe(1);
});

test('a voice session that is lost is joined anew', async () => {
  const { ear } = await rig.playing();
  const { voice, world } = rig.discord;
  voice.disconnect(world.guildId, 4006);
  await eventually('a new session is there', () => voice.counts.identified === 2);
  await ear.hearsMore();
  expect(world.guild.voice.get(world.bot.id)?.channelId).toBe(world.lounge.id);
});

test.each([4017, 4021, 4022])('close code %i ends the session instead of knocking for ever', async (code) => {
  const bot = await rig.ready(rig.desk);
  const { voice, world } = rig.discord;
  voice.refuseWith = code;
  const answer = await rig.join(world.owner, world.lounge).message();
  expect(answer.content).toContain("I can't play in");
  await delay(400);
  expect(voice.counts.refused).toBe(1);
  expect(bot.status()).toMatchObject({ kind: 'ready', rooms: 0 });
});

test('other close codes are tried again after growing pauses', async () => {
  await rig.ready(rig.desk, { pacing: { firstRetry: 100, longestRetry: 10_000 } });
  const { voice, world } = rig.discord;
  voice.refuseWith = 4011;
  const talk = rig.join(world.owner, world.lounge);
  expect((await talk.message()).content).toContain('I keep trying.');
  const first = performance.now();
  await eventually('it was tried thrice', () => voice.counts.refused === 3);
  // 100 and 200 ms of pause; the first had begun when its message came.
  expect(performance.now() - first).toBeGreaterThan(200);
  voice.refuseWith = undefined;
  await eventually('it plays', () => rig.desk.listeners() === 1);
});

test('an IP discovery that is never answered is given up and tried again', async () => {
  await rig.ready(rig.desk, { pacing: { joinDeadline: 300 } });
  const { voice, world } = rig.discord;
  const ear = rig.discord.listen(world.listener, world.lounge);
  voice.udp.answersDiscovery = false;
  expect((await rig.join(world.owner, world.lounge).message()).content).toContain('did not finish');
  voice.udp.answersDiscovery = true;
  await ear.hears(25);
});

test('an IP discovery whose answer was lost is asked again', async () => {
  await rig.ready(rig.desk);
  const { voice, world } = rig.discord;
  const ear = rig.discord.listen(world.listener, world.lounge);
  voice.udp.answersDiscovery = false;
  const asked = rig.join(world.owner, world.lounge);
  await eventually('it knocked', () => voice.counts.identified === 1);
  await delay(200);
  voice.udp.answersDiscovery = true;
  await asked.message();
  await ear.hears(25);
  expect(voice.counts.identified).toBe(1);
});

test('an encryption message out of turn is left out; it used to end the process', async () => {
  const { ear } = await rig.playing();
  const { voice, world } = rig.discord;
  const stale = voice.group(world.lounge.id).staleProposal();
  voice.inject(world.guildId, DAVE_OP.proposals, stale);
  await eventually('it is noted', () => rig.log.lines.some((line) => line.includes('encryption message was refused')));
  await ear.hearsMore();
});

test('the radio plays although the rooms can not be stored, and they are stored later', async () => {
  rig.rooms.away = true;
  await rig.playing();
  const { guildId, lounge } = rig.discord.world;
  expect(rig.rooms.stored.size).toBe(0);
  expect(rig.log.lines.some((line) => line.includes('could not be stored; trying again'))).toBe(true);
  rig.rooms.away = false;
  await eventually('the room is stored', () => rig.rooms.stored.get(guildId)?.channelId === lounge.id);
});

test('closes although the rooms can neither be read nor stored', async () => {
  rig.rooms.away = true;
  const { bot } = await rig.playing({ pacing: { firstRetry: 60_000, longestRetry: 60_000 } });
  await bot.close();
  expect(bot.status().kind).toBe('stopped');
});

test('a room is rejoined when the store comes back, unless somebody called the radio elsewhere meanwhile', async () => {
  const { guildId, lounge, attic, owner } = rig.discord.world;
  rig.rooms.stored.set(guildId, { guildId, channelId: lounge.id });
  rig.rooms.away = true;
  await rig.ready(rig.desk);
  await rig.join(owner, attic).message();
  rig.rooms.away = false;
  await eventually('the new room is stored', () => rig.rooms.stored.get(guildId)?.channelId === attic.id);
  await delay(300);
  expect(rig.discord.botChannel()).toBe(attic.id);
});

test('a room that is gone is forgotten, and the secrets of a voice connection are not logged', async () => {
  const { guildId, token } = rig.discord.world;
  rig.rooms.stored.set(guildId, { guildId, channelId: '400000000000000099' });
  await rig.ready(rig.desk);
  await eventually('the room is forgotten', () => rig.rooms.stored.size === 0);
  await rig.playing();
  const logged = rig.log.lines.join('\n');
  for (const secret of [token, ...rig.discord.voice.secrets()]) expect(logged).not.toContain(secret);
});
