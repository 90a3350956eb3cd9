// Generates src/store/client from prisma/schema.prisma after `npm ci`.
// The prisma command looks for its schema engine, and would download it, before it generates; generating does not
// run that engine, so any existing executable satisfies the look-up and no download is tried.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const root = path.dirname(import.meta.dirname);
const cli = path.join(path.dirname(require.resolve('prisma/package.json')), 'build', 'index.js');
const result = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
  cwd: root,
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  encoding: 'utf8',
});
if (result.status !== 0) {
  process.stderr.write(`${result.stdout}${result.stderr}\n`);
  process.stderr.write('The database client could not be generated from prisma/schema.prisma (see above).\n');
  process.exit(result.status ?? 1);
}
