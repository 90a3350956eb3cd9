import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { demuxOggOpus } from '../src/radio/index.ts';
import { LoopbackDiscord, OPTION } from './support/discord/loopback-discord.ts';
import { eventually, type SpawnedRadio, spawnRadio, type SpawnOptions } from './support/spawn-radio.ts';

let folder: string;
const running: SpawnedRadio[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-serve-'));
});

afterEach(async () => {
  for (const radio of running.splice(0)) await radio.stop('SIGKILL');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** All tests use one data folder, as one radio that is started again and again does. */
async function start(options: Partial<SpawnOptions> = {}): Promise<SpawnedRadio> {
  const radio = await spawnRadio({ data: path.join(folder, 'data'), ...options });
  running.push(radio);
  return radio;
}

interface Now {
  readonly onAir: { readonly kind: string; readonly from?: string; readonly playId?: string };
}

async function now(radio: SpawnedRadio): Promise<Now> {
  return (await (await fetch(`${radio.url}/api/now`)).json()) as Now;
}

function songOnAir(radio: SpawnedRadio): Promise<Now> {
  return eventually(radio, 'a song on air', 120, async () => {
    const state = await now(radio);
    return state.onAir.kind === 'song' ? state : undefined;
  });
}

/** Listens until so many bytes came. */
async function listen(radio: SpawnedRadio, bytes: number): Promise<Buffer> {
  const stop = new AbortController();
  const answer = await fetch(`${radio.url}/stream.ogg`, { signal: stop.signal });
  const chunks: Uint8Array[] = [];
  let heard = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk as Uint8Array);
    heard += (chunk as Uint8Array).length;
    if (heard >= bytes) break;
  }
  stop.abort();
  return Buffer.concat(chunks);
}

function thumbUp(radio: SpawnedRadio): Promise<Response> {
  return fetch(`${radio.url}/api/ratings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ thumb: 1 }),
  });
}

async function exitOf(radio: SpawnedRadio): Promise<number | null> {
  return radio.process.exitCode ?? new Promise((resolve) => radio.process.once('exit', resolve));
}

/** A loopback Discord, and what a radio must be told to use it. */
async function openDiscord(): Promise<{ discord: LoopbackDiscord; env: Readonly<Record<string, string>> }> {
  const discord = await LoopbackDiscord.open();
  const certificate = path.join(folder, 'loopback.pem');
  await writeFile(certificate, discord.certificate);
  return {
    discord,
    env: {
      DISCORD_TOKEN: discord.world.token,
      DISCORD_API_URL: discord.apiUrl,
      NODE_EXTRA_CA_CERTS: certificate,
    },
  };
}

describe('raindial serve', { timeout: 240_000 }, () => {
  test('goes on air from nothing, takes a rating, and ends in order', async () => {
    const radio = await start();
    const { onAir } = await songOnAir(radio);
    expect(onAir.from).toBe('fresh');

    const heard = await listen(radio, 40_000);
    expect(heard.subarray(0, 4).toString()).toBe('OggS');
    expect(heard.includes('OpusHead')).toBe(true);

    const answer = await eventually(radio, 'a rating', 60, async () => {
      const rated = await thumbUp(radio);
      return rated.ok ? ((await rated.json()) as { tally: object }) : undefined;
    });
    expect(answer.tally).toEqual({ up: 1, down: 0 });
    expect((await fetch(`${radio.url}/healthz`)).status).toBe(200);

    expect(await radio.stop('SIGTERM')).toBe(0);
    expect(radio.output()).toMatch(/On air at http:\/\/127\.0\.0\.1:\d+/);
    expect(radio.output()).toMatch(/Going off air after/);
  });

  test('plays from the reserve at once after kill -9, and the pad is kept', async () => {
    const before = await start();
    // A song goes on air before it is whole: only a whole one is reserve.
    await eventually(before, 'a whole song', 120, async () => {
      const files = await readdir(path.join(folder, 'data', 'segments'));
      return files.find((file) => file.endsWith('.json'));
    });
    await before.stop('SIGKILL');

    const radio = await start();
    expect((await songOnAir(radio)).onAir.from).toBe('reserve');
    expect(radio.output()).toMatch(/from the reserve/);
  });

  test('is stopped without complaint while its database is being opened', async () => {
    // Takes connections and never says a word.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const radio = await start({ env: { DATABASE_URL: `postgres://nobody@127.0.0.1:${address.port}/nothing` } });
    await songOnAir(radio);
    expect(await radio.stop()).toBe(0);
    expect(radio.output()).not.toMatch(/ERROR|journal/);
    silent.close();
  });

  test('a second one on the same data folder, or on a port that is taken, is told so and ends', async () => {
    const radio = await start();
    await songOnAir(radio);
    const second = await start();
    expect(await exitOf(second)).toBe(1);
    expect(second.output()).toMatch(/in use by another Raindial \(process \d+/);

    const port = new URL(radio.url).port;
    const other = await start({ data: path.join(folder, 'other'), env: { PORT: port } });
    expect(await exitOf(other)).toBe(1);
    expect(other.output()).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is taken`));
    expect((await now(radio)).onAir.kind).toBe('song');
  });

  test('a data folder that is none is named', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const radio = await start({ data: path.join(file, 'data') });
    expect(await exitOf(radio)).toBe(1);
    expect(radio.output()).toContain(file);
    expect(radio.output()).not.toContain('fault in the program');
  });

  test('a wrong Discord token is one line without the token, and the page plays on', async () => {
    const discord = await LoopbackDiscord.open();
    const token = 'some.wrong.token-that-must-stay-secret';
    const radio = await start({ env: { DISCORD_TOKEN: token, DISCORD_API_URL: discord.apiUrl } });
    await eventually(radio, 'the refusal', 60, () =>
      Promise.resolve(/DISCORD_TOKEN/.exec(radio.output()) ?? undefined),
    );
    expect((await songOnAir(radio)).onAir.kind).toBe('song');
    expect(await radio.stop()).toBe(0);
    expect(radio.output().match(/DISCORD_TOKEN/g)).toHaveLength(1);
    expect(radio.output()).not.toContain(token);
    discord.close();
  });

  test('is back in its voice channel after kill -9', async () => {
    const { discord, env } = await openDiscord();
    const { owner, listener, lounge } = discord.world;
    const ear = discord.listen(listener, lounge);
    discord.sit(owner, lounge);

    const before = await start({ env });
    await eventually(before, 'the commands', 60, () => Promise.resolve(discord.commands[0]));
    // A room is remembered once the database is open; a rating is only taken then.
    await songOnAir(before);
    await eventually(before, 'the database', 60, async () => ((await thumbUp(before)).ok ? true : undefined));
    const joining = discord.type({
      by: owner,
      command: 'radio',
      options: [{ name: 'join', type: OPTION.subcommand, options: [] }],
    });
    expect((await joining.message()).content).toBe(`Playing in <#${lounge.id}>.`);
    await ear.hears(50, 30_000);
    await before.stop('SIGKILL');
    const heard = ear.heard.length;

    const radio = await start({ env });
    await eventually(radio, 'sound in the voice channel', 60, () =>
      Promise.resolve(ear.heard.length >= heard + 100 ? true : undefined),
    );
    expect(await radio.stop()).toBe(0);
    expect(radio.output()).toMatch(/Playing in a voice channel/);
    discord.close();
  });

  // discord.js 14 reads the session there that it has just dropped, in a promise that nobody waits for.
  test('a Discord session that is lost the moment it was resumed ends nothing, and a new one is opened', async () => {
    const { discord, env } = await openDiscord();
    const { gateway, world } = discord;
    const radio = await start({ env });
    await eventually(radio, 'the commands', 60, () => Promise.resolve(discord.commands[0]));
    gateway.losesResumed = true;
    gateway.askToReconnect();
    await eventually(radio, 'a new session', 60, () => Promise.resolve(gateway.counts.identified === 2 || undefined));
    expect(gateway.counts.resumed).toBe(1);
    const ear = discord.listen(world.listener, world.lounge);
    discord.sit(world.owner, world.lounge);
    const options = [{ name: 'join', type: OPTION.subcommand, options: [] }];
    const joining = discord.type({ by: world.owner, command: 'radio', options });
    // Or that it is there already, where a test before has left it.
    expect((await joining.message()).content).toContain(`laying in <#${world.lounge.id}>`);
    await ear.hears(50, 30_000);
    expect(await radio.stop()).toBe(0);
    discord.close();
  });

  test('a song that was asked for is composed and comes next', async () => {
    const radio = await start();
    await songOnAir(radio);
    const asked = await eventually(radio, 'the catalogue', 60, async () => {
      const answer = await fetch(`${radio.url}/api/requests`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ style: 'lofi-hiphop', seconds: 20, seed: 11, instruments: { melody: 'nylon guitar' } }),
      });
      return answer.status === 202 ? ((await answer.json()) as { id: string }) : undefined;
    });
    const song = await eventually(radio, 'the song', 120, async () => {
      const state = (await (await fetch(`${radio.url}/api/requests/${asked.id}`)).json()) as {
        kind: string;
        song?: { segmentId: string; instruments: Record<string, string> };
      };
      return state.kind === 'ready' ? state.song : undefined;
    });
    expect(song.instruments.melody).toMatch(/nylon|guitar/i);
    const file = await fetch(`${radio.url}/api/songs/${song.segmentId}.ogg`);
    const { packets } = demuxOggOpus(new Uint8Array(await file.arrayBuffer()));
    expect(packets.length).toBeGreaterThan(20 * 50 * 0.7);
  });
});
