import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eventually, type SpawnedRadio, spawnRadio } from '../test/support/spawn-radio.ts';

// An unattended run: starts a radio from nothing, listens to its stream for a while, and prints what its own clock and a listener saw.
// The first seconds, while the database and the workers are set up, count like all others.
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes must be a number above 0');

const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-on-air-'));
const radio = await spawnRadio({ data: path.join(folder, 'data') });
try {
  await eventually(radio, 'the page', 120, async () => (await fetch(`${radio.url}/healthz`)).json());
  const stop = new AbortController();
  const listener = listen(radio, stop.signal);
  const memory: number[] = [];
  const until = performance.now() + minutes * 60_000;
  while (performance.now() < until) {
    await sleep(Math.min(30_000, Math.max(0, until - performance.now())));
    memory.push(Math.round((await readMetrics(radio))('process_resident_memory_bytes') / 1e6));
  }
  const metric = await readMetrics(radio);
  stop.abort();
  const of = (name: string) => ({
    p50: metric(`${name}{of="p50"}`),
    p99: metric(`${name}{of="p99"}`),
    max: metric(`${name}{of="max"}`),
  });
  const table = {
    minutes,
    packets: metric('raindial_packets_total'),
    lostPackets: metric('raindial_lost_packets_total'),
    resyncs: metric('raindial_resyncs_total'),
    lateBursts: metric('raindial_late_bursts_total'),
    intervalMs: of('raindial_packet_interval_milliseconds'),
    latenessMs: of('raindial_packet_lateness_milliseconds'),
    wentOnAir: Object.fromEntries(
      ['request', 'fresh', 'reserve', 'pad'].map((source) => [source, metric(`raindial_on_air{source="${source}"}`)]),
    ),
    listener: await listener,
    rssMb: memory,
  };
  console.log(JSON.stringify(table, null, 2));
} finally {
  await radio.stop();
  await rm(folder, { recursive: true, force: true });
}

/** What a listener to the stream got until told to stop: pages of 100 ms come every 100 ms. */
async function listen(from: SpawnedRadio, signal: AbortSignal) {
  let bytes = 0;
  let longestGapMs = 0;
  let last: number | undefined;
  try {
    const answer = await fetch(`${from.url}/stream.ogg`, { signal });
    for await (const chunk of answer.body ?? []) {
      const now = performance.now();
      if (last !== undefined) longestGapMs = Math.max(longestGapMs, Math.round(now - last));
      last = now;
      bytes += (chunk as Uint8Array).length;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { bytes, longestGapMs };
}

/** Reads `/metrics`; the returned function gives a sample's value. */
async function readMetrics(from: SpawnedRadio): Promise<(sample: string) => number> {
  const text = await (await fetch(`${from.url}/metrics`)).text();
  const samples = new Map(text.split('\n').map((line) => [line.slice(0, line.lastIndexOf(' ')), line]));
  return (sample) => {
    const line = samples.get(sample);
    if (line === undefined) throw new Error(`/metrics has no ${sample}`);
    return Number(line.slice(line.lastIndexOf(' ') + 1));
  };
}
