import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RadioError, type Stems } from '../../src/radio/index.ts';
import { componentsIn, EPHEMERAL, type Conversation } from '../support/discord/conversation.ts';
import { OPTION } from '../support/discord/loopback-discord.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import type { FakeGuildDesk } from '../support/fake-guild-desk.ts';
import { tonePackets } from '../support/packets.ts';
import { tempFolder } from '../support/temp-folder.ts';

let rig: Rig;
let station: FakeFrontDesk;
let desk: FakeGuildDesk;

beforeEach(async () => {
  rig = await Rig.open();
  station = new FakeFrontDesk(tonePackets(50));
  desk = station.guild(rig.discord.world.guildId);
  await rig.ready(station);
});

afterEach(async () => {
  station.stop();
  await rig.close();
});

describe('/download stems:True', () => {
  test('answers one listener at once, shows progress, and gives the files', async () => {
    const given = Promise.withResolvers<Stems>();
    desk.giveStems = () => given.promise;
    const talk = download();
    const defer = await talk.until(({ kind }) => kind === 'defer');
    expect(defer.kind === 'defer' && defer.body.flags).toBe(EPHEMERAL);
    await eventually('the desk is asked', () => desk.stemsAsked.length === 1);
    const [asked] = desk.stemsAsked;
    expect(asked).toMatchObject({
      segmentId: station.song.id,
      listener: rig.discord.world.listener.id,
      isExempt: false,
      limits: { bytes: 10 * 2 ** 20, files: 10 },
    });
    asked?.onProgress?.({ stage: 'playing', done: 0.5 });
    expect((await talk.message()).content).toBe('playing ▰▰▰▰▰▰▱▱▱▱▱▱ 50 %');
    given.resolve({ kind: 'there', files: await written(['01-drums.ogg', '02-chords-2.ogg']), bitrate: 128_000 });
    const { content, files } = await talk.message((body) => body.files !== undefined && body.files.length > 0);
    expect(content).toBe('Here are the parts of **Paper Umbrella** as they went into the mix, at 128 kbit/s.');
    expect(files?.map(({ name }) => name)).toEqual(['Paper-Umbrella-01-drums.ogg', 'Paper-Umbrella-02-chords-2.ogg']);
    expect(Buffer.from(files?.[1]?.bytes ?? []).toString()).toBe('02-chords-2.ogg');
  });

  test('says how they were made to fit', async () => {
    const files = await written(['stems.zip']);
    desk.giveStems = () => Promise.resolve({ kind: 'there', files, bitrate: 55_000 });
    expect((await download().message()).content).toBe(
      'Here are the parts of **Paper Umbrella** as they went into the mix, at 55 kbit/s. That is what fits into the 10.0 MB that Discord takes here. They are in one archive, because a message takes 10 files at most.',
    );
  });

  test('says why there are none', async () => {
    const reasons: readonly [Stems, string][] = [
      [{ kind: 'too-large', bytes: 20 * 2 ** 20 }, 'would take 20.0 MB at the least, and at most 10.0 MB'],
      [{ kind: 'changed' }, 'The radio has been changed since **Paper Umbrella** was made'],
      [{ kind: 'busy' }, 'are being made for this server already'],
      [{ kind: 'late' }, 'so much else to do'],
      [{ kind: 'gone' }, 'no longer there'],
    ];
    for (const [stems, sentence] of reasons) {
      desk.giveStems = () => Promise.resolve(stems);
      expect(await download().whisper()).toContain(sentence);
    }
  });

  test('tells a refusal, and what went wrong', async () => {
    const refusal = { kind: 'listener-limit', limit: 3, minutes: 5 } as const;
    desk.giveStems = () => Promise.reject(new RadioError('no', { refusal }));
    expect(await download().whisper()).toContain('You have asked for 3 songs within an hour');
    desk.giveStems = () => Promise.reject(new RadioError('The parts could not be made: the disk is full'));
    expect(await download().whisper()).toContain('whoever runs this radio finds the reason in its log');
    expect(rig.log.lines.join('\n')).toContain('the disk is full');
  });
});

test('the files of a song come with a button for its parts', async () => {
  const [ogg, midi] = await written(['a.ogg', 'a.mid']);
  desk.songFiles = { ogg: ogg ?? '', midi: midi ?? '', png: '', json: '' };
  const talk = rig.discord.type({ by: rig.discord.world.listener, command: 'download' });
  const body = await talk.message();
  const [button] = componentsIn(body).filter(({ custom_id: id }) => id?.startsWith('raindial:'));
  expect(button).toMatchObject({ label: 'Get the parts', custom_id: `raindial:stems:${station.song.id}` });
  const files = await written(['01-drums.ogg']);
  desk.giveStems = () => Promise.resolve({ kind: 'there', files, bitrate: 128_000 });
  const message = rig.discord.board.get(talk.originalId ?? '');
  if (message === undefined) throw new Error('The answer is nowhere.');
  const pressed = rig.discord.press({ by: rig.discord.world.owner, message, customId: button?.custom_id ?? '' });
  expect((await pressed.message()).files?.map(({ name }) => name)).toEqual(['Paper-Umbrella-01-drums.ogg']);
  expect(desk.stemsAsked).toMatchObject([{ segmentId: station.song.id, isExempt: true }]);
});

function download(): Conversation {
  const options = [{ name: 'stems', type: OPTION.boolean, value: true }];
  return rig.discord.type({ by: rig.discord.world.listener, command: 'download', options });
}

/** Files that hold their own names. */
async function written(names: readonly string[]): Promise<readonly string[]> {
  const folder = tempFolder();
  await mkdir(folder, { recursive: true });
  const paths = names.map((name) => path.join(folder, name));
  for (const file of paths) await writeFile(file, path.basename(file));
  return paths;
}
