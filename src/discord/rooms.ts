import { Events, type Client, type Guild, type VoiceState } from 'discord.js';
import { systemTime, type FrontDesk, type Log, type Room } from '../radio/index.ts';
import { audienceOf, peopleIn } from './audience.ts';
import { EmptyRooms } from './empty-rooms.ts';
import { findEntrance, type SessionEnd } from './entrance.ts';
import { errorText } from './error-text.ts';
import type { Pacing } from './pacing.ts';
import { loggedReason, type EndReason } from './reasons.ts';
import type { RoomMemory } from './room-memory.ts';
import { takeTheStage, whyUnheard } from './stage.ts';
import { Turnstile } from './turnstile.ts';
import { VoiceSession, type SessionStatus } from './voice-session.ts';

/** What a guild's desk has for its room. */
export interface RoomDesk {
  readonly tune: FrontDesk['tune'];
  /** Told at each change who hears the room; `because`: people came or went, or the radio itself did. */
  readonly audience?: (listeners: readonly string[], because?: 'listeners' | 'radio') => void;
  /** `stay`: the radio stays in its room when nobody listens, as it does without this. */
  readonly settings?: () => { readonly stay: boolean };
}

/** What {@link Rooms} works with. */
export interface RoomsOptions {
  readonly client: Client<true>;
  readonly desk: (guildId: string) => RoomDesk;
  readonly memory: RoomMemory;
  readonly pacing: Pacing;
  readonly random: () => number;
  readonly log: Log;
}

/** Called with a guild's id when something about its room changed. */
export type RoomListener = (guildId: string) => void;

/** The voice channels the radio plays in, at most one a guild, each kept by its own {@link VoiceSession}. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #sessions = new Map<string, VoiceSession>();
  /** Rooms whose session is over although nobody sent the radio away, and why. */
  readonly #stopped = new Map<string, { readonly room: Room; readonly end: SessionEnd }>();
  /** Who waits for a session's first outcome. */
  readonly #waiters = new Map<VoiceSession, (status: SessionStatus) => void>();
  readonly #listeners = new Set<RoomListener>();
  /** By shard's id: each has a connection of its own to the gateway. */
  readonly #turnstiles = new Map<number, Turnstile>();
  /** By guild: the place on a stage where the bot has asked to speak. */
  readonly #asked = new Map<string, string>();
  readonly #empty: EmptyRooms;
  readonly #ending = new AbortController();

  constructor(options: RoomsOptions) {
    this.#options = options;
    const { client } = options;
    this.#empty = new EmptyRooms({
      after: options.pacing.leaveAfter,
      isEmpty: (guildId) => this.sounds(guildId) && this.#audience(guildId).length === 0,
      stays: (guildId) => options.desk(guildId).settings?.().stay ?? true,
      leave: (guildId) => this.leave(guildId, { kind: 'nobody-listened' }),
    });
    client.on(Events.VoiceStateUpdate, (_, now) => this.#voiceState(now));
    client.on(Events.ChannelDelete, (channel) => {
      if (channel.isDMBased() || this.at(channel.guildId)?.channelId !== channel.id) return;
      this.leave(channel.guildId, { kind: 'channel-gone' });
    });
    client.on(Events.ChannelUpdate, (_, channel) => {
      if (!channel.isDMBased()) this.#review(channel.guildId);
    });
    client.on(Events.GuildRoleUpdate, (_, role) => this.#review(role.guild.id));
    client.on(Events.GuildRoleDelete, (role) => this.#review(role.guild.id));
    client.on(Events.GuildMemberUpdate, (_, member) => {
      if (member.id === client.user.id) this.#review(member.guild.id);
    });
    client.on(Events.ShardReady, (shardId) => this.#newGatewaySession(shardId));
    client.on(Events.ShardResume, (shardId) => {
      for (const { session } of this.#on(shardId)) session.hurry();
    });
    client.on(Events.GuildDelete, (guild) => {
      this.leave(guild.id, { kind: 'not-in-server' });
      options.memory.forget(guild.id);
    });
  }

  /** Where the radio is (or tries to be) in a guild. */
  at(guildId: string): Room | undefined {
    return this.#sessions.get(guildId)?.room;
  }

  /** How the radio is doing in a guild: `ended` when it stopped by itself, with the reason; undefined when it was not called there. */
  status(guildId: string): SessionStatus | undefined {
    const stopped = this.#stopped.get(guildId);
    return this.#sessions.get(guildId)?.status ?? (stopped && { kind: 'ended', end: stopped.end });
  }

  /** Whether the radio sounds in a guild's channel now. */
  sounds(guildId: string): boolean {
    return this.#sessions.get(guildId)?.status.kind === 'playing';
  }

  /** All rooms the radio is to play in, those where it stopped by itself among them. */
  all(): readonly Room[] {
    return [...this.#sessions.values(), ...this.#stopped.values()].map(({ room }) => room);
  }

  /** How many rooms there are, and in how many the radio sounds now. */
  count(): { readonly rooms: number; readonly playing: number } {
    const sessions = [...this.#sessions.values()];
    return { rooms: sessions.length, playing: sessions.filter(({ status }) => status.kind === 'playing').length };
  }

  /** Calls back when {@link Rooms.at} or {@link Rooms.status} changed for a guild, until the returned function is called. */
  onChange(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Plays in a channel from now on, instead of the guild's other one; remembered over restarts. Resolves when the radio
   * sounds, or with why it does not: `waiting` goes on trying by itself, `ended` does not.
   */
  join(room: Room): Promise<SessionStatus> {
    this.#options.memory.remember(room);
    return this.#open(room);
  }

  /** Leaves a guild's channel and forgets it; false when the radio was in none. */
  leave(guildId: string, reason: EndReason = { kind: 'asked' }): boolean {
    const session = this.#sessions.get(guildId);
    const isKnown = session !== undefined || this.#stopped.delete(guildId);
    if (session === undefined && isKnown) {
      this.#options.memory.forget(guildId);
      this.#tell(guildId);
    }
    session?.end({ reason, forget: true });
    return isKnown;
  }

  /**
   * Joins the rooms of before (those that are remembered, when none are given), as fast as the gateway's rate limit allows;
   * those with more people in them first.
   */
  async rejoin(rooms?: readonly Room[]): Promise<void> {
    const { memory } = this.#options;
    this.#openAll(rooms ?? memory.recallAtOnce());
    if (rooms === undefined) this.#openAll(await memory.recall(this.#ending.signal));
  }

  /** Leaves all channels without forgetting them. */
  close(): void {
    this.#ending.abort();
    this.#empty.close();
    this.#listeners.clear();
    for (const session of this.#sessions.values()) session.end({ reason: { kind: 'radio-stops' }, forget: false });
  }

  #openAll(rooms: readonly Room[]): void {
    for (const room of rooms) {
      if (this.#ending.signal.aborted) return;
      // Somebody may have asked for another channel while the store was away, and where it stopped it waits for rights.
      if (this.#sessions.has(room.guildId) || this.#stopped.has(room.guildId)) continue;
      if (this.#options.client.guilds.cache.has(room.guildId)) void this.#open(room);
    }
  }

  #open(room: Room): Promise<SessionStatus> {
    const { client, desk, pacing, random, log } = this.#options;
    const { guildId } = room;
    const old = this.#sessions.get(guildId);
    // The new session takes the old one's place first, so that the old one's end forgets nothing.
    this.#sessions.delete(guildId);
    this.#stopped.delete(guildId);
    old?.end({ reason: { kind: 'called-elsewhere' }, forget: false });
    const session: VoiceSession = new VoiceSession({
      room,
      entrance: (wanted) => findEntrance(client, wanted, (shardId) => this.#turnstile(shardId)),
      people: (wanted) => peopleIn(client, wanted),
      tune: (listener) => desk(guildId).tune(listener),
      pacing,
      random,
      log,
      onStatus: (status) => this.#sessionChanged(session, status),
    });
    this.#sessions.set(guildId, session);
    return new Promise((resolve) => this.#waiters.set(session, resolve));
  }

  #sessionChanged(session: VoiceSession, status: SessionStatus): void {
    if (status.kind !== 'joining' && status.kind !== 'mending') {
      this.#waiters.get(session)?.(status);
      this.#waiters.delete(session);
    }
    const { guildId } = session.room;
    if (status.kind === 'ended') {
      this.#options.log.info(
        { ...session.room, ...loggedReason(status.end.reason) },
        'The radio left a voice channel.',
      );
    }
    if (this.#sessions.get(guildId) !== session) return;
    if (status.kind === 'ended') {
      this.#sessions.delete(guildId);
      if (status.end.forget) this.#options.memory.forget(guildId);
      else if (!this.#ending.signal.aborted) this.#stopped.set(guildId, { room: session.room, end: status.end });
    }
    if (this.#ending.signal.aborted) return;
    this.#tellAudience(guildId, 'radio');
    this.#tell(guildId);
  }

  #voiceState(now: VoiceState): void {
    const { client, memory } = this.#options;
    const guildId = now.guild.id;
    const session = this.#sessions.get(guildId);
    if (session === undefined) return;
    if (now.id !== client.user.id) return this.#tellAudience(guildId, 'listeners');
    if (now.channelId === null) return session.removed();
    if (now.channelId !== session.room.channelId) {
      session.moved(now.channelId);
      memory.remember(session.room);
      this.#tellAudience(guildId, 'radio');
      this.#tell(guildId);
      this.#review(guildId);
    }
    session.setUnheard(whyUnheard(now));
    // Once for each time it comes to a stage: whom a moderator sends back to the audience should stay there.
    const place = `${now.channelId} ${now.sessionId ?? ''}`;
    if (now.suppress === true && this.#asked.get(guildId) !== place) {
      this.#asked.set(guildId, place);
      takeTheStage(now).catch((error: unknown) => {
        this.#options.log.warn({ ...session.room, problem: errorText(error) }, 'The radio may not speak on a stage.');
      });
    }
  }

  /** Rights have changed: the radio stops where it may not play any more, and comes back where it may again. */
  #review(guildId: string): void {
    const { client } = this.#options;
    const stopped = this.#stopped.get(guildId);
    const session = this.#sessions.get(guildId);
    const room = session?.room ?? stopped?.room;
    if (room === undefined) return;
    const entrance = findEntrance(client, room, (shardId) => this.#turnstile(shardId));
    if (session !== undefined && entrance.kind === 'end') session.end(entrance.end);
    else if (stopped?.end.forLackOfRights === true && entrance.kind === 'open') void this.#open(room);
  }

  /** Discord has told anew who is where, and may not know of the bot's voice connections any more. */
  #newGatewaySession(shardId: number): void {
    for (const { session, guild } of this.#on(shardId)) {
      if (session.status.kind === 'waiting') session.hurry();
      else if (guild.members.me?.voice.channelId === null) session.displaced();
      this.#tellAudience(guild.id, 'radio');
      this.#review(guild.id);
    }
  }

  /** The sessions in the guilds of a shard that are there now. */
  #on(shardId: number): readonly { readonly session: VoiceSession; readonly guild: Guild }[] {
    return [...this.#sessions.values()].flatMap((session) => {
      const guild = this.#options.client.guilds.cache.get(session.room.guildId);
      return guild?.available === true && guild.shardId === shardId ? [{ session, guild }] : [];
    });
  }

  #tellAudience(guildId: string, because: 'listeners' | 'radio'): void {
    const { desk, log } = this.#options;
    this.#empty.look(guildId);
    try {
      desk(guildId).audience?.(this.#audience(guildId), because);
    } catch (error) {
      log.error({ guildId, problem: errorText(error) }, 'The audience of a room could not be told.');
    }
  }

  /** Ids of those who hear the radio in a guild now. */
  #audience(guildId: string): readonly string[] {
    const session = this.#sessions.get(guildId);
    return session?.status.kind === 'playing' ? audienceOf(this.#options.client, session.room) : [];
  }

  #tell(guildId: string): void {
    for (const listener of this.#listeners) {
      try {
        listener(guildId);
      } catch (error) {
        this.#options.log.error({ guildId, problem: errorText(error) }, 'What changed in a room could not be told.');
      }
    }
  }

  #turnstile(shardId: number): Turnstile {
    const { joinBurst: burst, betweenJoins: every } = this.#options.pacing;
    const turnstile = this.#turnstiles.get(shardId) ?? new Turnstile({ burst, every }, systemTime());
    this.#turnstiles.set(shardId, turnstile);
    return turnstile;
  }
}
