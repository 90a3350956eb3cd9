import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SegmentPaths } from '../../src/radio/index.ts';
import { componentsIn, type Conversation } from '../support/discord/conversation.ts';
import type { PostedMessage } from '../support/discord/message-board.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import type { Person } from '../support/discord/world.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import type { FakeGuildDesk } from '../support/fake-guild-desk.ts';
import { tonePackets } from '../support/packets.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DJ = '700000000000000001';

let rig: Rig;
let station: FakeFrontDesk;
let desk: FakeGuildDesk;

beforeEach(async () => {
  rig = await Rig.open();
  station = new FakeFrontDesk(tonePackets(50));
  const { guild, guildId } = rig.discord.world;
  guild.roles.push({ id: DJ, name: 'DJ', permissions: 0n });
  desk = station.guild(guildId);
  await rig.ready(station);
});

afterEach(async () => {
  station.stop();
  await rig.close();
});

describe('thumbs', () => {
  test('rate the play whose card they are under', async () => {
    const message = await card();
    const { listener } = rig.discord.world;
    expect(await press(message, 'up').whisper()).toBe('Noted for **Paper Umbrella**. So far: 👍 1 · 👎 0');
    expect(await press(message, 'down').whisper()).toContain('👎 1');
    expect(station.ratings).toMatchObject([
      { listener: listener.id, thumb: 1, playId: '6f1c2d3e-0000-4000-8000-000000000001' },
      { listener: listener.id, thumb: -1, playId: '6f1c2d3e-0000-4000-8000-000000000001' },
    ]);
  });
});

describe('skip', () => {
  test('votes, and tells how many are still needed', async () => {
    const message = await card();
    desk.skipOutcome = { kind: 'voted', votes: 1, needed: 2 };
    expect(await press(message, 'skip').whisper()).toBe('1 of 2 votes to skip.');
    desk.skipOutcome = { kind: 'absent' };
    expect(await press(message, 'skip').whisper()).toContain('Only who listens');
    expect(desk.skips).toEqual([
      { listener: rig.discord.world.listener.id, force: false },
      { listener: rig.discord.world.listener.id, force: false },
    ]);
  });

  test('needs no vote from whoever manages the server, or has the DJ role', async () => {
    const { world } = rig.discord;
    const message = await card();
    desk.skipOutcome = { kind: 'skipped', segment: station.song };
    expect(await press(message, 'skip', world.owner).whisper()).toBe('Skipped **Paper Umbrella**.');
    world.guild.rolesOf.set(world.listener.id, [DJ]);
    await desk.change({ djRoleId: DJ });
    await press(message, 'skip').whisper();
    expect(desk.skips.map(({ force }) => force)).toEqual([true, true]);
  });

  test('of a song that is over skips nothing', async () => {
    const message = await card();
    if (station.nowOnAir.kind === 'song') {
      const play = { ...station.nowOnAir.play, id: '6f1c2d3e-0000-4000-8000-000000000002' };
      station.nowOnAir = { ...station.nowOnAir, play };
    }
    expect(await press(message, 'skip').whisper()).toContain('That song is over');
    expect(desk.skips).toEqual([]);
  });
});

test('more like this asks for the same kind of song, with another seed and key', async () => {
  station.nowOnAir = {
    ...(station.nowOnAir as Extract<typeof station.nowOnAir, { kind: 'song' }>),
    segment: segmentFacts({ recipe: recipe({ mood: 'rainy', energy: 0.4, seconds: 90 }), seed: 77 }),
  };
  const talk = press(await card(), 'more');
  await eventually('the station is asked', () => station.requests.length === 1);
  expect(station.requests[0]?.input).toEqual({
    style: 'lofi',
    mood: 'rainy',
    energy: 0.4,
    seconds: 90,
    tempo: 76,
    instruments: { chords: 'Rhodes' },
    effects: { rain: -14 },
  });
  expect(desk.requestOptions).toMatchObject([{ listener: rig.discord.world.listener.id, isExempt: false }]);
  station.requests[0]?.fulfil(segmentFacts({ title: 'Second Umbrella' }));
  const made = await talk.message(({ embeds }) => embeds?.length === 1);
  expect(made.embeds?.[0]?.title).toBe('Second Umbrella');
});

describe('get the files', () => {
  test('sends those that there are, under the song’s name', async () => {
    const folder = tempFolder();
    const paths = pathsIn(folder);
    await writeFile(paths.ogg, 'OggS and so on');
    await writeFile(paths.midi, 'MThd and so on');
    desk.songFiles = paths;
    const { files } = await press(await card(), 'files').message();
    expect(files?.map(({ name }) => name)).toEqual(['Paper-Umbrella.ogg', 'Paper-Umbrella.mid']);
    expect(Buffer.from(files?.[0]?.bytes ?? []).toString()).toBe('OggS and so on');
  });

  test('leaves out what is larger than Discord takes, and says so', async () => {
    const folder = tempFolder();
    const paths = pathsIn(folder);
    await writeFile(paths.ogg, new Uint8Array(11 * 2 ** 20));
    await writeFile(paths.midi, 'MThd and so on');
    desk.songFiles = paths;
    const { files, content } = await press(await card(), 'files').message();
    expect(files?.map(({ name }) => name)).toEqual(['Paper-Umbrella.mid']);
    expect(content).toContain('(11.0 MB) is larger than Discord takes here (10.0 MB)');
  });

  test('says that they are gone', async () => {
    expect(await press(await card(), 'files').whisper()).toBe('The files of that song are no longer there.');
  });
});

test('a button that is none of ours, or no longer, is answered', async () => {
  const { discord } = rig;
  const { text } = discord.world;
  const foreign = { type: 1, components: [{ type: 2, custom_id: 'raindial:up', style: 2, label: 'x' }] };
  const message = discord.board.post(text.id, { content: '', components: [foreign] });
  const talk = discord.press({ by: discord.world.listener, message, customId: 'raindial:up' });
  expect(await talk.whisper()).toBe('This command is no longer known here.');
});

test('somebody who presses without a pause is asked to wait, in their language', async () => {
  const { discord } = rig;
  const message = await card();
  const quick = discord.world.addPerson('schnell', 'de');
  desk.skipOutcome = { kind: 'nothing' };
  for (let times = 0; times < 8; times++) await press(message, 'skip', quick).whisper();
  expect(await press(message, 'skip', quick).whisper()).toBe('Das war viel auf einmal. Warte ein paar Sekunden.');
  expect(desk.skips).toHaveLength(8);
  expect(await press(message, 'skip').whisper()).toBe('There is no song to skip right now.');
});

test('a card shows the picture of its song', async () => {
  const folder = tempFolder();
  desk.songFiles = pathsIn(folder);
  await writeFile(desk.songFiles.png, 'PNG and so on');
  const { body } = await card();
  expect(body.files?.map(({ name }) => name)).toEqual(['song.png']);
  expect(body.embeds?.[0]).toMatchObject({ image: { url: 'attachment://song.png' } });
});

function pathsIn(folder: string): SegmentPaths {
  const file = (ending: string): string => path.join(folder, `a.${ending}`);
  return { ogg: file('ogg'), midi: file('mid'), png: file('png'), json: file('json') };
}

/** The card of the song on air, as a message with buttons. */
async function card(): Promise<PostedMessage> {
  const { discord } = rig;
  const talk = discord.type({ by: discord.world.owner, command: 'nowplaying' });
  await talk.message();
  const message = discord.board.get(talk.originalId ?? '');
  if (message === undefined) throw new Error('The card is nowhere.');
  return message;
}

function press(message: PostedMessage, action: string, by: Person = rig.discord.world.listener): Conversation {
  const customId = componentsIn(message.body).find(({ custom_id: id }) => id?.startsWith(`raindial:${action}:`));
  return rig.discord.press({ by, message, customId: customId?.custom_id ?? '' });
}
