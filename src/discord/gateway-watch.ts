import { Events, Routes, Status, type APIGatewayBotInfo, type Client } from 'discord.js';
import type { Log } from '../radio/index.ts';
import { errorText } from './error-text.ts';

/** Whether any of a client's connections to the gateway is broken now. */
export function isAway(client: Client): boolean {
  return client.ws.shards.some((shard) => shard.status !== Status.Ready);
}

/**
 * Watches a client's connections to the gateway. discord.js mends a broken one by itself, but may wait for ever for an answer
 * to its wish to resume. When one was broken for the deadline (milliseconds) although Discord answers, `onStuck` is called,
 * once. The returned function ends the watch.
 */
export function watchGateway(
  client: Client<true>,
  options: { readonly deadline: number; readonly log: Log; readonly onStuck: () => void },
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    timer = undefined;
    if (isOver || !isAway(client)) return;
    const answers = await discordAnswers(client, options.log);
    if (isOver || !isAway(client)) return;
    if (!answers) return arm();
    isOver = true;
    options.onStuck();
  };
  const arm = (): void => {
    if (!isOver) timer ??= setTimeout(() => void look(), options.deadline);
  };
  client.on(Events.ShardReconnecting, arm);
  return () => {
    isOver = true;
    clearTimeout(timer);
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
