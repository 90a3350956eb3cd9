import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  ModalBuilder,
  PermissionFlagsBits,
  Status,
  TextInputBuilder,
  TextInputStyle,
  type Interaction,
} from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { componentsIn } from '../support/discord/conversation.ts';
import { LoopbackDiscord, OPTION } from '../support/discord/loopback-discord.ts';
import { eventually } from '../support/discord/rig.ts';

let discord: LoopbackDiscord;
let client: Client;

beforeEach(async () => {
  discord = await LoopbackDiscord.open();
});

afterEach(async () => {
  await client.destroy();
  discord.close();
});

/** The real discord.js, which does this with each interaction. */
async function bot(onInteraction: (interaction: Interaction) => Promise<unknown>): Promise<Client<true>> {
  client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl } });
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction));
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.world.token);
  return await ready;
}

const button = new ActionRowBuilder<ButtonBuilder>().addComponents(
  new ButtonBuilder().setCustomId('up').setLabel('Up').setStyle(ButtonStyle.Primary),
);
const form = new ModalBuilder()
  .setCustomId('form')
  .setTitle('Form')
  .addComponents(
    new ActionRowBuilder<TextInputBuilder>().addComponents(
      new TextInputBuilder().setCustomId('why').setLabel('Why').setStyle(TextInputStyle.Short),
    ),
  );

test('a panel in a channel, its button, the form behind it, and the message that changes', async () => {
  const { world, board } = discord;
  const ready = await bot(async (interaction) => {
    if (interaction.isButton()) await interaction.showModal(form);
    if (interaction.isModalSubmit() && interaction.isFromMessage()) {
      await interaction.update({ content: `because ${interaction.fields.getTextInputValue('why')}`, components: [] });
    }
  });
  const channel = await ready.channels.fetch(world.text.id);
  if (channel === null || !channel.isSendable()) throw new Error('no channel');
  const message = {
    content: 'Panel',
    components: [button],
    files: [{ attachment: Buffer.from('abc'), name: 'a.txt' }],
  };
  await expect(channel.send(message)).rejects.toThrow('Missing Permissions');
  world.guild.botMay = PermissionFlagsBits.AttachFiles;
  await channel.send(message);

  const [panel] = board.in(world.text.id);
  if (panel === undefined) throw new Error('no panel');
  expect(componentsIn(panel.body)).toMatchObject([{ custom_id: 'up', label: 'Up' }]);
  expect(panel.body.files).toEqual([{ name: 'a.txt', bytes: new Uint8Array(Buffer.from('abc')) }]);

  const pressed = discord.press({ by: world.listener, message: panel, customId: 'up' });
  expect(await pressed.modal()).toMatchObject({ custom_id: 'form', title: 'Form' });
  const sent = discord.submit({ by: world.listener, message: panel, customId: 'form', fields: { why: 'it rains' } });
  expect((await sent.message()).content).toBe('because it rains');
  expect(board.get(panel.id)).toMatchObject({ edits: 1, body: { content: 'because it rains', components: [] } });
});

test('options in a group, a role, completion, a deferred whisper, and an answer that is asked back', async () => {
  const { world } = discord;
  world.guild.roles.push({ id: '700000000000000001', name: 'DJ', permissions: 0n });
  await bot(async (interaction) => {
    if (interaction.isAutocomplete()) await interaction.respond([{ name: 'One', value: 'one' }]);
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply({ flags: 64 });
    const role = interaction.options.getRole('role');
    const message = await interaction.editReply(
      `${interaction.options.getSubcommandGroup() ?? ''} ${role?.name ?? ''} ${interaction.locale}`,
    );
    await interaction.followUp(message.id);
  });
  const options = [
    {
      name: 'set',
      type: OPTION.subcommandGroup,
      options: [
        {
          name: 'dj',
          type: OPTION.subcommand,
          options: [{ name: 'role', type: OPTION.role, value: '700000000000000001' }],
        },
      ],
    },
  ];
  const by = world.addPerson('hans', 'de');
  const talk = discord.type({ by, command: 'radio', options });
  expect(await talk.whisper()).toBe('set DJ de');
  const followUp = await talk.message(({ content }) => /^\d+$/.test(content ?? ''));
  expect(discord.board.get(followUp.content ?? '')?.body.content).toBe('set DJ de');
  // Nobody else sees a whisper.
  expect(discord.board.in(world.text.id).map(({ body }) => body.content)).toEqual([followUp.content]);

  const typing = discord.complete({
    by,
    command: 'radio',
    options: [{ name: 'x', type: OPTION.string, focused: true, value: '' }],
  });
  expect(await typing.choices()).toEqual([{ name: 'One', value: 'one' }]);
});

test('rate limits: discord.js waits as long as it is told to, and then gets its answer', async () => {
  const { world, limits } = discord;
  const ready = await bot(() => Promise.resolve());
  const channel = await ready.channels.fetch(world.text.id);
  if (channel === null || !channel.isSendable()) throw new Error('no channel');
  limits.refuse = { next: 1, seconds: 0.05, global: false };
  await channel.send('after a 429');
  expect(limits.refused).toBe(1);

  limits.allowance = { requests: 2, milliseconds: 100 };
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => channel.send(text)));
  expect(discord.board.in(world.text.id)).toHaveLength(6);
});

test('a session that is declared invalid is resumed or opened anew, and told to reconnect it does', async () => {
  await bot(() => Promise.resolve());
  const { gateway } = discord;
  let resumed = 0;
  client.on(Events.ShardResume, () => void (resumed += 1));
  gateway.invalidate(true);
  await eventually('the session is resumed', () => gateway.counts.resumed === 1 && resumed === 1);
  gateway.askToReconnect();
  // An invalid session on the heels of the answer would make discord.js read the session that it has just dropped.
  await eventually('the session is resumed again', () => gateway.counts.resumed === 2 && resumed === 2);
  gateway.invalidate(false);
  await eventually('a new session is opened', () => gateway.counts.identified === 2);
  // discord.js can't be closed in the middle of that: it would connect once more, with nobody to catch what fails.
  await eventually('it is ready again', () => client.ws.shards.every(({ status }) => status === Status.Ready));
});

test('a gateway that answers no heartbeats is given up as dead', async () => {
  const { gateway } = discord;
  gateway.heartbeatMilliseconds = 50;
  await bot(() => Promise.resolve());
  gateway.answersHeartbeats = false;
  await eventually('the session is resumed', () => gateway.counts.resumed > 0);
  gateway.answersHeartbeats = true;
  await eventually('it is ready again', () => client.ws.shards.every(({ status }) => status === Status.Ready));
});
