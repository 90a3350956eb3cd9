import { PermissionFlagsBits } from 'discord.js';

/** Somebody on the loopback Discord. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly bot: boolean;
}

/** A channel; `denied`: rights that everybody lacks in it. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'text' | 'voice' | 'stage';
  readonly denied: bigint;
}

/** Where somebody is in voice, and by which session. */
export interface VoicePresence {
  readonly channelId: string;
  readonly sessionId: string;
}

/** Discord's numbers of the kinds of channels. */
const CHANNEL_TYPE = { text: 0, voice: 2, stage: 13 } as const;

const EVERYBODY_MAY =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.Connect |
  PermissionFlagsBits.Speak;

/** Everything there is on the loopback Discord: one server with its people and channels, and the bot's application. */
export class World {
  /** The one token that logs in. */
  readonly token = 'loopback.bot.token-that-must-stay-secret';
  readonly applicationId = '900000000000000001';
  readonly guildId = '100000000000000001';
  readonly guildName = 'Loopback';
  readonly bot: Person = { id: '200000000000000001', username: 'raindial', bot: true };
  readonly owner: Person = { id: '300000000000000001', username: 'owner', bot: false };
  readonly listener: Person = { id: '300000000000000002', username: 'listener', bot: false };
  readonly text: Channel = { id: '400000000000000001', name: 'chat', kind: 'text', denied: 0n };
  readonly lounge: Channel = { id: '400000000000000002', name: 'lounge', kind: 'voice', denied: 0n };
  readonly attic: Channel = { id: '400000000000000003', name: 'attic', kind: 'voice', denied: 0n };
  /** A voice channel in which nobody may speak. */
  readonly library: Channel = {
    id: '400000000000000004',
    name: 'library',
    kind: 'voice',
    denied: PermissionFlagsBits.Speak,
  };
  readonly stage: Channel = { id: '400000000000000005', name: 'stage', kind: 'stage', denied: 0n };
  /** What the bot's roles allow it in the whole server. */
  botRights = EVERYBODY_MAY;
  /** By person's id. */
  readonly voice = new Map<string, VoicePresence>();
  #lastId = 500000000000000000n;

  get people(): readonly Person[] {
    return [this.bot, this.owner, this.listener];
  }

  get channels(): readonly Channel[] {
    return [this.text, this.lounge, this.attic, this.library, this.stage];
  }

  /** A new id for anything. */
  nextId(): string {
    this.#lastId += 1n;
    return this.#lastId.toString();
  }

  /** Somebody's rights in the server, as Discord writes them: the owner has all. */
  permissions(person: Person): string {
    if (person.id === this.owner.id) return ((1n << 50n) - 1n).toString();
    return (person.id === this.bot.id ? this.botRights : EVERYBODY_MAY).toString();
  }

  /** A user object. */
  user(person: Person): object {
    return {
      id: person.id,
      username: person.username,
      discriminator: '0',
      global_name: null,
      avatar: null,
      bot: person.bot,
    };
  }

  /** A guild member object. */
  member(person: Person): object {
    return {
      user: this.user(person),
      roles: [],
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      deaf: false,
      mute: false,
      flags: 0,
      nick: null,
      avatar: null,
    };
  }

  /** The data of a VOICE_STATE_UPDATE: where somebody is now. */
  voiceState(person: Person): object {
    const presence = this.voice.get(person.id);
    return {
      guild_id: this.guildId,
      channel_id: presence?.channelId ?? null,
      user_id: person.id,
      member: this.member(person),
      session_id: presence?.sessionId ?? 'gone',
      deaf: false,
      mute: false,
      self_deaf: person.bot,
      self_mute: false,
      self_video: false,
      suppress: false,
      request_to_speak_timestamp: null,
    };
  }

  /** The data of a GUILD_CREATE. */
  guild(): object {
    return {
      id: this.guildId,
      name: this.guildName,
      owner_id: this.owner.id,
      unavailable: false,
      large: false,
      member_count: this.people.length,
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
      roles: [
        {
          id: this.guildId,
          name: '@everyone',
          permissions: EVERYBODY_MAY.toString(),
          position: 0,
          color: 0,
          hoist: false,
          managed: false,
          mentionable: false,
          flags: 0,
        },
      ],
      channels: this.channels.map((channel) => this.channel(channel)),
      members: this.people.map((person) => this.member(person)),
      voice_states: this.people
        .filter(({ id }) => this.voice.has(id))
        .map((person) => ({ ...this.voiceState(person), guild_id: undefined })),
    };
  }

  /** A channel object. */
  channel(channel: Channel): object {
    return {
      id: channel.id,
      guild_id: this.guildId,
      name: channel.name,
      type: CHANNEL_TYPE[channel.kind],
      position: 0,
      parent_id: null,
      nsfw: false,
      ...(channel.kind === 'text' ? { topic: null } : { bitrate: 64_000, user_limit: 0, rtc_region: null }),
      permission_overwrites:
        channel.denied === 0n ? [] : [{ id: this.guildId, type: 0, allow: '0', deny: channel.denied.toString() }],
    };
  }
}
