import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoopbackDiscord } from '../support/discord/loopback-discord.ts';
import { eventually, Rig } from '../support/discord/rig.ts';

// Each step has a deadline: whatever Discord leaves unanswered is given up and tried again.

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(() => rig.close());

type Step = readonly [name: string, silence: (discord: LoopbackDiscord) => () => void];

/** Steps of logging in; each is made to get no answer until what it gives is called. */
const LOGIN_STEPS: readonly Step[] = [
  [
    'the way to the gateway is not told',
    (discord) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      discord.restWaits = promise;
      return resolve;
    },
  ],
  [
    'the gateway does not say hello',
    ({ gateway }) => {
      gateway.saysHello = false;
      return () => (gateway.saysHello = true);
    },
  ],
  [
    'the gateway does not answer the login',
    ({ gateway }) => {
      gateway.shardFaults.set(0, 'silent');
      return () => gateway.shardFaults.clear();
    },
  ],
];

test.each(LOGIN_STEPS)('logging in: %s', async (_, silence) => {
  const { gateway } = rig.discord;
  const speak = silence(rig.discord);
  const bot = rig.start(rig.desk, { pacing: { readyDeadline: 300 } });
  await eventually('it is given up', () => rig.log.lines.some((line) => line.includes('did not get ready in time')));
  // At least one attempt more.
  await delay(1000);
  speak();
  await eventually('it is ready', () => bot.status().kind === 'ready');
  // What was given up must not come back beside it, and answer each command a second time.
  await delay(1500);
  expect([gateway.counts.identified, gateway.connected()]).toEqual([1, 1]);
});

test('logging in: the gateway does not answer, and the bot can be closed', async () => {
  rig.discord.gateway.saysHello = false;
  const bot = rig.start(rig.desk);
  await eventually('it is connected', () => rig.discord.gateway.sockets() === 1);
  await bot.close();
  expect(bot.status()).toEqual({ kind: 'stopped', problem: 'closed' });
});

/** Steps of joining a voice channel. */
const JOIN_STEPS: readonly Step[] = [
  ...(['state-only', 'server-only'] as const).map((events): Step => [
    `of the two events comes one: ${events}`,
    (discord) => {
      discord.voiceEvents = events;
      return () => (discord.voiceEvents = 'state-first');
    },
  ]),
  ...(['identify', 'select protocol'] as const).map((wish): Step => [
    `the voice server does not answer: ${wish}`,
    ({ voice }) => {
      voice.unanswered.add(wish);
      return () => voice.unanswered.clear();
    },
  ]),
];

describe('joining a room', () => {
  test.each(JOIN_STEPS)('%s', async (_, silence) => {
    const { owner, listener, lounge } = rig.discord.world;
    await rig.ready(rig.desk, { pacing: { joinDeadline: 300 } });
    const ear = rig.discord.listen(listener, lounge);
    const speak = silence(rig.discord);
    expect((await rig.join(owner, lounge).message()).content).toContain('did not finish');
    speak();
    await ear.hears(25);
  });
});

test('mending a voice connection: the wish to resume is not answered, and the room is joined anew', async () => {
  const { owner, listener, lounge, guildId } = rig.discord.world;
  const { voice } = rig.discord;
  await rig.ready(rig.desk, { pacing: { mendDeadline: 300 } });
  const ear = rig.discord.listen(listener, lounge);
  await rig.join(owner, lounge).message();
  await ear.hears(10);
  voice.unanswered.add('resume');
  voice.disconnect(guildId, 4015);
  await eventually('it is joined anew', () => voice.counts.identified === 2);
  await ear.hearsMore();
});

test('a wish for a channel that was held back while the gateway resumed is not sent a day later', async () => {
  const { owner, listener, lounge, guildId } = rig.discord.world;
  const { gateway, voice } = rig.discord;
  await rig.ready(rig.desk, { pacing: { joinDeadline: 200 } });
  const ear = rig.discord.listen(listener, lounge);
  await rig.join(owner, lounge).message();
  await ear.hears(10);
  gateway.answersResumes = false;
  gateway.invalidate(true);
  voice.disconnect(guildId, 4006);
  const waits = () => rig.log.lines.filter((line) => line.includes('will join again')).length;
  await eventually('it was tried in vain', () => waits() >= 3);
  gateway.answersResumes = true;
  gateway.drop(4000);
  await ear.hearsMore();
  const wishes = rig.discord.voiceWishes.length;
  rig.discord.loseSession();
  await ear.hearsMore();
  expect(rig.discord.voiceWishes.slice(wishes)).toEqual([null, lounge.id]);
  expect(rig.rooms.stored.size).toBe(1);
});
