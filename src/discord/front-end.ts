import { Events, type Client } from 'discord.js';
import type { Archive, Log, PacketTiming, Room, RoomStore, StationDesk, Surroundings } from '../radio/index.ts';
import { COMMANDS } from './commands/index.ts';
import { answerInteractions } from './interactions.ts';
import { keepTrying } from './keep-trying.ts';
import { errorText } from './error-text.ts';
import { shardsAway, watchGateway } from './gateway-watch.ts';
import { logIn, type Login } from './log-in.ts';
import { asksForOtherShards, explainGatewayClose, explainLoginFailure } from './login-failure.ts';
import { DEFAULT_PACING, retryDelay, type Pacing } from './pacing.ts';
import { RoomFile } from './room-file.ts';
import { RoomMemory } from './room-memory.ts';
import { Panels } from './panels.ts';
import { postTiming } from './post/voice-sockets.ts';
import { Rooms } from './rooms.ts';

/** What the bot needs. */
export interface DiscordOptions {
  readonly token: string;
  /** Base of the REST interface, without a version: `https://discord.com/api` when not given. */
  readonly apiUrl?: string;
  /** The station: each guild's room plays what that guild's own desk gives. */
  readonly desk: Pick<StationDesk, 'guild'>;
  readonly rooms: RoomStore;
  /** A file that knows the rooms at once after a restart, when the store is not there yet; the store alone when not given. */
  readonly roomsFile?: string;
  readonly archive: Archive;
  readonly log: Log;
  /** Called at each change of {@link DiscordFrontEnd.status}'s kind or problem. */
  readonly onStatus?: (status: DiscordStatus) => void;
  readonly pacing?: Partial<Pacing>;
  /** 0 to 1, for the jitter of retries. */
  readonly random?: () => number;
}

/** How the bot stands with Discord. */
export type DiscordStatus =
  /** `problem`: why it is not there yet, or no longer; it goes on trying by itself. */
  | { readonly kind: 'connecting'; readonly problem?: string }
  /**
   * `rooms`: voice channels the radio is to play in; `playing`: those where it sounds now. `shards`: connections to Discord,
   * each for a part of the guilds; `away`: those that are broken now and come back by themselves.
   */
  | {
      readonly kind: 'ready';
      readonly bot: string;
      readonly guilds: number;
      readonly rooms: number;
      readonly playing: number;
      readonly shards: number;
      readonly away: number;
    }
  /** For good, with one line on what to do; or closed. */
  | { readonly kind: 'stopped'; readonly problem: string };

/** The running bot. */
export interface DiscordFrontEnd {
  status(): DiscordStatus;
  /** Voice channels the radio is to play in, and those where it sounds now. */
  rooms(): NonNullable<Surroundings['rooms']>;
  /** How well voice packets keep their time; undefined before the first. */
  timing(): PacketTiming | undefined;
  /** Leaves the voice channels (they stay remembered) and logs out. */
  close(): Promise<void>;
}

type State =
  | { readonly kind: 'connecting'; readonly problem?: string }
  | { readonly kind: 'ready'; readonly login: Login; readonly rooms: Rooms }
  | { readonly kind: 'stopped'; readonly problem: string };

/**
 * Starts the bot and returns at once; it connects in the background. Nothing that goes wrong with Discord is thrown from
 * here: a refused token stops the bot with one line of explanation, everything else is tried again.
 */
export function startDiscord(options: DiscordOptions): DiscordFrontEnd {
  return new Bot(options);
}

class Bot implements DiscordFrontEnd {
  readonly #options: DiscordOptions;
  readonly #pacing: Pacing;
  readonly #random: () => number;
  readonly #memory: RoomMemory;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;
  #state: State = { kind: 'connecting' };

  constructor(options: DiscordOptions) {
    this.#options = { ...options, token: options.token.trim() };
    this.#pacing = { ...DEFAULT_PACING, ...options.pacing };
    this.#random = options.random ?? Math.random;
    const { rooms: store, roomsFile, log } = options;
    this.#memory = new RoomMemory({
      store,
      file: roomsFile === undefined ? undefined : new RoomFile(roomsFile, log),
      log,
      delay: (attempt) => this.#delay(attempt),
    });
    this.#running = this.#run().catch((error: unknown) => this.#stop(`Discord stopped working: ${errorText(error)}`));
  }

  status(): DiscordStatus {
    const state = this.#state;
    if (state.kind !== 'ready') return state;
    const { login, rooms } = state;
    const { client } = login;
    const shards = client.ws.shards.size;
    const away = shardsAway(client).length;
    if (away === shards) {
      return { kind: 'connecting', problem: 'The connection to Discord broke; it is being resumed.' };
    }
    return { kind: 'ready', bot: client.user.tag, guilds: client.guilds.cache.size, ...rooms.count(), shards, away };
  }

  rooms(): NonNullable<Surroundings['rooms']> {
    const state = this.#state;
    if (state.kind !== 'ready') return { wanted: 0, playing: 0 };
    return { wanted: state.rooms.all().length, playing: state.rooms.count().playing };
  }

  timing(): PacketTiming | undefined {
    return postTiming();
  }

  async close(): Promise<void> {
    await this.#stop('closed');
    // Before waiting for what runs: that may be waiting for the memory.
    await this.#memory.close();
    await this.#running;
  }

  /** Logs in and serves; anew, with the rooms as they are, when the gateway is stuck or wants another number of shards. */
  async #run(): Promise<void> {
    const { signal } = this.#ending;
    let rooms: readonly Room[] | undefined;
    while (!signal.aborted) {
      const login = await keepTrying(() => this.#logIn(), {
        delay: (attempt) => this.#delay(attempt),
        signal,
        onFailure: (error, wait) => this.#loginFailed(error, wait),
      });
      if (login === undefined) return;
      if (signal.aborted) return login.end();
      rooms = await this.#serve(login, rooms);
    }
  }

  #logIn(): Promise<Login> {
    const { token, apiUrl, log } = this.#options;
    const { signal } = this.#ending;
    const { readyDeadline: deadline, steadyAfter } = this.#pacing;
    const pacing = { delay: (attempt: number) => this.#delay(attempt), steadyAfter, now: () => performance.now() };
    return logIn({ token, ...(apiUrl === undefined ? {} : { apiUrl }), signal, deadline, pacing, log });
  }

  #loginFailed(error: unknown, wait: number): void {
    if (this.#ending.signal.aborted) return;
    const { final, problem } = explainLoginFailure(error, this.#options.token);
    if (final) {
      void this.#stop(problem);
      return;
    }
    this.#options.log.warn({}, `${problem} Trying again in ${Math.ceil(wait / 1000)} s.`);
    this.#enter({ kind: 'connecting', problem });
  }

  /** Serves until the end, or until it must log in anew; then gives the rooms to go on with (undefined: those remembered). */
  async #serve(login: Login, before: readonly Room[] | undefined): Promise<readonly Room[] | undefined> {
    const { client } = login;
    const { desk, archive, log } = this.#options;
    const rooms = new Rooms({
      client,
      desk: (guildId) => desk.guild(guildId),
      memory: this.#memory,
      pacing: this.#pacing,
      random: this.#random,
      log,
    });
    const over = Promise.withResolvers<undefined>();
    const end = () => over.resolve(undefined);
    this.#ending.signal.addEventListener('abort', end);
    const endWatch = watchGateway(login, {
      deadline: this.#pacing.gatewayDeadline,
      log,
      onStuck: () => {
        log.warn({}, 'The connection to Discord does not come back; logging in anew.');
        end();
      },
    });
    client.on(Events.ShardDisconnect, ({ code }) => {
      if (!asksForOtherShards(code)) return void this.#stop(explainGatewayClose(code));
      log.warn({ code }, 'Discord asks for another number of shards; logging in anew.');
      end();
    });
    client.on(Events.ShardReconnecting, () => this.#announce());
    client.on(Events.ShardResume, () => this.#announce());
    client.on(Events.ShardReady, () => this.#announce());
    const { betweenPanelEdits: betweenEdits, panelBurst: burst, betweenPanelRequests: every } = this.#pacing;
    const panels = new Panels({ client, desk, rooms, betweenEdits, allowance: { burst, every }, log });
    answerInteractions(client, {
      desk,
      rooms,
      panels,
      archive,
      pacing: this.#pacing,
      now: () => performance.now(),
      log,
    });
    this.#enter({ kind: 'ready', login, rooms });
    log.info(
      { guilds: client.guilds.cache.size, shards: client.ws.shards.size },
      `Discord: logged in as ${client.user.tag}.`,
    );
    if (before === undefined) void this.#register(client);
    let isRecalled = false;
    void rooms.rejoin(before).then(() => (isRecalled = true));
    await over.promise;
    endWatch();
    this.#ending.signal.removeEventListener('abort', end);
    panels.close();
    if (this.#ending.signal.aborted) return undefined;
    const remaining = isRecalled ? rooms.all() : undefined;
    this.#enter({ kind: 'connecting', problem: 'The connection to Discord did not come back; logging in anew.' });
    await this.#leave(login, rooms);
    return remaining;
  }

  async #register(client: Client<true>): Promise<void> {
    await keepTrying(() => client.application.commands.set(COMMANDS.map(({ data }) => data)), {
      delay: (attempt) => this.#delay(attempt),
      signal: this.#ending.signal,
      onFailure: (error, wait) =>
        this.#options.log.warn(
          { problem: errorText(error) },
          `The slash commands could not be registered; trying again in ${Math.ceil(wait / 1000)} s.`,
        ),
    });
  }

  async #leave(login: Login, rooms: Rooms): Promise<void> {
    rooms.close();
    await login.end().catch((error: unknown) => {
      this.#options.log.warn({ problem: errorText(error) }, 'Discord: the connection did not close cleanly.');
    });
  }

  async #stop(problem: string): Promise<void> {
    const state = this.#state;
    if (state.kind === 'stopped') return;
    this.#ending.abort();
    if (problem !== 'closed') this.#options.log.error({}, problem);
    this.#enter({ kind: 'stopped', problem });
    if (state.kind === 'ready') await this.#leave(state.login, state.rooms);
  }

  #enter(state: State): void {
    this.#state = state;
    this.#announce();
  }

  #announce(): void {
    this.#options.onStatus?.(this.status());
  }

  #delay(attempt: number): number {
    return retryDelay(attempt, this.#pacing, this.#random);
  }
}
