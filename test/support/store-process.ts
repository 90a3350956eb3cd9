// A radio's memory in a process of its own, for tests that kill it. Arguments: what to do, a data folder.
// `rate`: writes ratings of one play for ever, and prints each listener when the rating is acknowledged. `rate-early` does so without waiting
// for the database, of the URL that is given if any, and prints how the database stands too.
// `hold`: only takes the data folder, and prints `held`.
import { lockDataFolder, openStore, StoreError } from '../../src/store/index.ts';

const [what, dataDir = '', playId = '', databaseUrl] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

try {
  const dataFolder = await lockDataFolder(dataDir);
  if (what === 'hold') {
    process.once('SIGTERM', () => process.exit(0));
    setInterval(() => undefined, 1_000);
    process.stdout.write('held\n');
  } else {
    const store = await openStore({ ...(databaseUrl === undefined ? {} : { databaseUrl }), dataFolder, log });
    if (what === 'rate') await store.opened();
    for (let number = 0; ; number++) {
      await store.ratings.rate({ playId, segmentId: 'lofi-1', listener: `listener ${number}`, thumb: 1 });
      process.stdout.write(`listener ${number}${what === 'rate' ? '' : ` ${store.state().kind}`}\n`);
    }
  }
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = 3;
}
