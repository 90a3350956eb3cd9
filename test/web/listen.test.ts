import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createWeb, listen, WebError } from '../../src/web/index.ts';
import { FakeTime } from '../support/fake-time.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { testStation } from '../support/test-station.ts';
import { openWeb } from '../support/web-client.ts';

function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path: '/api/now', headers: { Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('listen', () => {
  test('tells the real port, and answers there', async () => {
    const { station } = await testStation(new FakeTime());
    const web = await openWeb(station);
    expect(web.url).toBe(`http://127.0.0.1:${web.port}`);
    expect((await fetch(`${web.url}/api/now`)).status).toBe(200);
  });

  test('a port that is taken is told in one line with what to do', async () => {
    const { station } = await testStation(new FakeTime());
    const { port } = await openWeb(station);
    const again = listen(createWeb({ desk: station, log: new MemoryLog() }), { host: '127.0.0.1', port });
    await expect(again).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program. Stop it, or set PORT`);
    await expect(again).rejects.toBeInstanceOf(WebError);
  });

  test('an address that is not this machine is told, too', async () => {
    const { station } = await testStation(new FakeTime());
    const app = createWeb({ desk: station, log: new MemoryLog() });
    await expect(listen(app, { host: '192.0.2.1', port: 0 })).rejects.toThrow(
      '192.0.2.1 is no address of this machine',
    );
  });

  test.each([
    ['127.0.0.1', 200],
    ['localhost:8080', 200],
    ['radio.localhost', 200],
    ['[::1]:8080', 200],
    ['evil.test', 403],
    ['evil.test:8080', 403],
    ['127.0.0.1.evil.test', 403],
    ['localhost.evil.test', 403],
  ])('listening on this machine only, a request for %s is answered %i', async (host, status) => {
    const { station } = await testStation(new FakeTime());
    const { port } = await openWeb(station);
    expect(await statusFor(port, host)).toBe(status);
  });

  test('closing ends endless connections, too', async () => {
    const time = new FakeTime();
    const { station } = await testStation(time);
    station.start();
    const web = await listen(createWeb({ desk: station, log: new MemoryLog() }), { host: '127.0.0.1', port: 0 });
    const response = await fetch(`${web.url}/stream.ogg`);
    expect(station.listeners()).toBe(1);
    await web.close();
    await expect(response.arrayBuffer()).rejects.toThrow();
    await expect(fetch(web.url)).rejects.toThrow();
    await expect.poll(() => station.listeners()).toBe(0);
  });
});
