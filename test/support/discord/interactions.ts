import { randomBytes } from 'node:crypto';
import { Conversation, type Component } from './conversation.ts';
import type { MessageBoard, PostedMessage } from './message-board.ts';
import type { Channel, Person, World } from './world.ts';

/** An option of a slash command as somebody typed it; `type` is Discord's number of its kind. */
export interface TypedOption {
  readonly name: string;
  readonly type: number;
  readonly value?: string | number | boolean;
  readonly focused?: boolean;
  readonly options?: readonly TypedOption[];
}

/** Option types of Discord's documentation. */
export const OPTION = {
  subcommand: 1,
  subcommandGroup: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  number: 10,
} as const;

/** Who does something, and where: the first server's text channel when not given. */
interface Doing {
  readonly by: Person;
  readonly in?: Channel;
}

/** A command as somebody types it. */
export interface Typing extends Doing {
  readonly command: string;
  readonly options?: readonly TypedOption[];
}

/** A press of a message's button, or a choice from its menu (then with `values`). */
export interface Pressing extends Doing {
  readonly message: PostedMessage;
  readonly customId: string;
  readonly values?: readonly string[];
}

/** A form that was filled in: its fields' values by their ids. */
export interface Submitting extends Doing {
  readonly customId: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The message whose button opened the form. */
  readonly message?: PostedMessage;
}

/** Interaction types. */
const TYPE = { command: 2, component: 3, autocomplete: 4, modalSubmit: 5 } as const;

/** Component types. */
const COMPONENT = { row: 1, button: 2, textInput: 4 } as const;

/** What people do with the bot: type commands, press buttons, fill in forms. */
export class Interactions {
  readonly #world: World;
  readonly #board: MessageBoard;
  readonly #dispatch: (type: string, data: unknown) => void;
  readonly #conversations = new Map<string, Conversation>();

  constructor(options: {
    readonly world: World;
    readonly board: MessageBoard;
    readonly dispatch: (type: string, data: unknown) => void;
  }) {
    this.#world = options.world;
    this.#board = options.board;
    this.#dispatch = options.dispatch;
  }

  /** The conversation that a token belongs to. */
  byToken(token: string): Conversation | undefined {
    return this.#conversations.get(token);
  }

  type(typing: Typing): Conversation {
    return this.#interact(TYPE.command, typing, this.#commandData(typing));
  }

  complete(typing: Typing): Conversation {
    return this.#interact(TYPE.autocomplete, typing, this.#commandData(typing));
  }

  press(pressing: Pressing): Conversation {
    const { message, customId, values } = pressing;
    const kind = typeOf(customId, message.body.components ?? []);
    if (kind === undefined) throw new Error(`The message has no component ${customId}.`);
    const data = { custom_id: customId, component_type: kind, ...(values === undefined ? {} : { values }) };
    return this.#interact(TYPE.component, pressing, data, message);
  }

  submit(submitting: Submitting): Conversation {
    const data = {
      custom_id: submitting.customId,
      components: Object.entries(submitting.fields).map(([id, value]) => ({
        type: COMPONENT.row,
        components: [{ type: COMPONENT.textInput, custom_id: id, value }],
      })),
    };
    return this.#interact(TYPE.modalSubmit, submitting, data, submitting.message);
  }

  #commandData({ command, options = [], in: channel = this.#world.text }: Typing): object {
    const guild = this.#world.guildOf(channel);
    const flat = options.flatMap((option) => [option, ...(option.options ?? [])]);
    const inner = flat.flatMap((option) => option.options ?? []);
    const all = [...new Set([...flat, ...inner])];
    const named = (kind: number): readonly string[] =>
      all.filter(({ type }) => type === kind).map(({ value }) => String(value));
    const channels = guild.channels.filter(({ id }) => named(OPTION.channel).includes(id));
    const people = this.#world.people.filter(({ id }) => named(OPTION.user).includes(id));
    return {
      id: this.#world.nextId(),
      name: command,
      type: 1,
      guild_id: guild.id,
      options,
      resolved: {
        channels: byId(channels, (one) => ({
          ...guild.channel(one),
          permissions: guild.may(this.#world.bot, one).toString(),
        })),
        roles: Object.fromEntries(
          guild
            .roleObjects()
            .map((role) => [Reflect.get(role, 'id') as string, role] as const)
            .filter(([id]) => named(OPTION.role).includes(id)),
        ),
        users: byId(people, (person) => Reflect.get(guild.member(person), 'user') as object),
        members: byId(people, (person) => ({
          ...guild.member(person),
          user: undefined,
          permissions: guild.may(person).toString(),
        })),
      },
    };
  }

  #interact(
    type: number,
    { by, in: channel = this.#world.text }: Doing,
    data: object,
    about?: PostedMessage,
  ): Conversation {
    const world = this.#world;
    const guild = world.guildOf(channel);
    const conversation = new Conversation({
      id: world.nextId(),
      token: randomBytes(12).toString('hex'),
      channelId: channel.id,
      aboutMessageId: about?.id,
    });
    this.#conversations.set(conversation.token, conversation);
    this.#dispatch('INTERACTION_CREATE', {
      id: conversation.id,
      application_id: world.applicationId,
      type,
      token: conversation.token,
      version: 1,
      guild_id: guild.id,
      channel_id: channel.id,
      channel: guild.channel(channel),
      locale: by.locale ?? 'en-US',
      guild_locale: 'en-US',
      app_permissions: guild.may(world.bot, channel).toString(),
      entitlements: [],
      authorizing_integration_owners: { 0: guild.id },
      context: 0,
      attachment_size_limit: 10_485_760,
      member: { ...guild.member(by), permissions: guild.may(by, channel).toString() },
      data,
      ...(about === undefined ? {} : { message: this.#board.object(about) }),
    });
    return conversation;
  }
}

function byId<T extends { readonly id: string }>(things: readonly T[], object: (thing: T) => object): object {
  return Object.fromEntries(things.map((thing) => [thing.id, object(thing)]));
}

function typeOf(customId: string, components: readonly Component[]): number | undefined {
  for (const one of components) {
    if (one.custom_id === customId) return one.type;
    const inside = typeOf(customId, one.components ?? []);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
