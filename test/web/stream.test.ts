import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import prism from 'prism-media';
import { describe, expect, test, vi } from 'vitest';
import { decodeOpus, demuxOggOpus, systemTime } from '../../src/radio/index.ts';
import { createWeb, MAX_BUFFERED_BYTES } from '../../src/web/index.ts';
import { FakeTime } from '../support/fake-time.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testStation } from '../support/test-station.ts';
import { openWeb, readFor, wholePages } from '../support/web-client.ts';

/** Where one listener's packets begin in another's; -1 when they are not the same from there on. */
function offsetOf(packets: readonly Uint8Array[], within: readonly Uint8Array[]): number {
  return within.findIndex((_, start) =>
    packets.every((packet, index) => {
      const other = within[start + index];
      return start + index >= within.length || (other !== undefined && Buffer.compare(packet, other) === 0);
    }),
  );
}

/** What lies in an answer's buffer, taken without waiting for more. */
class WaitingBytes {
  readonly #read: () => Promise<Uint8Array | undefined>;
  #pending: Promise<Uint8Array | undefined> | undefined;

  constructor(response: Response) {
    const reader = response.body?.getReader();
    this.#read = async () => (await reader?.read())?.value as Uint8Array | undefined;
  }

  async take(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (;;) {
      this.#pending ??= this.#read();
      const piece = await Promise.race([this.#pending, turn(undefined)]);
      if (piece === undefined) return Buffer.concat(pieces);
      pieces.push(piece);
      this.#pending = undefined;
    }
  }
}

describe('GET /stream.ogg', () => {
  test('two listeners over real connections hear the same packets, gapless, each in a valid stream of its own', async () => {
    const { station } = await testStation(systemTime(), { stored: ['a', 'b', 'c'] });
    const sent: Uint8Array[] = [];
    station.tune({ kind: 'discord', send: (packet) => sent.push(packet) });
    station.start();
    const { url } = await openWeb(station);
    const seconds = (count: number) => (bytes: Uint8Array) => {
      const pages = wholePages(bytes);
      return pages.length > 0 && demuxOggOpusSafely(pages) >= count * 50;
    };
    const [first, second] = await Promise.all([
      readFor(`${url}/stream.ogg`, seconds(4)),
      readFor(`${url}/stream.ogg`, seconds(4)),
    ]);
    const streams = [first, second].map((bytes) => demuxOggOpus(wholePages(bytes), { openEnded: true }));
    expect(streams[0]?.serial).not.toBe(streams[1]?.serial);
    for (const { packets } of streams) {
      expect(packets.length).toBeGreaterThanOrEqual(200);
      expect(offsetOf(packets, sent)).toBeGreaterThanOrEqual(0);
      expect(() => decodeOpus(packets)).not.toThrow();
    }
    await vi.waitFor(() => expect(station.stats().listeners.web).toBe(0));

    // Readers of other projects agree that it is one stream without a gap.
    const demuxer = Readable.from([first]).pipe(new prism.opus.OggDemuxer());
    const read: Buffer[] = [];
    demuxer.on('data', (packet: Buffer) => read.push(packet));
    await finished(demuxer);
    const payload = read.filter((packet) => !packet.subarray(0, 8).equals(Buffer.from('OpusHead')));
    expect(payload.slice(0, 200)).toEqual(streams[0]?.packets.slice(0, 200).map((packet) => Buffer.from(packet)));
  });

  test('ffprobe reads it as one Opus stream', async ({ skip }) => {
    if (spawnSync('ffprobe', ['-version']).error !== undefined) skip('ffprobe is not installed');
    const { station } = await testStation(systemTime());
    station.start();
    const { url } = await openWeb(station);
    const path = join(tempFolder(), 'stream.ogg');
    writeFileSync(path, wholePages(await readFor(`${url}/stream.ogg`, (bytes) => bytes.length > 20_000)));
    const probe = spawnSync('ffprobe', ['-v', 'warning', '-show_entries', 'stream=codec_name,channels', path], {
      encoding: 'utf8',
    });
    expect(probe.stdout).toContain('codec_name=opus');
    expect(probe.stdout).toContain('channels=2');
    expect(probe.stderr).not.toMatch(/error|invalid|discontinu/i);
  });

  test('the headers and a running start come at once, before the next packet is due', async () => {
    const time = new FakeTime();
    const { station } = await testStation(time);
    station.start();
    time.pass(5000);
    const { url } = await openWeb(station);
    // Time stands still: all of this was sent before.
    const bytes = await readFor(`${url}/stream.ogg`, (read) => demuxOggOpusSafely(wholePages(read)) >= 70);
    expect(demuxOggOpus(wholePages(bytes), { openEnded: true }).packets).toHaveLength(70);
  });

  test('a listener that takes nothing costs bounded memory, misses packets, and is given up after a minute', async () => {
    const time = new FakeTime();
    const { station } = await testStation(time);
    station.start();
    const app = createWeb({ desk: station, log: new MemoryLog() });
    const response = await app.request('/stream.ogg');
    const waiting = new WaitingBytes(response);
    time.pass(30_000);
    expect(station.listeners()).toBe(1);
    const kept = await waiting.take();
    expect(kept.length).toBeGreaterThan(MAX_BUFFERED_BYTES / 2);
    expect(kept.length).toBeLessThan(MAX_BUFFERED_BYTES + 8000);
    // It takes again: what comes now continues the same stream, without what was left out.
    time.pass(1000);
    const { packets } = demuxOggOpus(Buffer.concat([kept, await waiting.take()]), { openEnded: true });
    expect(packets.length).toBeLessThan(25 * 50);
    expect(() => decodeOpus(packets)).not.toThrow();
    time.pass(90_000);
    expect(station.listeners()).toBe(0);
    await expect(waiting.take()).rejects.toThrow('took nothing for a minute');
  });

  test('a listener whose connection breaks is forgotten', async () => {
    const { station } = await testStation(systemTime());
    station.start();
    const { port } = await openWeb(station);
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /stream.ogg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await vi.waitFor(() => expect(station.stats().listeners.web).toBe(1), { timeout: 5000 });
    socket.destroy();
    await vi.waitFor(() => expect(station.stats().listeners.web).toBe(0), { timeout: 5000 });
  });

  test('asking for the headers only does not tune in', async () => {
    const { station } = await testStation(new FakeTime());
    const response = await createWeb({ desk: station, log: new MemoryLog() }).request('/stream.ogg', {
      method: 'HEAD',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('audio/ogg; codecs=opus');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(station.listeners()).toBe(0);
  });

  test('when all places are taken it says so, and has room again when one leaves', async () => {
    const { station } = await testStation(new FakeTime());
    const app = createWeb({ desk: station, log: new MemoryLog(), maxListeners: 1 });
    const first = await app.request('/stream.ogg');
    const second = await app.request('/stream.ogg');
    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).toBe('30');
    await first.body?.cancel();
    const third = await app.request('/stream.ogg');
    expect(third.status).toBe(200);
    await third.body?.cancel();
  });
});

function demuxOggOpusSafely(pages: Uint8Array): number {
  try {
    return demuxOggOpus(pages, { openEnded: true }).packets.length;
  } catch {
    return 0;
  }
}
