import { existsSync } from 'node:fs';
import { beginAnew } from './commands/begin-anew.ts';

// Before all else is loaded, and before settings are read.
if (process.argv[2] === 'serve') beginAnew(process);
if (existsSync('.env')) process.loadEnvFile('.env');
const { run } = await import('./commands/command-line.ts');
process.exitCode = await run(process.argv.slice(2), process.env);
