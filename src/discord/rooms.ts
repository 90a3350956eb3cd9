import { setTimeout as delay } from 'node:timers/promises';
import { Events, type Client, type VoiceState } from 'discord.js';
import type { FrontDesk, Room, Log } from '../radio/index.ts';
import type { Pacing } from './pacing.ts';
import { whyNotPlayable } from './rights.ts';
import type { RoomMemory } from './room-memory.ts';
import { VoiceSession, type Entrance, type SessionStatus } from './voice-session.ts';

/** What {@link Rooms} works with. */
export interface RoomsOptions {
  readonly client: Client<true>;
  readonly desk: Pick<FrontDesk, 'tune'>;
  readonly memory: RoomMemory;
  readonly pacing: Pacing;
  readonly random: () => number;
  readonly log: Log;
}

/** The voice channels the radio plays in, at most one a guild, each kept by its own {@link VoiceSession}. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #sessions = new Map<string, VoiceSession>();
  /** Who waits for a session's first outcome. */
  readonly #waiters = new Map<VoiceSession, (status: SessionStatus) => void>();
  readonly #ending = new AbortController();

  constructor(options: RoomsOptions) {
    this.#options = options;
    const { client } = options;
    client.on(Events.VoiceStateUpdate, (_, now) => this.#voiceState(now));
    client.on(Events.GuildDelete, (guild) => {
      if (this.#sessions.has(guild.id)) this.leave(guild.id, 'the bot was removed from the server');
      options.memory.forget(guild.id);
    });
  }

  /** Where the radio is (or tries to be) in a guild. */
  at(guildId: string): Room | undefined {
    return this.#sessions.get(guildId)?.room;
  }

  /** Whether the radio sounds in a guild's channel now. */
  sounds(guildId: string): boolean {
    return this.#sessions.get(guildId)?.status.kind === 'playing';
  }

  /** How many rooms there are, and in how many the radio sounds now. */
  count(): { readonly rooms: number; readonly playing: number } {
    const sessions = [...this.#sessions.values()];
    return { rooms: sessions.length, playing: sessions.filter(({ status }) => status.kind === 'playing').length };
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
  leave(guildId: string, reason = 'asked to leave'): boolean {
    const session = this.#sessions.get(guildId);
    session?.end({ reason, forget: true });
    return session !== undefined;
  }

  /** Joins the rooms of before a restart, those with people in them first, as fast as the gateway's rate limit allows. */
  async rejoin(): Promise<void> {
    const { client, memory, pacing } = this.#options;
    const before = await memory.recall(this.#ending.signal);
    const people = new Map(before.map((room) => [room, this.#peopleIn(room)]));
    const order = [...before].sort((a, b) => (people.get(b) ?? 0) - (people.get(a) ?? 0));
    for (const room of order) {
      if (this.#ending.signal.aborted) return;
      // Somebody may have asked for another channel while the store was away.
      if (this.#sessions.has(room.guildId)) continue;
      if (!client.guilds.cache.has(room.guildId)) continue;
      void this.#open(room);
      await delay(pacing.betweenRejoins, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }

  /** Leaves all channels without forgetting them. */
  close(): void {
    this.#ending.abort();
    for (const session of this.#sessions.values()) session.end({ reason: 'the radio stops', forget: false });
  }

  #open(room: Room): Promise<SessionStatus> {
    const { desk, pacing, random, log } = this.#options;
    const old = this.#sessions.get(room.guildId);
    // The new session takes the old one's place first, so that the old one's end forgets nothing.
    this.#sessions.delete(room.guildId);
    old?.end({ reason: 'the radio was called to another channel', forget: false });
    const session: VoiceSession = new VoiceSession({
      room,
      entrance: (wanted) => this.#entrance(wanted),
      desk,
      pacing,
      random,
      log,
      onStatus: (status) => this.#sessionChanged(session, status),
    });
    this.#sessions.set(room.guildId, session);
    return new Promise((resolve) => this.#waiters.set(session, resolve));
  }

  #sessionChanged(session: VoiceSession, status: SessionStatus): void {
    if (status.kind !== 'joining' && status.kind !== 'mending') {
      this.#waiters.get(session)?.(status);
      this.#waiters.delete(session);
    }
    if (status.kind !== 'ended') return;
    const { guildId } = session.room;
    this.#options.log.info({ ...session.room, reason: status.end.reason }, 'The radio left a voice channel.');
    if (this.#sessions.get(guildId) !== session) return;
    this.#sessions.delete(guildId);
    if (status.end.forget) this.#options.memory.forget(guildId);
  }

  #entrance(room: Room): Entrance {
    const guild = this.#options.client.guilds.cache.get(room.guildId);
    if (guild === undefined)
      return { kind: 'end', end: { reason: 'the bot is no longer in the server', forget: true } };
    const me = guild.members.me;
    if (!guild.available || me === null) return { kind: 'later', reason: 'the server is unavailable' };
    const channel = guild.channels.cache.get(room.channelId);
    if (channel === undefined || !channel.isVoiceBased()) {
      return { kind: 'end', end: { reason: 'the voice channel is gone', forget: true } };
    }
    const problem = whyNotPlayable(channel, me);
    if (problem !== undefined) return { kind: 'end', end: { reason: problem, forget: false } };
    return { kind: 'open', adapterCreator: guild.voiceAdapterCreator };
  }

  #voiceState(now: VoiceState): void {
    if (now.id !== this.#options.client.user.id) return;
    const session = this.#sessions.get(now.guild.id);
    if (session === undefined) return;
    if (now.channelId === null) return session.removed();
    if (now.channelId === session.room.channelId) return;
    session.moved(now.channelId);
    this.#options.memory.remember(session.room);
  }

  #peopleIn(room: Room): number {
    const { client } = this.#options;
    const states = client.guilds.cache.get(room.guildId)?.voiceStates.cache;
    return states?.filter((state) => state.channelId === room.channelId && state.id !== client.user.id).size ?? 0;
  }
}
