import { setTimeout as delay } from 'node:timers/promises';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemTime } from '../../src/radio/index.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { testStation } from '../support/test-station.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(() => rig.close());

describe('voice', () => {
  test('joins, moves and comes back although the voice server is named before the channel', async () => {
    rig.discord.voiceEvents = 'server-first';
    await rig.playing();
    const { owner, attic } = rig.discord.world;
    const there = rig.discord.listen(owner, attic);
    rig.discord.moveBot(attic);
    await there.hears(25);
    rig.discord.voice.disconnect(rig.discord.world.guildId, 4006);
    await there.hearsMore();
  });

  test.each([1006, 4015])('a connection that ends with %i is resumed with the same session', async (code) => {
    const { ear } = await rig.playing();
    const { voice, world } = rig.discord;
    if (code === 1006) voice.cut(world.guildId);
    else voice.disconnect(world.guildId, code);
    await eventually('it is resumed', () => voice.counts.resumed === 1);
    await ear.hearsMore();
    expect(voice.counts.identified).toBe(1);
  });

  test('a connection that ends with 1011 is joined anew when it may not be resumed', async () => {
    const { ear } = await rig.playing();
    const { voice, world } = rig.discord;
    voice.disconnect(world.guildId, 1011);
    await eventually('it connected anew', () => voice.counts.identified === 2);
    await ear.hearsMore();
    expect(voice.counts.resumed).toBe(0);
  });

  test('a new voice server (another region) is followed', async () => {
    const { bot, ear } = await rig.playing();
    rig.discord.changeRegion();
    await eventually('it connected anew', () => rig.discord.voice.counts.identified === 2);
    await ear.hearsMore();
    expect(bot.status()).toMatchObject({ rooms: 1, playing: 1 });
    // Nobody asked for the channel again: Discord itself moved the connection.
    expect(rig.discord.voiceWishes).toHaveLength(1);
  });

  test('a voice server that says nothing is given up and tried again', async () => {
    rig.discord.voice.isMute = true;
    await rig.ready(rig.desk, { pacing: { joinDeadline: 300 } });
    const { owner, listener, lounge } = rig.discord.world;
    const ear = rig.discord.listen(listener, lounge);
    expect((await rig.join(owner, lounge).message()).content).toContain('did not finish');
    rig.discord.voice.isMute = false;
    await ear.hearsMore();
  });

  test('a gateway that does not answer the wish for a channel is asked again', async () => {
    rig.discord.answersVoiceWishes = false;
    await rig.ready(rig.desk, { pacing: { joinDeadline: 300 } });
    const { owner, lounge } = rig.discord.world;
    expect((await rig.join(owner, lounge).message()).content).toContain('did not finish');
    rig.discord.answersVoiceWishes = true;
    await eventually('it plays', () => rig.desk.listeners() === 1);
  });

  test('a voice server that only has XChaCha20 is played to', async () => {
    rig.discord.voice.modes = ['aead_xchacha20_poly1305_rtpsize'];
    const { ear } = await rig.playing();
    await ear.hearsMore();
    expect(ear.undecipherable).toBe(0);
  });

  test('people come and go in the end-to-end encrypted group, and who is there hears all', async () => {
    const { ear } = await rig.playing();
    const { discord } = rig;
    const { owner, lounge } = discord.world;
    const people = ['ada', 'ben', 'cleo'].map((name) => discord.world.addPerson(name));
    const ears = people.map((person) => discord.listen(person, lounge));
    for (const one of ears) await one.hears(10);
    const [ada, ben] = people;
    if (ada === undefined || ben === undefined) throw new Error('nobody');
    discord.sit(ada, undefined);
    discord.sit(ben, undefined);
    const late = discord.listen(owner, lounge);
    await late.hears(25);
    const [goneAda, , cleo] = ears;
    if (goneAda === undefined || cleo === undefined) throw new Error('nobody');
    const heardByAda = goneAda.heard.length;
    await Promise.all([ear.hearsMore(), cleo.hearsMore()]);
    expect(goneAda.heard.length).toBe(heardByAda);
    // All of them in one group, without a new start: the bot connected once.
    expect(discord.voice.counts.identified).toBe(1);
    expect(ear.breaks()).toEqual([]);
  });

  test.each([true, false])(
    'somebody who came while the connection was being resumed hears the radio (word of it comes last: %s)',
    async (resumedComesLast) => {
      const { ear } = await rig.playing();
      const { voice, world } = rig.discord;
      voice.resumedComesLast = resumedComesLast;
      voice.cut(world.guildId);
      const late = rig.discord.listen(world.owner, world.lounge);
      await late.hears(25);
      await ear.hearsMore();
    },
  );

  test('encryption that does not get ready although people are there is begun anew', async () => {
    const { voice, world } = rig.discord;
    await rig.ready(rig.desk, { pacing: { uselessAfter: 300 } });
    // A group that is lost to the bot: its key package is not heard.
    const group = voice.group(world.lounge.id);
    const keyPackage = group.keyPackage.bind(group);
    group.keyPackage = (userId, bytes) => {
      if (userId !== world.bot.id) keyPackage(userId, bytes);
    };
    const ear = rig.discord.listen(world.listener, world.lounge);
    await rig.join(world.owner, world.lounge).message();
    await eventually('it is noticed', () => rig.log.lines.some((line) => line.includes('did not get ready')));
    group.keyPackage = keyPackage;
    await ear.hears(25);
  });

  test('a radio that is alone in its channel is not taken for one that nobody can decrypt', async () => {
    await rig.ready(rig.desk, { pacing: { uselessAfter: 100 } });
    const { owner, listener, lounge } = rig.discord.world;
    await rig.join(owner, lounge).message();
    await delay(500);
    expect(rig.discord.voice.counts.identified).toBe(1);
    await rig.discord.listen(listener, lounge).hears(25);
  });

  test('a stall of the event loop is followed by no burst', async () => {
    const { station } = await testStation(systemTime());
    station.start();
    await rig.ready(station);
    const { owner, listener, lounge } = rig.discord.world;
    const ear = rig.discord.listen(listener, lounge);
    await rig.join(owner, lounge).message();
    await ear.hears(10);
    const { ticks, lostTicks } = station.stats().clock;
    const until = performance.now() + 1500;
    while (performance.now() < until);
    await ear.hearsMore();
    const after = station.stats().clock;
    // The packets of the stall are given up, not sent behind each other.
    const seconds = (performance.now() - until) / 1000;
    expect(after.lostTicks - lostTicks).toBeGreaterThanOrEqual(60);
    expect(after.ticks - ticks).toBeLessThan(15 + seconds * 50);
    expect(ear.breaks()).toEqual([]);
  });
});

describe('the gateway', () => {
  test('Discord is away for long, and the radio comes back by itself', async () => {
    const { bot, ear } = await rig.playing({ pacing: { joinDeadline: 500, mendDeadline: 200 } });
    await rig.discord.goAway();
    await eventually('it is noticed', () => bot.status().kind === 'connecting');
    // Long against the pauses here, as an hour is against those of two minutes.
    await delay(2000);
    await rig.discord.comeBack();
    await ear.hearsMore();
    await eventually('all is well', () => bot.status().kind === 'ready');
    expect(bot.status()).toMatchObject({ rooms: 1, playing: 1 });
  });

  test("a session that is lost takes the rooms' connections with it, and they are back without waiting for a deadline", async () => {
    const { ear } = await rig.playing({ pacing: { mendDeadline: 60_000 } });
    rig.discord.loseSession();
    await ear.hearsMore();
    expect(rig.discord.voice.counts.identified).toBe(2);
  });

  test('a wish to resume that is never answered ends in a new login', async () => {
    const { bot, ear } = await rig.playing({ pacing: { gatewayDeadline: 500 } });
    const { gateway } = rig.discord;
    gateway.answersResumes = false;
    gateway.drop(4000);
    await eventually('the bot logs in anew', () => gateway.counts.identified === 2);
    await ear.hearsMore();
    await eventually('all is well', () => bot.status().kind === 'ready');
    expect(rig.log.lines.some((line) => line.includes('logging in anew'))).toBe(true);
  });

  test('an outage in one server is waited for, and other servers play on', async () => {
    const { guild, listener, owner } = rig.discord.world;
    const other = rig.discord.world.addGuild('Other');
    for (const { id, lounge } of [guild, other]) rig.rooms.stored.set(id, { guildId: id, channelId: lounge.id });
    const here = rig.discord.listen(listener, guild.lounge);
    const there = rig.discord.listen(owner, other.lounge);
    await rig.ready(rig.desk);
    await Promise.all([here.hears(10), there.hears(10)]);

    rig.discord.gateway.dispatch('GUILD_DELETE', { id: guild.id, unavailable: true });
    rig.discord.voice.disconnect(guild.id, 4006);
    await eventually('it waits', () => rig.log.lines.some((line) => line.includes('the server is unavailable')));
    await there.hearsMore();
    expect(there.breaks()).toEqual([]);
    expect(rig.rooms.stored.size).toBe(2);
    rig.discord.gateway.dispatch('GUILD_CREATE', guild.create());
    await here.hearsMore();
  });
});

describe('rights', () => {
  test('a right that is taken away stops the radio, and it comes back when the right is given back', async () => {
    const { bot, ear } = await rig.playing();
    const { lounge } = rig.discord.world;
    rig.discord.deny(lounge, PermissionFlagsBits.Speak);
    await eventually('it left', () => rig.discord.botChannel() === undefined);
    expect(bot.status()).toMatchObject({ rooms: 0 });
    expect(rig.log.lines.some((line) => line.includes('lack the right to Speak'))).toBe(true);
    // It is remembered: after a restart the right may be there.
    expect(rig.rooms.stored.size).toBe(1);
    rig.discord.deny(lounge, 0n);
    await ear.hearsMore();
  });

  test('on a stage it becomes a speaker where it has the right', async () => {
    const { stage, owner, guild, bot } = rig.discord.world;
    guild.botMay = PermissionFlagsBits.MuteMembers;
    await rig.ready(rig.desk);
    await rig.join(owner, stage).message();
    await eventually('it speaks', () => guild.voice.get(bot.id)?.suppress === false);
    // A moderator sends it back to the audience: it stays there.
    rig.discord.setVoice(bot, { suppress: true });
    await delay(200);
    expect(guild.voice.get(bot.id)?.suppress).toBe(true);
  });

  test('on a stage it asks to speak where it may only ask', async () => {
    const { stage, owner, guild, bot } = rig.discord.world;
    guild.botMay = PermissionFlagsBits.RequestToSpeak;
    await rig.ready(rig.desk);
    await rig.join(owner, stage).message();
    await eventually('it asks', () => (guild.voice.get(bot.id)?.requestToSpeak ?? null) !== null);
    expect(guild.voice.get(bot.id)?.suppress).toBe(true);
  });
});

describe('after kill -9', () => {
  test('rooms with listeners come first, within the rate limit', async () => {
    const { world } = rig.discord;
    const guilds = [world.guild, ...Array.from({ length: 5 }, (_, at) => world.addGuild(`Guild ${at}`))];
    for (const { id, lounge } of guilds) rig.rooms.stored.set(id, { guildId: id, channelId: lounge.id });
    // Two rooms have people in them; in all the bot still seems to sit, as its process was killed.
    const [, , third, , , sixth] = guilds;
    if (third === undefined || sixth === undefined) throw new Error('no guilds');
    for (const guild of guilds) rig.discord.sit(world.bot, guild.lounge);
    rig.discord.sit(world.listener, sixth.lounge);
    rig.discord.sit(world.owner, sixth.lounge);
    rig.discord.sit(world.listener, third.lounge);

    await rig.ready(rig.desk, { pacing: { joinBurst: 1, betweenJoins: 30 } });
    await eventually('it plays in all rooms', () => rig.desk.listeners() === guilds.length);
    const order = rig.discord.voiceWishes;
    expect(order.slice(0, 2)).toEqual([sixth.lounge.id, third.lounge.id]);
    expect(order).toHaveLength(guilds.length);
  });
});
