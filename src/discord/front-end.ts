import { once } from 'node:events';
import { Client, Events, GatewayIntentBits, Status } from 'discord.js';
import type { FrontDesk, RoomStore, Log } from '../radio/index.ts';
import { COMMANDS } from './commands/index.ts';
import { DiscordError } from './discord-error.ts';
import { answerInteractions } from './interactions.ts';
import { keepTrying } from './keep-trying.ts';
import { errorText } from './error-text.ts';
import { explainGatewayClose, explainLoginFailure, looksLikeToken } from './login-failure.ts';
import { DEFAULT_PACING, retryDelay, type Pacing } from './pacing.ts';
import { restBase } from './rest-base.ts';
import { RoomMemory } from './room-memory.ts';
import { Rooms } from './rooms.ts';

/** What the bot needs. */
export interface DiscordOptions {
  readonly token: string;
  /** Base of the REST interface, without a version: `https://discord.com/api` when not given. */
  readonly apiUrl?: string;
  readonly desk: FrontDesk;
  readonly rooms: RoomStore;
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
  /** `rooms`: voice channels the radio is to play in; `playing`: those where it sounds now. */
  | {
      readonly kind: 'ready';
      readonly bot: string;
      readonly guilds: number;
      readonly rooms: number;
      readonly playing: number;
    }
  /** For good, with one line on what to do; or closed. */
  | { readonly kind: 'stopped'; readonly problem: string };

/** The running bot. */
export interface DiscordFrontEnd {
  status(): DiscordStatus;
  /** Leaves the voice channels (they stay remembered) and logs out. */
  close(): Promise<void>;
}

type State =
  | { readonly kind: 'connecting'; readonly problem?: string }
  | { readonly kind: 'ready'; readonly client: Client<true>; readonly rooms: Rooms }
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
    this.#memory = new RoomMemory({ store: options.rooms, log: options.log, delay: (attempt) => this.#delay(attempt) });
    this.#running = this.#run().catch((error: unknown) => this.#stop(`Discord stopped working: ${errorText(error)}`));
  }

  status(): DiscordStatus {
    const state = this.#state;
    if (state.kind !== 'ready') return state;
    const { client, rooms } = state;
    const away = client.ws.shards.some((shard) => shard.status !== Status.Ready);
    if (away) return { kind: 'connecting', problem: 'The connection to Discord broke; it is being resumed.' };
    return { kind: 'ready', bot: client.user.tag, guilds: client.guilds.cache.size, ...rooms.count() };
  }

  async close(): Promise<void> {
    await this.#stop('closed');
    // Before waiting for what runs: that may be waiting for the memory.
    await this.#memory.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const client = await keepTrying(() => this.#logIn(), {
      delay: (attempt) => this.#delay(attempt),
      signal: this.#ending.signal,
      onFailure: (error, wait) => this.#loginFailed(error, wait),
    });
    if (client === undefined) return;
    if (this.#ending.signal.aborted) return client.destroy();
    await this.#serve(client);
  }

  /** Logs in and waits until Discord has told of all guilds. */
  async #logIn(): Promise<Client<true>> {
    const { token, apiUrl, log } = this.#options;
    if (!looksLikeToken(token)) throw new DiscordError('this is no token');
    const client = new Client({
      // None of them is privileged: the guilds with their channels, and who is in which voice channel.
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
      // Whatever text an answer carries, it never notifies anybody.
      allowedMentions: { parse: [] },
      rest: restBase(apiUrl),
    });
    client.on(Events.Error, (error) => log.warn({ problem: errorText(error) }, 'Discord client error.'));
    client.on(Events.ShardError, (error) => log.warn({ problem: errorText(error) }, 'Discord gateway error.'));
    try {
      const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(this.#pacing.readyDeadline)]);
      const ready = once(client, Events.ClientReady, { signal });
      // Waited for below; until then its rejection must not count as unhandled.
      ready.catch(() => undefined);
      await Promise.race([client.login(token), ready]);
      await ready;
      if (client.isReady()) return client;
      throw new DiscordError('the connection closed while it opened');
    } catch (error) {
      await client.destroy();
      throw error;
    }
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

  async #serve(client: Client<true>): Promise<void> {
    const { desk, log } = this.#options;
    const rooms = new Rooms({ client, desk, memory: this.#memory, pacing: this.#pacing, random: this.#random, log });
    client.on(Events.ShardDisconnect, ({ code }) => void this.#stop(explainGatewayClose(code)));
    client.on(Events.ShardReconnecting, () => this.#announce());
    client.on(Events.ShardResume, () => this.#announce());
    client.on(Events.ShardReady, () => this.#announce());
    answerInteractions(client, { desk, rooms, log, pacing: this.#pacing });
    this.#enter({ kind: 'ready', client, rooms });
    log.info({ guilds: client.guilds.cache.size }, `Discord: logged in as ${client.user.tag}.`);
    const registered = keepTrying(() => client.application.commands.set(COMMANDS.map(({ data }) => data)), {
      delay: (attempt) => this.#delay(attempt),
      signal: this.#ending.signal,
      onFailure: (error, wait) =>
        log.warn(
          { problem: errorText(error) },
          `The slash commands could not be registered; trying again in ${Math.ceil(wait / 1000)} s.`,
        ),
    });
    await Promise.all([registered, rooms.rejoin()]);
  }

  async #stop(problem: string): Promise<void> {
    const state = this.#state;
    if (state.kind === 'stopped') return;
    this.#ending.abort();
    if (problem !== 'closed') this.#options.log.error({}, problem);
    this.#enter({ kind: 'stopped', problem });
    if (state.kind !== 'ready') return;
    state.rooms.close();
    await state.client.destroy().catch((error: unknown) => {
      this.#options.log.warn({ problem: errorText(error) }, 'Discord: the connection did not close cleanly.');
    });
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
