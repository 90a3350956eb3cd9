import { createWeb, listen, type WebServer } from '../../src/web/index.ts';
import { onTestFinished } from 'vitest';
import type { Station } from '../../src/radio/index.ts';
import { MemoryLog } from './memory-log.ts';

/** A station's web, opened on a free port of this machine until the test ends. */
export async function openWeb(station: Station, options: { readonly maxListeners?: number } = {}): Promise<WebServer> {
  const web = await listen(createWeb({ desk: station, log: new MemoryLog(), ...options }), {
    host: '127.0.0.1',
    port: 0,
  });
  onTestFinished(() => web.close());
  return web;
}

/** Reads an endless answer until enough has come, then hangs up. */
export async function readFor(url: string, enough: (bytes: Uint8Array) => boolean): Promise<Uint8Array> {
  const hangUp = new AbortController();
  const response = await fetch(url, { signal: hangUp.signal });
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece as Uint8Array);
      if (enough(Buffer.concat(pieces))) break;
    }
  } finally {
    hangUp.abort();
  }
  return Buffer.concat(pieces);
}

/** The whole Ogg pages at the start of what was read. */
export function wholePages(bytes: Uint8Array): Uint8Array {
  let end = 0;
  while (end + 27 <= bytes.length) {
    const values = bytes[end + 26] ?? 0;
    const table = bytes.subarray(end + 27, end + 27 + values);
    const next = table.reduce((sum, value) => sum + value, end + 27 + values);
    if (table.length < values || next > bytes.length) break;
    end = next;
  }
  return bytes.subarray(0, end);
}
