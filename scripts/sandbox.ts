import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Step } from '../test/support/discord/conversation.ts';
import { LoopbackDiscord } from '../test/support/discord/loopback-discord.ts';
import { spawnRadio } from '../test/support/spawn-radio.ts';
import { openPage } from './sandbox/page-server.ts';
import { readable } from './sandbox/readable.ts';
import { Sandbox } from './sandbox/sandbox.ts';
import { TypingError } from './sandbox/typed-command.ts';

// A Discord of one's own beside the radio: no account, no network. Commands are typed here or on the page; the page plays the voice channel.
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    /** The radio's data folder; it stays, so that the next start is quick. */
    data: { type: 'string', default: path.join(os.tmpdir(), 'raindial-sandbox') },
    /** Shows what the radio logs. */
    verbose: { type: 'boolean', default: false },
  },
});
/** How long the terminal shows what becomes of a command. */
const WATCH_MILLISECONDS = 60_000;

await mkdir(values.data, { recursive: true });
let isClosing = false;
const discord = await LoopbackDiscord.open();
const sandbox = new Sandbox(discord);
const page = await openPage(sandbox, Number(values.port));
const certificate = path.join(values.data, 'loopback.pem');
await writeFile(certificate, discord.certificate);
const radio = await spawnRadio({
  data: values.data,
  env: { DISCORD_TOKEN: discord.world.token, DISCORD_API_URL: discord.apiUrl, NODE_EXTRA_CA_CERTS: certificate },
});
if (values.verbose) {
  radio.process.stdout?.pipe(process.stdout);
  radio.process.stderr?.pipe(process.stderr);
}
console.log(`Sandbox: http://127.0.0.1:${values.port} (the radio's own page: ${radio.url}). Waiting for the bot…`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().then(() => process.exit()));
radio.process.on('exit', (code) => {
  if (isClosing) return;
  console.error(`The radio ended (${code}). It printed:\n${radio.output().slice(-4000)}`);
  process.exit(1);
});
while (discord.commands.length === 0) await sleep(100);
console.log(
  'Try: /radio join channel:lounge, then sit lounge (or the page), /nowplaying, /generate. Also: sit, leave, exit.',
);
// Only now: what is piped in before the bot is there waits for it.
const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
let isWanted = !process.stdin.isTTY;
lines.prompt();
for await (const line of lines) {
  const [word = '', ...rest] = line.trim().split(' ');
  if (word === 'exit') {
    isWanted = false;
    break;
  }
  try {
    if (word === 'sit') sandbox.sit('owner', rest[0] ?? 'lounge');
    else if (word === 'leave') sandbox.sit('owner', undefined);
    else if (word !== '') void watch(sandbox.type('owner', line.trim()).steps);
  } catch (error) {
    if (!(error instanceof TypingError)) throw error;
    console.log(error.message);
  }
  lines.prompt();
}
lines.close();
// Piped commands come to an end at once: the page goes on until it is stopped.
if (!isWanted) await close();

/** Prints what the bot answers, as it comes. */
async function watch(steps: readonly Step[]): Promise<void> {
  let shown = 0;
  for (let waited = 0; waited < WATCH_MILLISECONDS && !isClosing; waited += 100) {
    for (const step of steps.slice(shown)) console.log(describe(step));
    shown = steps.length;
    await sleep(100);
  }
}

function describe(step: Step): string {
  if (!('body' in step)) return `(${step.kind})`;
  const { content, embeds } = readable(step.body, discord.world);
  const parts = (embeds ?? []).flatMap(({ title, description, fields = [] }) => [
    title,
    description,
    ...fields.map(({ name, value }) => `${name}: ${value}`),
  ]);
  return [`(${step.kind})`, content, ...parts].filter(Boolean).join('\n  ');
}

async function close(): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  page.closeAllConnections();
  page.close();
  await radio.stop();
  discord.close();
}
