import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { eventually, type SpawnedRadio, spawnRadio } from '../test/support/spawn-radio.ts';

/** Seconds from starting the process. */
export interface FirstSound {
  /** Until the stream's first packets of sound arrive; at a first start that is rain. */
  readonly stream: number;
  /** Until a song is on air. */
  readonly song: number;
  /** Resident memory of the process then, in megabytes (10^6 bytes). */
  readonly rssMb: number;
}

/** Starts a radio on a data folder and times its first sound and its first song; stops it again. */
export async function firstSound(data: string): Promise<FirstSound> {
  const radio = await spawnRadio({ data });
  try {
    const stream = await eventually(radio, 'the stream', 120, () => soundArrives(radio));
    const song = await eventually(radio, 'a song', 180, async () => {
      const { onAir } = (await (await fetch(`${radio.url}/api/now`)).json()) as { onAir: { kind: string } };
      return onAir.kind === 'song' ? secondsSince(radio) : undefined;
    });
    const metrics = await (await fetch(`${radio.url}/metrics`)).text();
    const rss = /^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 'NaN';
    // A song goes on air before it is whole; the next start's reserve is the whole ones.
    await eventually(radio, 'a whole song', 180, async () => {
      const files = await readdir(path.join(data, 'segments'));
      return files.find((file) => file.endsWith('.json'));
    });
    return { stream, song, rssMb: Math.round(Number(rss) / 1e6) };
  } finally {
    await radio.stop();
  }
}

/** The two header pages of an Ogg Opus stream take less than this. */
const HEADER_BYTES = 1000;

async function soundArrives(radio: SpawnedRadio): Promise<number | undefined> {
  const stop = new AbortController();
  const answer = await fetch(`${radio.url}/stream.ogg`, { signal: stop.signal });
  if (answer.body === null) return undefined;
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > HEADER_BYTES) break;
  }
  stop.abort();
  return secondsSince(radio);
}

function secondsSince(radio: SpawnedRadio): number {
  return Math.round((performance.now() - radio.startedAt) / 100) / 10;
}
