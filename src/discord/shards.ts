import {
  managerToFetchingStrategyOptions,
  SimpleShardingStrategy,
  WebSocketShardDestroyRecovery,
  WebSocketShardEvents,
  type WebSocketManager,
  type WebSocketShardDestroyOptions,
} from '@discordjs/ws';
import { DiscordError } from './discord-error.ts';
import { Shard, type ShardPacing } from './shard.ts';

type Payload = Parameters<SimpleShardingStrategy['send']>[1];

/**
 * A client's connections to the gateway, all in this process: discord.js's own way, but that each can be logged in anew by
 * itself while the others go on, and that none comes back once they are closed.
 */
export class Shards extends SimpleShardingStrategy {
  readonly #manager: WebSocketManager;
  readonly #pacing: ShardPacing;
  readonly #signal: AbortSignal;
  readonly #shards = new Map<number, Shard>();

  /** `signal`: the client is given up, and must not connect any more. */
  constructor(manager: WebSocketManager, pacing: ShardPacing, signal: AbortSignal) {
    super(manager);
    this.#manager = manager;
    this.#pacing = pacing;
    this.#signal = signal;
  }

  override async spawn(shardIds: number[]): Promise<void> {
    const context = await managerToFetchingStrategyOptions(this.#manager);
    if (this.#signal.aborted) throw new DiscordError('the connection closed while it opened');
    for (const shardId of shardIds) {
      const shard = new Shard({ manager: this.#manager, context, id: shardId, pacing: this.#pacing });
      for (const event of Object.values(WebSocketShardEvents)) {
        shard.on(event, (payload: object) => this.#manager.emit(event, { ...payload, shardId }));
      }
      this.#shards.set(shardId, shard);
    }
  }

  override async connect(): Promise<void> {
    await Promise.all([...this.#shards.values()].map((shard) => shard.connect()));
  }

  override async destroy(options?: Omit<WebSocketShardDestroyOptions, 'recover'>): Promise<void> {
    const shards = [...this.#shards.values()];
    this.#shards.clear();
    await Promise.all(shards.map((shard) => shard.end({ ...options })));
  }

  override async send(shardId: number, payload: Payload): Promise<void> {
    await this.#shards.get(shardId)?.send(payload);
  }

  override async fetchStatus(): ReturnType<SimpleShardingStrategy['fetchStatus']> {
    const all = await super.fetchStatus();
    for (const [id, { status }] of this.#shards) all.set(id, status);
    return all;
  }

  /** Gives up one connection's session and logs in anew; does nothing while it is about to connect by itself. */
  async reconnect(shardId: number): Promise<void> {
    await this.#shards
      .get(shardId)
      ?.destroy({ reason: 'It does not come back', recover: WebSocketShardDestroyRecovery.Reconnect });
  }
}
