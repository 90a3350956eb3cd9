import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseDatabaseUrl } from '../../src/store/database-url.ts';
import { StoreError } from '../../src/store/index.ts';
import { HAS_SERVER, memoryLog, openTestStore, serverDatabase, testDatabase } from '../support/databases.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('parseDatabaseUrl', () => {
  it.each([
    ['postgres://radio:sesame@db.example:5433/radio', 'db.example:5433/radio'],
    ['  postgresql://radio@db.example/my%20radio?sslmode=require  ', 'db.example:5432/my radio'],
    ['postgresql://radio:sesame@/radio?host=/var/run/postgresql', '/var/run/postgresql (radio)'],
    ['postgres://radio:sesame@[::1]:5432/radio?schema=public', '[::1]:5432/radio'],
  ])('reads %s', (text, shown) => {
    expect(parseDatabaseUrl(text).shown).toBe(shown);
  });

  it.each([
    ['', /is not a URL/],
    ['radio:sesame@db.example:5432/radio', /must start with postgres:\/\//],
    ['radio sesame', /is not a URL/],
    ['postgres://radio:sesame@db.example:port/radio', /is not a URL/],
    ['mysql://radio:sesame@db.example/radio', /must start with postgres:\/\//],
    ['postgres://radio:sesame@db.example', /names no database/],
    ['postgres://radio:sesame%zz@db.example/radio', /% that is not followed/],
    ['postgres://radio:sesame@db.example/radio?schema=other', /only the schema "public"/],
  ])('refuses %s without repeating the password', (text, why) => {
    expect(() => parseDatabaseUrl(text)).toThrow(why);
    try {
      parseDatabaseUrl(text);
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError);
      expect(JSON.stringify([String(error), (error as Error).cause ?? null])).not.toContain('sesame');
    }
  });
});

describe.runIf(HAS_SERVER)('a DATABASE_URL that the server refuses', () => {
  it.each([
    ['an unknown user', (url: URL) => (url.username = `nobody_${randomUUID()}`), /refuses the user or the password/],
    ['an unknown database', (url: URL) => (url.pathname = '/there_is_no_such'), /there is no such database/],
    ['a port where nothing listens', (url: URL) => (url.port = '1'), /nothing listens at its address/],
  ])('(%s) is one clear line without the password, and the store goes on trying', async (_, change, why) => {
    const server = await serverDatabase();
    onTestFinished(() => server.drop());
    const url = new URL(server.url);
    url.password = 'sesame';
    change(url);
    const folder = await testDatabase('server');
    onTestFinished(() => folder.remove());
    const log = memoryLog();
    const { store, close } = await openTestStore({ dataDir: folder.dataDir, databaseUrl: url.href }, log);
    await store.opened();
    expect(store.state()).toMatchObject({ kind: 'away', problem: expect.stringMatching(why) as string });
    expect(log.lines).toEqual([expect.stringMatching(why)]);
    expect(JSON.stringify([log.lines, store.state(), store.health()])).not.toContain('sesame');
    await close();
  });
});
