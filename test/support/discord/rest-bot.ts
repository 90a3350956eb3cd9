import { PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import { messageBody, type MessageBody } from './conversation.ts';
import { userObject, type Channel } from './guild.ts';
import type { MessageBoard } from './message-board.ts';
import type { Answer, Route } from './rest.ts';
import type { World } from './world.ts';

/** What the bot's own routes work with. */
export interface BotRoutesOptions {
  readonly world: World;
  readonly board: MessageBoard;
  /** Where the gateway is, and how many shards should log in there: the body of `GET /gateway/bot`. */
  readonly gatewayInfo: () => object;
  /** Told of the commands the bot registers. */
  readonly onCommands: (commands: readonly unknown[]) => void;
  /** The bot asks to speak on a stage, or to be in the audience no more. */
  readonly onStageWish: (guildId: string, wish: StageWish) => void;
}

/** What the bot asks of a stage. */
export interface StageWish {
  readonly suppress?: boolean | undefined;
  readonly requestToSpeak?: string | null | undefined;
}

const stageBody = z.looseObject({
  suppress: z.boolean().optional(),
  request_to_speak_timestamp: z.string().nullish(),
});

const UNKNOWN_CHANNEL: Answer = { status: 404, body: { message: 'Unknown Channel', code: 10003 } };
const UNKNOWN_MESSAGE: Answer = { status: 404, body: { message: 'Unknown Message', code: 10008 } };
const WRONG_KIND_OF_CHANNEL: Answer = {
  status: 400,
  body: { message: 'Cannot execute action on this channel type', code: 50024 },
};
const MISSING_PERMISSIONS: Answer = { status: 403, body: { message: 'Missing Permissions', code: 50013 } };

/** What a bot does with its token: its account, its commands, messages in channels, stages, a voice channel's status. */
export function botRoutes(options: BotRoutesOptions): readonly Route[] {
  return [...accountRoutes(options), ...messageRoutes(options), ...voiceRoutes(options)];
}

function accountRoutes({ world, gatewayInfo, onCommands }: BotRoutesOptions): readonly Route[] {
  const application = () => ({
    id: world.applicationId,
    name: world.bot.username,
    description: '',
    flags: 0,
    approximate_guild_count: world.guilds.length,
  });
  const register = ({ body }: { readonly body: unknown }): Answer => {
    const commands = z.array(z.looseObject({ name: z.string() })).parse(body);
    onCommands(commands);
    return {
      status: 200,
      body: commands.map((command) => ({
        ...command,
        id: world.nextId(),
        application_id: world.applicationId,
        version: '1',
      })),
    };
  };
  return [
    ['GET', /^\/gateway\/bot$/, () => ({ status: 200, body: gatewayInfo() })],
    ['GET', /^\/users\/@me$/, () => ({ status: 200, body: userObject(world.bot) })],
    ['GET', /^\/applications\/@me$/, () => ({ status: 200, body: application() })],
    [
      'GET',
      /^\/users\/@me\/guilds$/,
      () => ({
        status: 200,
        body: world.guilds.map((guild) => ({
          id: guild.id,
          name: guild.name,
          permissions: guild.may(world.bot).toString(),
          features: [],
        })),
      }),
    ],
    ['PUT', /^\/applications\/\d+\/commands$/, register],
    ['PUT', /^\/applications\/\d+\/guilds\/\d+\/commands$/, register],
  ];
}

function messageRoutes({ world, board }: BotRoutesOptions): readonly Route[] {
  const MESSAGES = /^\/channels\/(\d+)\/messages$/;
  const MESSAGE = /^\/channels\/(\d+)\/messages\/(\d+)$/;
  const maySend = (channel: Channel, { embeds, files }: MessageBody): boolean => {
    const needed =
      PermissionFlagsBits.SendMessages |
      ((embeds?.length ?? 0) > 0 ? PermissionFlagsBits.EmbedLinks : 0n) |
      ((files?.length ?? 0) > 0 ? PermissionFlagsBits.AttachFiles : 0n);
    return (world.guildOf(channel).may(world.bot, channel) & needed) === needed;
  };
  return [
    [
      'POST',
      MESSAGES,
      ({ parts: [channelId], body }) => {
        const channel = world.channelById(channelId);
        if (channel === undefined) return UNKNOWN_CHANNEL;
        const message: MessageBody = messageBody.parse(body);
        if (!maySend(channel, message)) return MISSING_PERMISSIONS;
        return { status: 200, body: board.object(board.post(channel.id, message)) };
      },
    ],
    [
      'GET',
      MESSAGE,
      ({ parts: [, id] }) => {
        const message = board.get(id ?? '');
        return message === undefined ? UNKNOWN_MESSAGE : { status: 200, body: board.object(message) };
      },
    ],
    [
      'PATCH',
      MESSAGE,
      ({ parts: [, id], body }) => {
        const changes: MessageBody = messageBody.parse(body);
        const channel = world.channelById(board.get(id ?? '')?.channelId);
        if (channel !== undefined && !maySend(channel, changes)) return MISSING_PERMISSIONS;
        const message = board.edit(id ?? '', changes);
        return message === undefined ? UNKNOWN_MESSAGE : { status: 200, body: board.object(message) };
      },
    ],
    ['DELETE', MESSAGE, ({ parts: [, id] }) => (board.delete(id ?? '') ? { status: 204 } : UNKNOWN_MESSAGE)],
    [
      'GET',
      /^\/channels\/(\d+)$/,
      ({ parts: [id] }) => {
        const channel = world.channelById(id);
        return channel === undefined ? UNKNOWN_CHANNEL : { status: 200, body: world.guildOf(channel).channel(channel) };
      },
    ],
  ];
}

function voiceRoutes({ world, onStageWish }: BotRoutesOptions): readonly Route[] {
  return [
    [
      'PUT',
      /^\/channels\/(\d+)\/voice-status$/,
      ({ parts: [id], body }) => {
        const channel = world.channelById(id);
        if (channel === undefined) return UNKNOWN_CHANNEL;
        if (channel.kind !== 'voice') return WRONG_KIND_OF_CHANNEL;
        const guild = world.guildOf(channel);
        const may = guild.may(world.bot, channel);
        const isThere = guild.voice.get(world.bot.id)?.channelId === channel.id;
        // From outside a channel it takes one right more.
        const needed = PermissionFlagsBits.SetVoiceChannelStatus | (isThere ? 0n : PermissionFlagsBits.ManageChannels);
        if ((may & needed) !== needed) return MISSING_PERMISSIONS;
        channel.status = z.object({ status: z.string().nullish() }).parse(body).status ?? '';
        return { status: 204 };
      },
    ],
    [
      'PATCH',
      /^\/guilds\/(\d+)\/voice-states\/@me$/,
      ({ parts: [guildId], body }) => {
        const guild = world.guilds.find(({ id }) => id === guildId);
        const presence = guild?.voice.get(world.bot.id);
        const channel = world.channelById(presence?.channelId);
        if (guild === undefined || channel === undefined) {
          return { status: 404, body: { message: 'Unknown Voice State', code: 10065 } };
        }
        const { suppress, request_to_speak_timestamp: requestToSpeak } = stageBody.parse(body);
        const may = guild.may(world.bot, channel);
        const lacks = (right: bigint): boolean => (may & right) === 0n;
        if (suppress === false && lacks(PermissionFlagsBits.MuteMembers)) return MISSING_PERMISSIONS;
        if (typeof requestToSpeak === 'string' && lacks(PermissionFlagsBits.RequestToSpeak)) return MISSING_PERMISSIONS;
        onStageWish(guild.id, { suppress, requestToSpeak });
        return { status: 204 };
      },
    ],
  ];
}
