import type { PoolConfig } from 'pg';
import { StoreError } from './store-error.ts';

/** Where a real Postgres is: what `pg` takes, and how to name it to people. */
export interface ServerAddress {
  readonly pool: PoolConfig;
  /** Host, port and database, without user and password. */
  readonly shown: string;
}

const EXAMPLE = 'postgres://user:password@host:5432/database';

/**
 * Reads a DATABASE_URL. The parameters `sslmode` and `host` (a socket's folder) mean what they mean to libpq.
 * Throws a StoreError, which does not repeat the URL, when it can't be read.
 * @example parseDatabaseUrl('postgres://radio:secret@db.example:5433/radio').shown // 'db.example:5433/radio'
 */
export function parseDatabaseUrl(text: string): ServerAddress {
  // libpq leaves the host out when a socket's folder is given, which is no URL to others.
  const url = URL.parse(text.trim()) ?? URL.parse(text.trim().replace('@/', '@localhost/'));
  // The constructor's error would repeat the text, with the password in it.
  if (url === null) {
    throw new StoreError(
      `DATABASE_URL is not a URL. It should look like ${EXAMPLE}; write characters such as @ : / # in a password as %40 %3A %2F %23.`,
    );
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new StoreError(`DATABASE_URL must start with postgres://. It should look like ${EXAMPLE}.`);
  }
  const database = decoded(url.pathname.slice(1));
  if (database === '') throw new StoreError(`DATABASE_URL names no database. It should look like ${EXAMPLE}.`);
  const schema = url.searchParams.get('schema');
  if (schema !== null && schema !== 'public') {
    throw new StoreError(
      'DATABASE_URL: only the schema "public" is supported; use a database of its own for the radio.',
    );
  }
  url.searchParams.delete('schema');
  const host = url.searchParams.get('host') ?? (decoded(url.hostname) || 'localhost');
  decoded(url.username);
  decoded(url.password);
  return {
    pool: { connectionString: url.href },
    shown: host.startsWith('/') ? `${host} (${database})` : `${host}:${url.port || '5432'}/${database}`,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StoreError(
      `DATABASE_URL has a % that is not followed by two hexadecimal digits; write a plain % as %25.`,
    );
  }
}
