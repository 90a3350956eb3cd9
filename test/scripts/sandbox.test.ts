import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPage } from '../../scripts/sandbox/page-server.ts';
import { readable } from '../../scripts/sandbox/readable.ts';
import { Sandbox } from '../../scripts/sandbox/sandbox.ts';
import { readCommands, understand, whatIsMissing } from '../../scripts/sandbox/typed-command.ts';
import type { MessageBody } from '../support/discord/conversation.ts';
import { OPTION } from '../support/discord/loopback-discord.ts';
import { Rig } from '../support/discord/rig.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import { tonePackets } from '../support/packets.ts';

const packets = tonePackets(50);
let rig: Rig;
let desk: FakeFrontDesk;
let sandbox: Sandbox;
let page: Server;

beforeEach(async () => {
  rig = await Rig.open();
  desk = new FakeFrontDesk(packets);
  sandbox = new Sandbox(rig.discord);
  page = await openPage(sandbox, 0);
});

afterEach(async () => {
  desk.stop();
  page.closeAllConnections();
  page.close();
  await once(page, 'close');
  await rig.close();
});

function url(path: string): string {
  const address = page.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}${path}`;
}

async function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return await fetch(url(path), { method: 'POST', headers, body: JSON.stringify({ as: 'owner', ...body }) });
}

test('a person calls the radio, sits down, sees the answer and hears the voice channel', async () => {
  await rig.ready(desk);
  expect((await post('/type', { text: '/radio join channel:lounge' })).status).toBe(200);
  expect((await post('/sit', { channel: 'lounge' })).status).toBe(200);
  const stream = await fetch(url('/voice.ogg'));
  const bytes: Uint8Array[] = [];
  for await (const chunk of stream.body ?? []) {
    bytes.push(chunk as Uint8Array);
    if (Buffer.concat(bytes).length > 3000) break;
  }
  // The broadcast's own packets: decrypted, and put into Ogg.
  const heard = packets.filter((packet) => Buffer.concat(bytes).includes(Buffer.from(packet)));
  expect(heard.length).toBeGreaterThan(5);
  expect(Buffer.concat(bytes).subarray(0, 4).toString()).toBe('OggS');

  const state = (await (await fetch(url('/state'))).json()) as { voice: unknown[]; deeds: { steps: unknown[] }[] };
  expect(state.voice[0]).toMatchObject({ name: 'lounge', people: ['raindial', 'owner'] });
  expect(JSON.stringify(state.deeds[0]?.steps)).toContain('Playing in');
});

test('the panel stands as the invited bot may, and mentions are shown by name', async () => {
  await rig.ready(desk);
  await sandbox.type('owner', '/radio panel').whisper();
  interface State {
    readonly messages: readonly { readonly body: MessageBody }[];
    readonly deeds: readonly { readonly steps: readonly { readonly body?: MessageBody }[] }[];
  }
  const state = (await (await fetch(url('/state'))).json()) as State;
  expect(state.messages[0]?.body.embeds?.[0]?.title).toBe('Paper Umbrella');
  expect(state.deeds[0]?.steps[1]?.body?.content).toBe('The panel is in #chat.');
});

test('a small picture is shown, other files by name and size', async () => {
  const { board, world } = rig.discord;
  const bytes = Buffer.from('not really a picture');
  board.post(world.text.id, { files: ['song.png', 'song.mid'].map((name) => ({ name, bytes })) });
  const { messages } = (await (await fetch(url('/state'))).json()) as { messages: { body: object }[] };
  expect(messages[0]?.body).toEqual({
    files: [
      { name: 'song.png', bytes: 20, picture: `data:image/png;base64,${bytes.toString('base64')}` },
      { name: 'song.mid', bytes: 20 },
    ],
  });
});

test('names of channels and people, and moments, stand for their mentions; what is unknown stays', () => {
  const { world } = rig.discord;
  const content = `<#${world.attic.id}> by <@${world.owner.id}> and <@!${world.listener.id}>, <t:86400:R>, <#1> <@2>`;
  const shown = readable({ embeds: [{ description: content }] }, world).embeds[0]?.description;
  expect(shown).toMatch(/^#attic by @owner and @listener, 0\d\/01\/1970, \d\d:\d\d:00, <#1> <@2>$/);
});

test('completes what is typed, and says what is missing or wrong', async () => {
  await rig.ready(desk);
  const complete = async (text: string) => (await post('/complete', { text })).json();
  expect(await complete('/rad')).toEqual(['/radio']);
  expect(await complete('/radio jo')).toEqual(['join']);
  expect(await complete('/radio join channel:')).toContain('channel:lounge');
  expect(await (await post('/type', { text: '/radio' })).json()).toMatchObject({
    error: expect.stringContaining('missing') as string,
  });
  expect((await post('/type', { text: '/nothing' })).status).toBe(400);
});

test('no page elsewhere can use it', async () => {
  const answer = await fetch(url('/sit'), { method: 'POST', body: '{"as":"owner"}' });
  expect(answer.status).toBe(415);
});

test('understands groups, quoted values, numbers and names of channels', () => {
  const commands = readCommands([
    {
      name: 'radio',
      options: [
        {
          name: 'set',
          type: OPTION.subcommandGroup,
          options: [
            {
              name: 'dj',
              type: OPTION.subcommand,
              options: [
                { name: 'where', type: OPTION.channel, required: true },
                { name: 'mood', type: OPTION.string },
                { name: 'level', type: OPTION.number },
              ],
            },
          ],
        },
      ],
    },
  ]);
  const { world } = rig.discord;
  const where = { guild: world.guild, people: world.people };
  const done = understand('/radio set dj where:#attic mood:"late night" level:-3.5', commands, where);
  expect(whatIsMissing(done)).toBeUndefined();
  expect(done.options).toEqual([
    {
      name: 'set',
      type: OPTION.subcommandGroup,
      options: [
        {
          name: 'dj',
          type: OPTION.subcommand,
          options: [
            { name: 'where', type: OPTION.channel, value: world.attic.id },
            { name: 'mood', type: OPTION.string, value: 'late night' },
            { name: 'level', type: OPTION.number, value: -3.5, focused: true },
          ],
        },
      ],
    },
  ]);
  expect(whatIsMissing(understand('/radio set dj mood:x ', commands, where))).toBe('Missing: where');
  expect(() => understand('/radio set dj tempo:3', commands, where)).toThrow('none of where, mood, level');
});
