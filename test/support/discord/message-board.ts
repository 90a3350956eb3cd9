import { userObject } from './guild.ts';
import { EPHEMERAL, type MessageBody } from './conversation.ts';
import type { World } from './world.ts';

/** A message in a channel, as the bot wrote it last. */
export interface PostedMessage {
  readonly id: string;
  readonly channelId: string;
  readonly body: MessageBody;
  /** How often it was edited. */
  readonly edits: number;
}

/** The messages that the bot wrote: what it sent to channels, and its answers to interactions. */
export class MessageBoard {
  readonly #world: World;
  readonly #messages = new Map<string, PostedMessage>();

  constructor(world: World) {
    this.#world = world;
  }

  post(channelId: string, body: MessageBody): PostedMessage {
    const message = { id: this.#world.nextId(), channelId, body, edits: 0 };
    this.#messages.set(message.id, message);
    return message;
  }

  /** Changes the named parts of a message, as Discord does; undefined when it is gone. */
  edit(id: string, body: MessageBody): PostedMessage | undefined {
    const old = this.#messages.get(id);
    if (old === undefined) return undefined;
    const message = { ...old, body: { ...old.body, ...body }, edits: old.edits + 1 };
    this.#messages.set(id, message);
    return message;
  }

  /** Whether there was such a message. */
  delete(id: string): boolean {
    return this.#messages.delete(id);
  }

  get(id: string): PostedMessage | undefined {
    return this.#messages.get(id);
  }

  /** What everybody sees in a channel, oldest first. */
  in(channelId: string): readonly PostedMessage[] {
    return [...this.#messages.values()].filter(
      (message) => message.channelId === channelId && ((message.body.flags ?? 0) & EPHEMERAL) === 0,
    );
  }

  /** Discord's JSON object of a message. */
  object({ id, channelId, body, edits }: PostedMessage): object {
    const { files = [], ...rest } = body;
    return {
      content: '',
      embeds: [],
      components: [],
      ...rest,
      id,
      channel_id: channelId,
      guild_id: this.#world.channelById(channelId)?.guildId,
      author: userObject(this.#world.bot),
      attachments: files.map(({ name, bytes }, index) => ({
        id: String(index),
        filename: name,
        size: bytes.length,
        url: `https://cdn.invalid/${name}`,
        proxy_url: `https://cdn.invalid/${name}`,
      })),
      mentions: [],
      mention_roles: [],
      timestamp: '2026-01-01T00:00:00.000000+00:00',
      edited_timestamp: edits === 0 ? null : '2026-01-01T00:00:01.000000+00:00',
      tts: false,
      pinned: false,
      mention_everyone: false,
      type: 0,
    };
  }
}
