import type { Config } from '../config.ts';
import { backupDatabase, moveDatabase, restoreDatabase } from '../store/index.ts';
import type { TableSums } from '../store/index.ts';
import { EXIT } from './exit-codes.ts';

/** What `raindial db` is asked to do. */
export type DbRequest =
  | { readonly what: 'backup'; readonly file: string; readonly replace: boolean; readonly whileRunning: boolean }
  | { readonly what: 'restore'; readonly file: string; readonly replace: boolean }
  | { readonly what: 'move'; readonly url: string; readonly replace: boolean };

/** Backs the database up, restores it, or moves it to a server; resolves with the exit code. Throws a StoreError that says what to do. */
export async function db(config: Pick<Config, 'data' | 'databaseUrl'>, request: DbRequest): Promise<number> {
  const place = {
    dataFolder: config.data,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
  };
  const log = {
    info: (message: string) => console.error(message),
    warn: (message: string) => console.error(message),
    error: (message: string) => console.error(message),
  };
  switch (request.what) {
    case 'backup':
      print(await backupDatabase(place, request.file, { ...request, log }));
      console.log(
        `Written to ${request.file}. Keep ${config.data}/listener-key with it: without it, every listener is a stranger.`,
      );
      break;
    case 'restore':
      print(await restoreDatabase(place, request.file, request));
      console.log('Restored; all rows are as they were backed up.');
      break;
    case 'move':
      print(await moveDatabase(config.data, request.url, { ...request, log }));
      console.log(
        'Moved; all rows are as they were. Set DATABASE_URL to that server now. What is in the data folder was left as it is.',
      );
  }
  return EXIT.ok;
}

function print(sums: TableSums): void {
  for (const [table, { rows, checksum }] of Object.entries(sums))
    console.log(`${table.padEnd(16)} ${String(rows).padStart(10)} rows   checksum ${checksum}`);
}
