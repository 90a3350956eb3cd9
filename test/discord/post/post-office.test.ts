import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordError } from '../../../src/discord/discord-error.ts';
import { monotonic } from '../../../src/discord/post/monotonic.ts';
import { PostOffice } from '../../../src/discord/post/post-office.ts';
import { eventually } from '../../support/discord/rig.ts';

let server: Socket;
let came: string[];
let sender: RemoteInfo | undefined;

beforeEach(async () => {
  came = [];
  server = createSocket('udp4', (datagram, from) => {
    came.push(datagram.toString());
    sender = from;
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
});

const to = () => ({ address: '127.0.0.1', port: server.address().port });

test('letters leave in the order of their times, and answers come back', async () => {
  const office = new PostOffice();
  const answers: string[] = [];
  const outlet = office.open(to(), (datagram) => answers.push(Buffer.from(datagram).toString()));
  outlet.send(Buffer.from('at once'));
  const now = monotonic();
  outlet.sendAt(now + 90, Buffer.from('third'));
  outlet.sendAt(now + 50, Buffer.from('first'));
  outlet.sendAt(now + 70, Buffer.from('second'));
  await eventually('all came', () => came.length === 4);
  expect(came).toEqual(['at once', 'first', 'second', 'third']);
  expect(office.timing()).toMatchObject({ packets: 3, dropped: 0 });
  server.send('heard you', sender?.port ?? 0, sender?.address);
  await eventually('the answer came', () => answers.length === 1);
  expect(answers).toEqual(['heard you']);
});

test('letters leave while the main thread is busy', async () => {
  const office = new PostOffice();
  const outlet = office.open(to(), () => undefined);
  outlet.sendAt(monotonic(), Buffer.from('warm'));
  await eventually('the thread runs', () => came.length === 1);
  const now = monotonic();
  for (let packet = 1; packet <= 5; packet++) outlet.sendAt(now + packet * 20, Buffer.from(`${packet}`));
  // Nothing else runs on this thread meanwhile.
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let rounds = 0; office.timing().packets < 6 && rounds < 500; rounds++) Atomics.wait(sleeper, 0, 0, 20);
  expect(office.timing().packets).toBe(6);
});

test('a closed outlet sends nothing that still waited, and others go on', async () => {
  const office = new PostOffice();
  const [one, other] = [office.open(to(), () => undefined), office.open(to(), () => undefined)];
  const now = monotonic();
  one.sendAt(now + 150, Buffer.from('never'));
  other.sendAt(now + 200, Buffer.from('later'));
  await delay(20);
  one.close();
  one.close();
  await eventually('the other came', () => came.length > 0);
  expect(came).toEqual(['later']);
});

test('what waited when the last outlet closed is not counted as sent late by the next one', async () => {
  const office = new PostOffice();
  const first = office.open(to(), () => undefined);
  first.sendAt(monotonic(), Buffer.from('warm'));
  await eventually('the thread runs', () => came.length === 1);
  first.sendAt(monotonic() + 1000, Buffer.from('never'));
  // The thread takes it meanwhile.
  await delay(200);
  first.close();
  await delay(1300);
  office.open(to(), () => undefined).sendAt(monotonic() + 30, Buffer.from('on time'));
  await eventually('it came', () => came.length === 2);
  expect(came).toEqual(['warm', 'on time']);
  expect(office.timing().packets).toBe(2);
});

test('a letter that does not fit is counted, and never waited for', () => {
  const office = new PostOffice();
  const outlet = office.open(to(), () => undefined);
  const far = monotonic() + 60_000;
  const large = Buffer.alloc(2 ** 22);
  for (let letter = 0; letter < 5; letter++) outlet.sendAt(far, large);
  expect(office.timing().dropped).toBeGreaterThanOrEqual(1);
});

test('a server that is gone disturbs nobody', async () => {
  const office = new PostOffice();
  const gone = createSocket('udp4').bind(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address();
  gone.close();
  const [dead, alive] = [
    office.open({ address: '127.0.0.1', port }, () => undefined),
    office.open(to(), () => undefined),
  ];
  for (let packet = 0; packet < 5; packet++) {
    dead.sendAt(monotonic(), Buffer.from('lost'));
    await delay(15);
  }
  alive.send(Buffer.from('here'));
  await eventually('it came', () => came.length === 1);
});

test('when the thread fails, its outlets say so, and the next one begins another', async () => {
  const office = new PostOffice();
  const outlet = office.open(to(), () => undefined);
  // No address: the thread can't go on.
  office.open({ address: '127.0.0.1', port: -1 }, () => undefined);
  await eventually('it is noticed', () => {
    try {
      outlet.send(Buffer.from('?'));
      return false;
    } catch (error) {
      return error instanceof DiscordError;
    }
  });
  expect(() => outlet.sendAt(monotonic(), Buffer.from('?'))).toThrow(DiscordError);
  outlet.close();
  office.open(to(), () => undefined).send(Buffer.from('again'));
  await eventually('it came', () => came.includes('again'));
});
