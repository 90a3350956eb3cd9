import { Guild, type Channel } from './guild.ts';

export type { Channel } from './guild.ts';

/** Somebody on the loopback Discord. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly bot: boolean;
  /** The language of their client; en-US when not given. */
  readonly locale?: string;
}

/** Divisible by 2 and by 3 above the 22nd bit: the first guild is on the first of two or three shards, the second on the second. */
const FIRST_GUILD = 100000000000000001n;

/**
 * Everything there is on the loopback Discord: the bot's application, people, and servers. Most tests need one server: its
 * channels can be named without it (`world.lounge`).
 */
export class World {
  /** The one token that logs in. */
  readonly token = 'loopback.bot.token-that-must-stay-secret';
  readonly applicationId = '900000000000000001';
  readonly bot: Person = { id: '200000000000000001', username: 'raindial', bot: true };
  readonly owner: Person = { id: '300000000000000001', username: 'owner', bot: false };
  readonly listener: Person = { id: '300000000000000002', username: 'listener', bot: false };
  readonly people: Person[] = [this.bot, this.owner, this.listener];
  readonly guilds: Guild[] = [];
  /** The first server. */
  readonly guild: Guild;
  #lastId = 500000000000000000n;

  constructor() {
    this.guild = this.addGuild('Loopback');
  }

  get guildId(): string {
    return this.guild.id;
  }

  get text(): Channel {
    return this.guild.text;
  }

  get lounge(): Channel {
    return this.guild.lounge;
  }

  get attic(): Channel {
    return this.guild.attic;
  }

  /** A voice channel in which nobody may speak. */
  get library(): Channel {
    return this.guild.library;
  }

  get stage(): Channel {
    return this.guild.stage;
  }

  /** A new server with the same people, which the bot has joined before it logs in; it is the world's owner's when nobody else's. */
  addGuild(name: string, owner = this.owner): Guild {
    const place = BigInt(this.guilds.length);
    const guild = new Guild({
      // Discord counts shards by the bits above the 22nd: each guild is the next one's.
      id: `${FIRST_GUILD + (place << 22n)}`,
      name,
      owner,
      channelId: (channel) => `${400000000000000000n + place * 100n + BigInt(channel)}`,
      people: () => this.people,
    });
    this.guilds.push(guild);
    return guild;
  }

  /** Somebody new, in all servers; a bot that is logged in hears of them at their first event. */
  addPerson(username: string, locale?: string): Person {
    const person = {
      id: `${300000000000000001n + BigInt(this.people.length)}`,
      username,
      bot: false,
      ...(locale === undefined ? {} : { locale }),
    };
    this.people.push(person);
    return person;
  }

  /** The server that has a channel. */
  guildOf(channel: { readonly guildId: string }): Guild {
    const guild = this.guilds.find(({ id }) => id === channel.guildId);
    if (guild === undefined) throw new Error(`There is no guild ${channel.guildId}.`);
    return guild;
  }

  /** A channel of any server by its id. */
  channelById(id: string | undefined): Channel | undefined {
    return this.guilds.flatMap(({ channels }) => channels).find((channel) => channel.id === id);
  }

  /** A new id for anything. */
  nextId(): string {
    this.#lastId += 1n;
    return this.#lastId.toString();
  }
}
