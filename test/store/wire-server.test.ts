import { connect } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEmbeddedDatabase } from '../../src/store/embedded-database.ts';
import type { EmbeddedDatabase } from '../../src/store/embedded-database.ts';
import { WireReader } from '../../src/store/wire-reader.ts';
import { testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

function message(type: string, body: string): Buffer {
  const bytes = Buffer.alloc(type.length + 4);
  bytes.write(type);
  bytes.writeInt32BE(4 + body.length, type.length);
  return Buffer.concat([bytes, Buffer.from(body)]);
}

const STARTUP = message('', '\0\x03\0\0user\0postgres\0\0');

describe('WireReader', () => {
  it('makes the same requests of the same bytes, however they arrive', () => {
    const bytes = Buffer.concat([
      STARTUP,
      message('Q', 'SELECT 1\0'),
      message('P', 'parse'),
      message('B', ''),
      message('E', 'x'.repeat(300)),
      message('S', ''),
      message('X', ''),
    ]);
    const whole = new WireReader().push(bytes);
    expect(whole.map(({ kind }) => kind)).toEqual(['startup', 'messages', 'messages', 'end']);
    const drip = new WireReader();
    expect([...bytes].flatMap((byte) => drip.push(Uint8Array.of(byte)))).toEqual(whole);
  });

  it('reads the requests that come before the start', () => {
    const encryption = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
    const cancel = Buffer.from([0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 1, 0, 0, 0, 2]);
    expect(new WireReader().push(Buffer.concat([encryption, STARTUP])).map(({ kind }) => kind)).toEqual([
      'encryption',
      'startup',
    ]);
    expect(new WireReader().push(cancel)).toEqual([{ kind: 'end' }]);
  });

  it('throws at what is not the protocol', () => {
    expect(() => new WireReader().push(Buffer.from([0, 0, 0, 1]))).toThrow(/message of 1 bytes/);
    const reader = new WireReader();
    reader.push(STARTUP);
    expect(() => reader.push(Buffer.from('GET / HTTP/1.1'))).toThrow(/message of \d+ bytes/);
  });
});

describe('the embedded database on its port', () => {
  let database: TestDatabase;
  let embedded: EmbeddedDatabase;

  beforeAll(async () => {
    database = await testDatabase('embedded');
    embedded = await startEmbeddedDatabase(path.join(database.dataDir, 'database'), AbortSignal.timeout(60_000));
    const client = await newClient();
    await client.query('CREATE TABLE notes (client INT, number INT)');
    await client.end();
  });
  afterAll(async () => {
    await embedded.stop();
    await database.remove();
  });

  async function newClient(): Promise<Client> {
    const client = new Client({ connectionString: embedded.url });
    await client.connect();
    return client;
  }

  it('goes on after an error in a prepared statement', async () => {
    const client = await newClient();
    await expect(client.query('SELECT $1::uuid', ['no uuid'])).rejects.toThrow(/invalid input syntax for type uuid/);
    await expect(client.query('SELECT * FROM nothing WHERE a = $1', [1])).rejects.toThrow(/"nothing" does not exist/);
    expect((await client.query('SELECT $1::int AS n', [5])).rows).toEqual([{ n: 5 }]);
    await client.end();
  });

  it('keeps the statements of several clients apart, and their transactions whole', async () => {
    const numbers = [1, 2, 3, 4];
    const clients = await Promise.all(numbers.map(newClient));
    await Promise.all(
      clients.map(async (client, index) => {
        for (let number = 0; number < 20; number++) {
          await client.query('BEGIN');
          await client.query('INSERT INTO notes VALUES ($1, $2)', [index, number]);
          const { rows } = await client.query('SELECT $1::int AS client, $2::int AS number', [index, number]);
          expect(rows).toEqual([{ client: index, number }]);
          await client.query(number % 2 === 0 ? 'COMMIT' : 'ROLLBACK');
        }
      }),
    );
    const [client] = clients;
    const { rows } = (await client?.query('SELECT client, count(*)::int AS n FROM notes GROUP BY 1 ORDER BY 1')) ?? {};
    expect(rows).toEqual([0, 1, 2, 3].map((index) => ({ client: index, n: 10 })));
    await Promise.all(clients.map((each) => each.end()));
  });

  it('takes back the transaction of a client that leaves in it, and lets the next one go on', async () => {
    const leaving = await newClient();
    leaving.on('error', () => undefined);
    await leaving.query('BEGIN');
    await leaving.query('INSERT INTO notes VALUES (99, 0)');
    const waiting = await newClientAfter(() => leaving.end());
    expect((await waiting.query('SELECT * FROM notes WHERE client = 99')).rows).toEqual([]);
    await waiting.end();
  });

  async function newClientAfter(act: () => Promise<void>): Promise<Client> {
    const connecting = newClient();
    await act();
    return connecting;
  }

  it('lets nobody in without the password', async () => {
    for (const password of ['', 'guess', 'x'.repeat(1_000)]) {
      const url = new URL(embedded.url);
      url.password = password;
      const client = new Client({ connectionString: url.href, password });
      await expect(client.connect()).rejects.toThrow(/password/);
    }
    const socket = connect(Number(new URL(embedded.url).port), '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => received.push(bytes));
    socket.write(Buffer.concat([STARTUP, message('Q', 'SELECT 1\0')]));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(received).toString('latin1')).toMatch(/^R.{8}E.*28P01/s);
  });

  it('hangs up on what is not a Postgres client', async () => {
    const socket = connect(Number(new URL(embedded.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await closed;
    const client = await newClient();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });
});
