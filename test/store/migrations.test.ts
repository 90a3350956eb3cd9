import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import type { ClientBase } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { migrate, MIGRATIONS_FOLDER, readMigrations } from '../../src/store/migrations.ts';
import type { Migration } from '../../src/store/migrations.ts';
import { StoreError } from '../../src/store/index.ts';
import { DATABASE_KINDS, HAS_SERVER, serverDatabase, testDatabase } from '../support/databases.ts';
import { connectTo } from '../support/query.ts';
import { declaredTables, migratedTables } from '../support/schema.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const released = await readMigrations();

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: `checksum of ${name}` };
}

async function applied(client: ClientBase): Promise<readonly unknown[]> {
  const { rows } = await client.query<object>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, applied_steps_count
     FROM _prisma_migrations ORDER BY migration_name`,
  );
  return rows;
}

describe.each(DATABASE_KINDS)('migrating the %s database', (kind) => {
  const options = { shared: kind === 'server' };
  let client: ClientBase;
  let end: () => Promise<void>;

  beforeAll(async () => {
    const database = await testDatabase(kind);
    const connection = await connectTo(database);
    client = connection.client;
    end = async () => {
      await connection.end();
      await database.remove();
    };
  });
  afterAll(() => end());
  beforeEach(async () => {
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });

  it('makes the tables that schema.prisma declares, and does nothing the second time', async () => {
    expect(await migrate(client, released, options)).toEqual(released.map(({ name }) => name));
    const schema = await readFile(path.join(MIGRATIONS_FOLDER, '../schema.prisma'), 'utf8');
    expect(await migratedTables(client)).toEqual(declaredTables(schema));
    const history = await applied(client);
    expect(history).toEqual(
      released.map(({ name, checksum }) => ({
        migration_name: name,
        checksum,
        finished: true,
        applied_steps_count: 1,
      })),
    );
    expect(await migrate(client, released, options)).toEqual([]);
    expect(await applied(client)).toEqual(history);
  });

  it.each(released.slice(0, -1).map((_, index) => index + 1))(
    'brings the rows of a radio of release %i forward, and sums what was known',
    async (count) => {
      await migrate(client, released.slice(0, count), options);
      const facts = `{"instruments": {"melody": "flute", "bass": "flute"}, "effects": {"rain": -14}, "models": {"notes": "1a"}}`;
      const played = ['0', '1'].map((digit) => `'${digit.repeat(8)}-0000-4000-8000-000000000000'`);
      await client.query(`
        INSERT INTO guilds (id, room_channel_id, updated_at) VALUES ('42', '7', now());
        INSERT INTO segments (id, title, style, seed, recipe, facts, key, tempo, seconds, lufs, dbtp, created_at) VALUES
          ('lofi-1', 'One', 'lofi', 4294967295, '{"mood": "rainy", "energy": 0.25}', '${facts}', 'Eb minor', 79.9, 60, -14, -1.5, now()),
          ('lofi-2', 'Two', 'lofi', 2, '{}', '{}', 'C major', 80, 60, -14, -1.5, now());
        INSERT INTO plays (id, segment_id, started_at, seconds, listeners) VALUES
          (${played[0]}, 'lofi-1', '2026-11-22T01:00:00Z', 60, 3), (${played[1]}, 'lofi-1', '2026-11-22T23:59:00Z', NULL, NULL);
        INSERT INTO ratings (play_id, segment_id, listener, guild_id, thumb, created_at, updated_at) VALUES
          (${played[0]}, 'lofi-1', 'ann', '42', 1, '2026-11-22T01:00:00Z', '2026-11-23T01:00:00Z'),
          (${played[0]}, 'lofi-1', 'ben', NULL, -1, '2026-11-22T01:00:00Z', '2026-11-22T01:00:00Z')`);
      expect(await migrate(client, released, options)).toEqual(released.slice(count).map(({ name }) => name));
      const rows = async (sql: string): Promise<readonly unknown[]> => (await client.query<object>(sql)).rows;
      expect(await rows('SELECT id, room_channel_id, settings FROM guilds')).toEqual([
        { id: '42', room_channel_id: '7', settings: null },
      ]);
      expect(await rows('SELECT mood, energy, models FROM segments ORDER BY id')).toEqual([
        { mood: 'rainy', energy: 0.25, models: { notes: '1a' } },
        { mood: null, energy: null, models: null },
      ]);
      expect(await rows('SELECT listener, thumb, counted, heard_seconds FROM ratings ORDER BY listener')).toEqual([
        { listener: 'ann', thumb: 1, counted: true, heard_seconds: null },
        { listener: 'ben', thumb: -1, counted: true, heard_seconds: null },
      ]);
      expect(await rows('SELECT segment_id, plays, aired_seconds, up, down FROM song_totals')).toEqual([
        { segment_id: 'lofi-1', plays: '2', aired_seconds: 60, up: '1', down: '1' },
      ]);
      const sums = `SELECT guild_id AS guild, value, day::text, plays::int, up::int, down::int FROM trait_totals`;
      expect(await rows(`${sums} WHERE trait = 'style' ORDER BY 1, 3`)).toEqual([
        { guild: '', value: 'lofi', day: '2026-11-22', plays: 2, up: 0, down: 1 },
        { guild: '', value: 'lofi', day: '2026-11-23', plays: 0, up: 1, down: 0 },
        { guild: '42', value: 'lofi', day: '2026-11-23', plays: 0, up: 1, down: 0 },
      ]);
      expect(await rows(`SELECT trait, value FROM segment_traits WHERE segment_id = 'lofi-1' ORDER BY 1, 2`)).toEqual([
        { trait: 'effect', value: 'rain' },
        { trait: 'energy', value: '0.3' },
        { trait: 'instrument', value: 'flute' },
        { trait: 'mode', value: 'minor' },
        { trait: 'model', value: 'notes 1a' },
        { trait: 'mood', value: 'rainy' },
        { trait: 'style', value: 'lofi' },
        { trait: 'tempo', value: '70' },
      ]);
    },
  );

  it('applies what is new, in the order of the names', async () => {
    const first = migration('1_first', 'CREATE TABLE notes (id INT); INSERT INTO notes VALUES (1)');
    const second = migration('2_second', "ALTER TABLE notes ADD COLUMN body TEXT; UPDATE notes SET body = 'one'");
    await migrate(client, [first], options);
    expect(await migrate(client, [first, second], options)).toEqual(['2_second']);
    expect((await client.query('SELECT * FROM notes')).rows).toEqual([{ id: 1, body: 'one' }]);
  });

  it('leaves the database as it was when a migration fails, and says which', async () => {
    const good = migration('1_good', 'CREATE TABLE notes (id INT)');
    const bad = migration('2_bad', 'CREATE TABLE more (id INT); CREATE TABLE notes (id INT)');
    const failing = migrate(client, [good, bad], options);
    await expect(failing).rejects.toThrow(StoreError);
    await expect(failing).rejects.toThrow(/"2_bad" could not be applied \(relation "notes" already exists\)/);
    expect(await applied(client)).toMatchObject([{ migration_name: '1_good' }]);
    expect((await client.query(`SELECT to_regclass('more') AS more`)).rows).toEqual([{ more: null }]);
    const mended = migration('2_bad', 'CREATE TABLE more (id INT)');
    expect(await migrate(client, [good, mended], options)).toEqual(['2_bad']);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    const original = migration('1_notes', 'CREATE TABLE notes (id INT)');
    await migrate(client, [original], options);
    const changed = { ...original, checksum: 'another' };
    await expect(migrate(client, [changed], options)).rejects.toThrow(
      /"1_notes" was changed after .* Put prisma\/migrations back/,
    );
  });

  it('refuses a database that is newer than the program', async () => {
    await migrate(client, [migration('1_now', 'SELECT 1'), migration('2_future', 'SELECT 1')], options);
    await expect(migrate(client, [migration('1_now', 'SELECT 1')], options)).rejects.toThrow(
      /newer than this program: it has the migration "2_future".* Update Raindial/,
    );
  });

  it('refuses a database where Prisma noted a failed migration, until it is resolved', async () => {
    const notes = migration('1_notes', 'CREATE TABLE notes (id INT)');
    await migrate(client, [], options);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'checksum of 1_notes', '1_notes')`,
    );
    await expect(migrate(client, [notes], options)).rejects.toThrow(/"1_notes" failed on this database earlier/);
    await client.query(`UPDATE _prisma_migrations SET rolled_back_at = now()`);
    expect(await migrate(client, [notes], options)).toEqual(['1_notes']);
  });
});

describe.runIf(HAS_SERVER)('migrating a server', () => {
  it('is done once by several programs that start together', async () => {
    const server = await serverDatabase();
    onTestFinished(() => server.drop());
    const clients = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const client = new Client({ connectionString: server.url });
        await client.connect();
        return client;
      }),
    );
    const slow = migration('1_slow', 'CREATE TABLE notes (id INT); SELECT pg_sleep(0.2)');
    const done = await Promise.all(clients.map((client) => migrate(client, [slow, ...released], { shared: true })));
    expect(done.flat().sort()).toEqual(['1_slow', ...released.map(({ name }) => name)].sort());
    await Promise.all(clients.map((client) => client.end()));
  });
});
