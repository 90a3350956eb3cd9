import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_PACING } from '../../src/discord/index.ts';
import { OPTION, type TypedOption } from '../support/discord/loopback-discord.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
  await rig.ready(rig.desk);
});

afterEach(() => rig.close());

test('the bot registers its commands and asks for no privileged intent', () => {
  expect(rig.discord.commands).toMatchObject([
    { name: 'radio' },
    { name: 'generate' },
    { name: 'nowplaying' },
    { name: 'queue' },
    { name: 'history' },
    { name: 'download' },
    { name: 'rate' },
    { name: 'stats' },
    { name: 'favorites' },
    { name: 'privacy' },
  ]);
  const guilds = 1 << 0;
  const voiceStates = 1 << 7;
  expect(rig.discord.gateway.intents()).toBe(guilds | voiceStates);
});

describe('/radio', () => {
  test('comes to the channel one sits in, remembers it, and leaves and forgets it', async () => {
    const { discord, rooms } = rig;
    const { listener, lounge, guildId } = discord.world;
    discord.sit(listener, lounge);
    expect((await rig.join(listener).message()).content).toBe(`Playing in <#${lounge.id}>.`);
    expect(discord.botChannel()).toBe(lounge.id);
    await eventually('the room is remembered', () => rooms.stored.get(guildId)?.channelId === lounge.id);
    expect(await rig.join(listener).whisper()).toBe(`I am playing in <#${lounge.id}> already.`);

    expect((await rig.leave(listener).message()).content).toBe(`I left <#${lounge.id}>.`);
    await eventually('the bot is gone', () => discord.botChannel() === undefined);
    await eventually('the room is forgotten', () => rooms.stored.size === 0);
    await eventually('nobody is tuned in', () => rig.desk.listeners() === 0);
    expect(await rig.leave(listener).whisper()).toBe('I am in no voice channel here.');
  });

  test('moves to another channel for whoever manages the server', async () => {
    const { discord, rooms } = rig;
    const { owner, lounge, attic, guildId } = discord.world;
    await rig.join(owner, lounge).message();
    expect((await rig.join(owner, attic).message()).content).toBe(`Playing in <#${attic.id}>.`);
    expect(discord.botChannel()).toBe(attic.id);
    await eventually('one room is remembered', () => rooms.stored.get(guildId)?.channelId === attic.id);
    expect(rig.desk.listeners()).toBe(1);
  });

  test('is not taken away from a channel by somebody who may not', async () => {
    const { owner, listener, lounge, attic } = rig.discord.world;
    await rig.join(owner, lounge).message();
    rig.discord.sit(listener, attic);
    expect(await rig.join(listener).whisper()).toContain('Someone with Manage Server can call me away');
    expect(await rig.leave(listener).whisper()).toContain('join it first');
    expect(rig.discord.botChannel()).toBe(lounge.id);
  });

  test('says what to do for somebody in no channel, in another one, and where it may not speak', async () => {
    const { owner, listener, lounge, library } = rig.discord.world;
    expect(await rig.join(listener).whisper()).toContain('You are in no voice channel');
    expect(await rig.join(listener, lounge).whisper()).toContain('join it first');
    const refusal = await rig.join(owner, library).whisper();
    expect(refusal).toContain('I lack the right to Speak');
    expect(refusal).not.toContain('Connect');
    expect(rig.discord.voiceWishes).toEqual([]);
    expect(rig.rooms.stored.size).toBe(0);
  });
});

describe('/generate', () => {
  test('answers at once, shows progress, and ends with the card', async () => {
    const { listener } = rig.discord.world;
    const talk = generate([
      { name: 'style', type: OPTION.string, value: 'lofi' },
      { name: 'melody', type: OPTION.string, value: 'Rhodes' },
      { name: 'effect', type: OPTION.string, value: 'rain' },
      { name: 'level', type: OPTION.number, value: -6 },
      { name: 'mood', type: OPTION.string, value: 'rainy' },
      { name: 'energy', type: OPTION.number, value: 0.7 },
      { name: 'classical', type: OPTION.number, value: 0 },
      { name: 'arp', type: OPTION.string, value: 'Grand Piano' },
      { name: 'tempo', type: OPTION.number, value: 80 },
      { name: 'key', type: OPTION.string, value: 'Am' },
      { name: 'seed', type: OPTION.integer, value: 7 },
      { name: 'length', type: OPTION.number, value: 60 },
    ]);
    await talk.until((step) => step.kind === 'defer');
    await eventually('the station is asked', () => rig.desk.requests.length === 1);
    const [request] = rig.desk.requests;
    expect(request?.input).toEqual({
      style: 'lofi',
      mood: 'rainy',
      energy: 0.7,
      classical: 0,
      tempo: 80,
      key: 'Am',
      seed: 7,
      seconds: 60,
      effects: { rain: -6 },
      instruments: { melody: 'Rhodes', arp: 'Grand Piano' },
    });

    request?.progress({ stage: 'composing', done: 0.25 });
    expect((await talk.message()).content).toBe('composing ▰▰▰▱▱▱▱▱▱▱▱▱ 25 %');
    for (let step = 1; step <= 40; step++) request?.progress({ stage: 'mixing', done: step / 40 });
    await talk.message(({ content }) => content?.startsWith('mixing') ?? false);
    request?.fulfil(
      segmentFacts({
        title: 'Wet *Window*',
        recipe: recipe({ mood: 'rainy', energy: 0.7 }),
        warnings: ['There is no kazoo here.'],
      }),
    );
    const card = await talk.message(({ embeds }) => embeds?.length === 1);
    expect(card.embeds?.[0]?.title).toBe('Wet \\*Window\\*');
    expect(fields(card.embeds?.[0])).toMatchObject({
      Style: 'lofi',
      Key: 'Eb major',
      Tempo: '76 BPM',
      Chords: 'Ebmaj7 – Cm9',
      Instruments: 'chords: Rhodes',
      Effects: 'rain −14 dB',
      Wishes: 'rainy, energy 0.7',
      Note: 'There is no kazoo here.',
    });
    // Forty reports are far fewer edits, and none comes after the card.
    expect(talk.steps.length).toBeLessThan(20);
    expect(talk.steps.at(-1)).toMatchObject({ kind: 'edit', body: { embeds: [{ title: 'Wet \\*Window\\*' }] } });
    expect(listener.bot).toBe(false);
  });

  test('tells only the one who typed what is wrong, mentions nobody, and withdraws the public answer', async () => {
    const talk = generate([{ name: 'style', type: OPTION.string, value: '@everyone' }]);
    expect(await talk.whisper()).toBe('There is no style "@everyone". There is "lofi" or "house".');
    expect(talk.steps.map(({ kind }) => kind)).toEqual(['defer', 'delete', 'follow-up']);
    const last = talk.steps.at(-1);
    expect(last?.kind === 'follow-up' && last.body.allowed_mentions).toEqual({ parse: [] });
  });

  test('completes names from what is installed, those that begin with the typed first', async () => {
    const { listener } = rig.discord.world;
    const choices = async (name: string, value: string): Promise<readonly unknown[]> => {
      const talk = rig.discord.complete({
        by: listener,
        command: 'generate',
        options: [{ name, type: OPTION.string, value, focused: true }],
      });
      const step = await talk.until(({ kind }) => kind === 'choices');
      return step.kind === 'choices' ? step.choices.map((choice) => choice.value) : [];
    };
    expect(await choices('style', '')).toEqual(['lofi', 'house']);
    expect(await choices('bass', 'gr')).toEqual(['Grand Piano', 'Bright Grand']);
    expect(await choices('effect', 'vin')).toEqual(['vinyl']);
    expect(await choices('mood', 'r')).toEqual(['rainy', 'party']);
    expect(await choices('melody', 'kazoo')).toEqual([]);
  });

  function generate(options: readonly TypedOption[]): ReturnType<typeof rig.discord.type> {
    return rig.discord.type({ by: rig.discord.world.listener, command: 'generate', options });
  }
});

describe('/nowplaying', () => {
  test('shows the song on air and the next one', async () => {
    const { embeds } = await rig.discord.type({ by: rig.discord.world.listener, command: 'nowplaying' }).message();
    expect(embeds?.[0]?.title).toBe('Paper Umbrella');
    expect(embeds?.[0]?.description).toBe('0:12 of 0:30');
    expect(fields(embeds?.[0])).toMatchObject({ Key: 'Eb major', Next: 'Attic Window (lofi)' });
  });

  test('shows rain while nothing else is there', async () => {
    rig.desk.nowOnAir = { kind: 'pad', since: 0 };
    rig.desk.next = [
      { kind: 'composing', style: 'lofi', requested: true, progress: { stage: 'composing', done: 0.5 } },
    ];
    const { embeds } = await rig.discord.type({ by: rig.discord.world.listener, command: 'nowplaying' }).message();
    expect(embeds?.[0]?.title).toBe('Rain');
    expect(fields(embeds?.[0])).toEqual({ Next: 'lofi, composing 50 %, requested' });
  });
});

describe('/rate', () => {
  test('notes the verdict on the play on air', async () => {
    expect(await rate('up').whisper()).toBe('Noted for **Paper Umbrella**. So far: 👍 1 · 👎 0');
    expect(await rate('down').whisper()).toContain('👍 1 · 👎 1');
    const { listener, guildId } = rig.discord.world;
    const playId = rig.desk.nowOnAir.kind === 'song' ? rig.desk.nowOnAir.play.id : undefined;
    expect(rig.desk.ratings).toEqual([
      { listener: listener.id, thumb: 1, guildId, playId },
      { listener: listener.id, thumb: -1, guildId, playId },
    ]);
  });

  test('says that there is nothing to rate', async () => {
    rig.desk.nowOnAir = { kind: 'pad', since: 0 };
    expect(await rate('up').whisper()).toBe('No song is on air that could be rated.');
  });

  function rate(thumb: string): ReturnType<typeof rig.discord.type> {
    const options = [{ name: 'thumb', type: OPTION.string, value: thumb }];
    return rig.discord.type({ by: rig.discord.world.listener, command: 'rate', options });
  }
});

test('a fault of the station is logged and told without its details', async () => {
  rig.desk.onAir = () => {
    throw new Error('secret path /somewhere');
  };
  const whisper = await rig.discord.type({ by: rig.discord.world.listener, command: 'nowplaying' }).whisper();
  expect(whisper).toContain('not your fault');
  expect(whisper).not.toContain('secret');
  expect(rig.log.lines.join('\n')).toContain('secret path');
});

test('no more edits than Discord allows: five in five seconds', () => {
  expect(5000 / DEFAULT_PACING.betweenEdits).toBeLessThanOrEqual(5);
});

function fields(
  embed: { readonly fields?: readonly { name: string; value: string }[] | undefined } | undefined,
): object {
  return Object.fromEntries((embed?.fields ?? []).map(({ name, value }) => [name, value]));
}
