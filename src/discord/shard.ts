import { setTimeout as sleep } from 'node:timers/promises';
import {
  ImportantGatewayOpcodes,
  SimpleContextFetchingStrategy,
  WebSocketShard,
  WebSocketShardEvents,
  WebSocketShardStatus,
  type FetchingStrategyOptions,
  type SessionInfo,
  type WebSocketManager,
  type WebSocketShardDestroyOptions,
} from '@discordjs/ws';

/** How a {@link Shard} paces itself. */
export interface ShardPacing {
  /** Milliseconds to wait after so many attempts in vain (0, 1, 2...). */
  readonly delay: (attempt: number) => number;
  /** Milliseconds a connection must have held for the next attempt to be a first one again. */
  readonly steadyAfter: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
}

/** Discord need not answer when a connection is closed. */
const CLOSING_MILLISECONDS = 2000;

/**
 * One connection to the gateway. It mends four things in @discordjs/ws 1.2.3, whose connections
 * - are opened again every half second for as long as Discord is away; here after growing pauses, which also keeps a gateway
 *   that lets each login fail from using up the thousand that Discord allows in a day;
 * - never finish closing when they are closed while they wait for Discord's word (the waiting closes them once more), and are
 *   opened again afterwards;
 * - let what was to be sent during a resume wait for the next login, which may be days away and finds a wish of then;
 * - may be ended for good while they pause, and are opened all the same.
 */
export class Shard extends WebSocketShard {
  readonly #pacing: ShardPacing;
  readonly #ending = new AbortController();
  /** From a close to the next attempt. */
  #isClosing = false;
  #attempts = 0;
  /** When it last was up; undefined when the attempts were counted since. */
  #upAt: number | undefined;
  /** Settled when it is up again, for what is to be sent then. */
  #up: PromiseWithResolvers<void> | undefined;

  constructor(options: {
    readonly manager: WebSocketManager;
    readonly context: FetchingStrategyOptions;
    readonly id: number;
    readonly pacing: ShardPacing;
  }) {
    const context = new Context(options.manager, options.context);
    super(context, options.id);
    this.#pacing = options.pacing;
    context.beforeConnecting = () => this.#turn();
    context.isIdle = () => this.status === WebSocketShardStatus.Idle;
    for (const event of [WebSocketShardEvents.Ready, WebSocketShardEvents.Resumed]) {
      this.on(event, () => this.#isUp());
    }
  }

  override async send(payload: Parameters<WebSocketShard['send']>[0]): Promise<void> {
    if (!ImportantGatewayOpcodes.has(payload.op)) {
      while (this.status !== WebSocketShardStatus.Ready) await (this.#up ??= Promise.withResolvers()).promise;
    }
    return super.send(payload);
  }

  override async destroy(options: WebSocketShardDestroyOptions = {}): Promise<void> {
    if (this.#isClosing || this.status === WebSocketShardStatus.Idle) return;
    this.#isClosing = true;
    await super.destroy(options);
  }

  /** Closes it for good. Never takes longer than two seconds. */
  async end(options: WebSocketShardDestroyOptions = {}): Promise<void> {
    this.#ending.abort();
    await Promise.race([this.destroy(options), sleep(CLOSING_MILLISECONDS, undefined, { ref: false })]);
  }

  #isUp(): void {
    this.#upAt = this.#pacing.now();
    this.#up?.resolve();
    this.#up = undefined;
  }

  /** Waits until it may connect: not at all at first and after a break, longer with each attempt in vain, for ever at the end. */
  async #turn(): Promise<void> {
    const { delay, steadyAfter, now } = this.#pacing;
    if (this.#upAt !== undefined && now() - this.#upAt >= steadyAfter) this.#attempts = 1;
    this.#upAt = undefined;
    const pause = this.#attempts < 2 ? 0 : delay(this.#attempts - 2);
    this.#attempts += 1;
    const { signal } = this.#ending;
    // Rejects only at the end.
    if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) await new Promise(() => undefined);
    this.#isClosing = false;
  }
}

/** What a connection knows of its session; the first that it asks for when it is about to connect. */
class Context extends SimpleContextFetchingStrategy {
  isIdle: () => boolean = () => false;
  beforeConnecting: () => Promise<void> = () => Promise.resolve();

  override async retrieveSessionInfo(shardId: number): Promise<SessionInfo | null> {
    if (this.isIdle()) await this.beforeConnecting();
    return super.retrieveSessionInfo(shardId);
  }
}
