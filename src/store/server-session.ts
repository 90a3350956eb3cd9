import type { OpenSession } from './database.ts';
import type { ServerAddress } from './database-url.ts';
import { faultOf } from './fault.ts';
import type { Migration } from './migrations.ts';
import { openSession } from './session.ts';

/** Sessions with a Postgres server, which other programs may use at the same time. */
export function serverSessions(server: ServerAddress, migrations: readonly Migration[]): OpenSession {
  return ({ onLost }) =>
    openSession(server.pool, { migrations, shared: true, onLost: (error) => onLost(faultOf(error).problem) });
}
