import { Events, Routes, Status, type APIGatewayBotInfo, type Client } from 'discord.js';
import type { Log } from '../radio/index.ts';
import { errorText } from './error-text.ts';
import type { Login } from './log-in.ts';

/** Ids of the shards whose connection to the gateway is broken now. */
export function shardsAway(client: Client): readonly number[] {
  return [...client.ws.shards.filter(({ status }) => status !== Status.Ready).keys()];
}

/**
 * Watches a client's connections to the gateway. discord.js mends a broken one by itself, but may wait for ever for an answer
 * to its wish to resume. A shard that waits for one after the deadline (milliseconds), although Discord answers, is logged in
 * anew; the others go on. `onStuck` is called, once, when no shard works at one more deadline. The returned function ends the
 * watch.
 */
export function watchGateway(
  { client, reconnect }: Login,
  options: { readonly deadline: number; readonly log: Log; readonly onStuck: () => void },
): () => void {
  const timers = new Map<number, NodeJS.Timeout>();
  /** Shards that were looked after and are not back since. */
  const tried = new Set<number>();
  let isOver = false;
  const isAway = (shardId: number): boolean => !isOver && shardsAway(client).includes(shardId);
  const look = async (shardId: number): Promise<void> => {
    timers.delete(shardId);
    if (!isAway(shardId)) return;
    const answers = await discordAnswers(client, options.log);
    if (!isAway(shardId)) return;
    if (answers && tried.has(shardId) && shardsAway(client).length === client.ws.shards.size) {
      isOver = true;
      return options.onStuck();
    }
    arm(shardId);
    if (!answers) return;
    tried.add(shardId);
    // All its other waits have an end, and the line in which it waits to log in may be long.
    if (client.ws.shards.get(shardId)?.status !== Status.Resuming) return;
    options.log.warn({ shard: shardId }, 'The connection to Discord does not come back; logging in anew.');
    await reconnect(shardId);
  };
  const arm = (shardId: number): void => {
    if (isOver || timers.has(shardId)) return;
    const looking = () => {
      look(shardId).catch((error: unknown) => {
        options.log.warn(
          { shard: shardId, problem: errorText(error) },
          'A connection to Discord could not be renewed.',
        );
      });
    };
    timers.set(shardId, setTimeout(looking, options.deadline));
  };
  const isBack = (shardId: number): void => void tried.delete(shardId);
  client.on(Events.ShardReconnecting, arm);
  client.on(Events.ShardReady, isBack);
  client.on(Events.ShardResume, isBack);
  return () => {
    isOver = true;
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

/** Logging in anew is no use while Discord is away, or when it would be one login too many. */
async function discordAnswers(client: Client<true>, log: Log): Promise<boolean> {
  try {
    // What Discord's documentation promises for this route.
    const info = (await client.rest.get(Routes.gatewayBot())) as APIGatewayBotInfo;
    return info.session_start_limit.remaining > 0;
  } catch (error) {
    log.warn({ problem: errorText(error) }, 'Discord is away.');
    return false;
  }
}
