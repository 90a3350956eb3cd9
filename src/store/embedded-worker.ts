// The thread of the embedded database: PGlite blocks its thread for up to a second while it opens, and must not do that to
// the thread that sends audio.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { FromEmbedded } from './embedded-database.ts';
import { serveWire } from './wire-server.ts';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const { folder, password } = workerData as { readonly folder: string; readonly password: string };

function tell(message: FromEmbedded): void {
  port?.postMessage(message);
}

try {
  const database = await PGlite.create(folder);
  const server = await serveWire(database, password);
  port.once('message', () => {
    void server
      .close()
      .then(() => database.close())
      .finally(() => port.close());
  });
  tell({ kind: 'listening', port: server.port });
} catch (error) {
  tell({ kind: 'failed', reason: error instanceof Error ? error.message : JSON.stringify(error) });
  port.close();
}
