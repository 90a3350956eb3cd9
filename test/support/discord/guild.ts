import { PermissionFlagsBits } from 'discord.js';
import type { Person } from './world.ts';

/** A channel; `denied`: rights that everybody lacks in it. */
export interface Channel {
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly kind: 'text' | 'voice' | 'stage';
  denied: bigint;
  /** What the bot wrote beside a voice channel's name. */
  status?: string;
}

/** A role, with the rights it gives. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
}

/** Where somebody is in voice, and by which session. */
export interface VoicePresence {
  readonly channelId: string;
  readonly sessionId: string;
  /** On a stage: in the audience. In a voice channel: muted by the server's rights. */
  readonly suppress: boolean;
  /** Whether a moderator muted them in the whole server. */
  readonly mute: boolean;
  /** Whether they deafened themselves, so that they hear nobody. */
  readonly selfDeaf: boolean;
  /** When they asked to speak on a stage. */
  readonly requestToSpeak: string | null;
}

/** Discord's numbers of the kinds of channels. */
const CHANNEL_TYPE = { text: 0, voice: 2, stage: 13 } as const;

/** What everybody may do in a server, unless a channel denies it. */
export const EVERYBODY_MAY =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.Connect |
  PermissionFlagsBits.Speak;

const ALL_RIGHTS = (1n << 50n) - 1n;

/** One server with its channels, its roles, and who sits where; as Discord's JSON objects. */
export class Guild {
  readonly id: string;
  readonly name: string;
  readonly text: Channel;
  readonly lounge: Channel;
  readonly attic: Channel;
  /** A voice channel in which nobody may speak. */
  readonly library: Channel;
  readonly stage: Channel;
  readonly roles: Role[] = [];
  /** By person's id: ids of their roles. */
  readonly rolesOf = new Map<string, readonly string[]>();
  /** By person's id. */
  readonly voice = new Map<string, VoicePresence>();
  /** What @everyone may do. */
  everybodyMay = EVERYBODY_MAY;
  /** What the bot's own role adds to that. */
  botMay = 0n;
  /** During an outage of Discord's. */
  unavailable = false;
  /** Who may do everything in it. */
  readonly owner: Person;
  readonly #people: () => readonly Person[];

  constructor(options: {
    readonly id: string;
    readonly name: string;
    readonly owner: Person;
    /** A number below 90 that makes this guild's channels differ from others'. */
    readonly channelId: (place: number) => string;
    readonly people: () => readonly Person[];
  }) {
    this.id = options.id;
    this.name = options.name;
    this.owner = options.owner;
    this.#people = options.people;
    const channel = (place: number, name: string, kind: Channel['kind'], denied = 0n): Channel => ({
      id: options.channelId(place),
      guildId: options.id,
      name,
      kind,
      denied,
    });
    this.text = channel(1, 'chat', 'text');
    this.lounge = channel(2, 'lounge', 'voice');
    this.attic = channel(3, 'attic', 'voice');
    this.library = channel(4, 'library', 'voice', PermissionFlagsBits.Speak);
    this.stage = channel(5, 'stage', 'stage');
  }

  get channels(): readonly Channel[] {
    return [this.text, this.lounge, this.attic, this.library, this.stage];
  }

  /** Somebody's rights in the server, or in one of its channels: the owner has all. */
  may(person: Person, channel?: Channel): bigint {
    if (person.id === this.owner.id) return ALL_RIGHTS;
    const own = this.rolesOf.get(person.id) ?? [];
    const fromRoles = this.roles.filter(({ id }) => own.includes(id)).reduce((all, role) => all | role.permissions, 0n);
    const all = this.everybodyMay | fromRoles | (person.bot ? this.botMay : 0n);
    return all & ~(channel?.denied ?? 0n);
  }

  /** A guild member object. */
  member(person: Person): object {
    return {
      user: userObject(person),
      roles: [...(this.rolesOf.get(person.id) ?? []), ...(person.bot ? [this.#botRoleId] : [])],
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      deaf: false,
      mute: this.voice.get(person.id)?.mute ?? false,
      flags: 0,
      nick: null,
      avatar: null,
    };
  }

  /** The data of a VOICE_STATE_UPDATE: where somebody is now. */
  voiceState(person: Person): object {
    const presence = this.voice.get(person.id);
    return {
      guild_id: this.id,
      channel_id: presence?.channelId ?? null,
      user_id: person.id,
      member: this.member(person),
      session_id: presence?.sessionId ?? 'gone',
      deaf: false,
      mute: presence?.mute ?? false,
      self_deaf: presence?.selfDeaf ?? false,
      self_mute: false,
      self_video: false,
      suppress: presence?.suppress ?? false,
      request_to_speak_timestamp: presence?.requestToSpeak ?? null,
    };
  }

  /** The data of a GUILD_ROLE_UPDATE's role; the bot's own role comes last. */
  roleObjects(): readonly object[] {
    const everyone = { id: this.id, name: '@everyone', permissions: this.everybodyMay };
    const bot = { id: this.#botRoleId, name: 'raindial', permissions: this.botMay };
    return [everyone, ...this.roles, bot].map(({ id, name, permissions }, position) => ({
      id,
      name,
      permissions: permissions.toString(),
      position,
      color: 0,
      hoist: false,
      managed: false,
      mentionable: false,
      flags: 0,
    }));
  }

  /** The data of a GUILD_CREATE. */
  create(): object {
    return {
      id: this.id,
      name: this.name,
      owner_id: this.owner.id,
      unavailable: false,
      large: false,
      member_count: this.#people().length,
      afk_timeout: 300,
      verification_level: 0,
      default_message_notifications: 0,
      explicit_content_filter: 0,
      mfa_level: 0,
      nsfw_level: 0,
      premium_tier: 0,
      system_channel_flags: 0,
      premium_progress_bar_enabled: false,
      preferred_locale: 'en-US',
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      features: [],
      emojis: [],
      stickers: [],
      threads: [],
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      roles: this.roleObjects(),
      channels: this.channels.map((channel) => this.channel(channel)),
      // A bot without the privileged intents is told of itself and of who is in voice.
      members: this.#people()
        .filter(({ id, bot }) => bot || this.voice.has(id))
        .map((person) => this.member(person)),
      voice_states: this.#people()
        .filter(({ id }) => this.voice.has(id))
        .map((person) => ({ ...this.voiceState(person), guild_id: undefined })),
    };
  }

  /** A channel object. */
  channel(channel: Channel): object {
    return {
      id: channel.id,
      guild_id: this.id,
      name: channel.name,
      type: CHANNEL_TYPE[channel.kind],
      position: 0,
      parent_id: null,
      nsfw: false,
      ...(channel.kind === 'text' ? { topic: null } : { bitrate: 64_000, user_limit: 0, rtc_region: null }),
      permission_overwrites:
        channel.denied === 0n ? [] : [{ id: this.id, type: 0, allow: '0', deny: channel.denied.toString() }],
    };
  }

  get #botRoleId(): string {
    return `${BigInt(this.id) + 900n}`;
  }
}

/** A user object. */
export function userObject(person: Person): object {
  return {
    id: person.id,
    username: person.username,
    discriminator: '0',
    global_name: null,
    avatar: null,
    bot: person.bot,
  };
}
