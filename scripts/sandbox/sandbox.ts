import { INVITED_RIGHTS } from '../../src/discord/index.ts';
import type { Conversation, MessageBody } from '../../test/support/discord/conversation.ts';
import type { LoopbackDiscord, TypedOption } from '../../test/support/discord/loopback-discord.ts';
import type { Channel, Person } from '../../test/support/discord/world.ts';
import { HeardStream, StreamingListener } from './heard-stream.ts';
import { readable } from './readable.ts';
import { readCommands, TypingError, understand, whatIsMissing } from './typed-command.ts';

/** One thing that somebody did, and what the bot made of it. */
interface Deed {
  readonly by: string;
  readonly text: string;
  readonly conversation: Conversation;
}

/** Deeds that are shown. */
const SHOWN_DEEDS = 30;

/** Larger pictures are only named. */
const SHOWN_PICTURE_BYTES = 64 * 1024;

/** A loopback Discord as a person uses it: as one of its two people, in one server, with ears. */
export class Sandbox {
  readonly discord: LoopbackDiscord;
  readonly stream = new HeardStream();
  readonly #deeds: Deed[] = [];

  constructor(discord: LoopbackDiscord) {
    this.discord = discord;
    // Invited by the link that `raindial doctor` prints.
    discord.world.guild.botMay = INVITED_RIGHTS;
    // As Discord has it for messages of a channel.
    discord.limits.allowance = { requests: 5, milliseconds: 5000 };
  }

  /** Types a command. Throws a TypingError when it is none. */
  type(who: string, text: string): Conversation {
    const by = this.#person(who);
    const understood = this.#understand(text);
    const missing = whatIsMissing(understood);
    if (missing !== undefined) throw new TypingError(missing);
    const { command, options } = understood;
    return this.#note(by, text, this.discord.type({ by, command: command.name, options: options.map(unfocused) }));
  }

  /** What could stand where the text ends: names, or values that the bot proposes. */
  async complete(who: string, text: string): Promise<readonly string[]> {
    const commands = readCommands(this.discord.commands);
    if (!text.includes(' ')) return commands.map(({ name }) => `/${name}`).filter((name) => name.startsWith(text));
    const by = this.#person(who);
    try {
      const { command, options, open, focus } = this.#understand(text);
      if (focus?.choices !== undefined) return focus.choices.map(({ name }) => `${focus.name}:${quoted(name)}`);
      if (focus?.type === 7) return this.discord.world.guild.channels.map(({ name }) => `${focus.name}:${name}`);
      if (focus?.autocomplete === true) {
        const choices = await this.discord.complete({ by, command: command.name, options }).choices();
        return choices.map((choice) => `${focus.name}:${quoted(String(choice.value))}`);
      }
      const isSub = open.some(({ type = 0 }) => type <= 2);
      return focus === undefined ? open.map(({ name }) => (isSub ? name : `${name}:`)) : [];
    } catch (error) {
      if (!(error instanceof TypingError)) throw error;
      return this.#unfinished(text);
    }
  }

  /** Presses a button, or chooses from a menu. */
  press(who: string, messageId: string, customId: string, values?: readonly string[]): Conversation {
    const by = this.#person(who);
    const message = this.discord.board.get(messageId);
    if (message === undefined) throw new TypingError('That message is gone.');
    const pressed = this.discord.press({ by, message, customId, ...(values === undefined ? {} : { values }) });
    return this.#note(by, `presses ${customId}`, pressed);
  }

  /** Sends a form off. */
  submit(who: string, customId: string, fields: Readonly<Record<string, string>>, messageId?: string): Conversation {
    const by = this.#person(who);
    const message = this.discord.board.get(messageId ?? '');
    const sent = this.discord.submit({ by, customId, fields, ...(message === undefined ? {} : { message }) });
    return this.#note(by, `sends ${customId}`, sent);
  }

  /** Sits down in a voice channel and listens, or gets up. */
  sit(who: string, channelName: string | undefined): void {
    const by = this.#person(who);
    const channel = this.#voiceChannels().find(({ name }) => name === channelName);
    if (channel === undefined) this.discord.sit(by, undefined);
    else this.discord.listenBy(by, channel, (options) => new StreamingListener(options, this.stream));
  }

  /** All there is to see. */
  state(): object {
    const { world, board, commands } = this.discord;
    const { guild } = world;
    return {
      commands: readCommands(commands).map(({ name, description }) => ({ name, description })),
      people: world.people.filter(({ bot }) => !bot).map(({ username }) => username),
      voice: this.#voiceChannels().map((channel) => ({
        name: channel.name,
        kind: channel.kind,
        status: channel.status,
        people: world.people
          .filter(({ id }) => guild.voice.get(id)?.channelId === channel.id)
          .map((one) => one.username),
      })),
      packets: this.stream.packets,
      messages: board.in(world.text.id).map(({ id, body, edits }) => ({ id, body: this.#shown(body), edits })),
      deeds: this.#deeds.map(({ by, text, conversation }) => ({
        id: conversation.id,
        by,
        text,
        originalId: conversation.originalId,
        steps: conversation.steps.map((step) => ('body' in step ? { ...step, body: this.#shown(step.body) } : step)),
      })),
    };
  }

  /** A message as Discord's clients show it: small pictures as URLs of their own, and the sizes of files in place of their bytes. */
  #shown(body: MessageBody): object {
    const files = body.files?.map(({ name, bytes }) => ({
      name,
      bytes: bytes.length,
      ...(name.endsWith('.png') && bytes.length <= SHOWN_PICTURE_BYTES
        ? { picture: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}` }
        : {}),
    }));
    return readable({ ...body, files }, this.discord.world);
  }

  #note(by: Person, text: string, conversation: Conversation): Conversation {
    this.#deeds.push({ by: by.username, text, conversation });
    if (this.#deeds.length > SHOWN_DEEDS) this.#deeds.shift();
    return conversation;
  }

  #understand(text: string): ReturnType<typeof understand> {
    const { world, commands } = this.discord;
    return understand(text, readCommands(commands), { guild: world.guild, people: world.people });
  }

  /** What may follow when the last word is not there yet, or only half. */
  async #unfinished(text: string): Promise<readonly string[]> {
    const start = text.slice(0, text.lastIndexOf(' ') + 1);
    const half = text.slice(start.length);
    if (start.trim() === text.trim() || start === '') return [];
    try {
      const { open } = this.#understand(start);
      const isSub = open.some(({ type = 0 }) => type <= 2);
      return await Promise.resolve(
        open.map(({ name }) => (isSub ? name : `${name}:`)).filter((name) => name.startsWith(half)),
      );
    } catch {
      return [];
    }
  }

  #person(name: string): Person {
    const { world } = this.discord;
    return world.people.find(({ username, bot }) => username === name && !bot) ?? world.owner;
  }

  #voiceChannels(): readonly Channel[] {
    return this.discord.world.guild.channels.filter(({ kind }) => kind !== 'text');
  }
}

/** Sent off, no option is being typed any more. */
function unfocused(option: TypedOption): TypedOption {
  const { name, type, value, options } = option;
  return {
    name,
    type,
    ...(value === undefined ? {} : { value }),
    ...(options === undefined ? {} : { options: options.map(unfocused) }),
  };
}

function quoted(text: string): string {
  return text.includes(' ') ? `"${text}"` : text;
}
