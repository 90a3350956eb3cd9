import type { Command } from 'commander';
import type { Config } from '../config.ts';
import type { DbRequest } from './db-command.ts';

/** The commands that keep, bring back and move what the radio remembers. */
export function addDb(program: Command, config: () => Config, setExitCode: (code: number) => void): void {
  const run = async (request: DbRequest): Promise<void> => {
    const settings = config();
    const { db } = await import('./db-command.ts');
    setExitCode(await db(settings, request));
  };
  const command = program
    .command('db')
    .description('back up, restore or move what the radio remembers')
    .addHelpText('after', '\nIt is the database of DATABASE_URL, or else the embedded one of RAINDIAL_DATA.');
  command
    .command('backup')
    .description('write all of it to a file')
    .argument('<file>', 'the file to write')
    .option('--replace', 'write over a file that is there', false)
    .option('--while-running', 'also while the radio runs; what waits in its journal is left out', false)
    .addHelpText('after', '\nExamples:\n  $ raindial db backup raindial.backup')
    .action((file: string, flags: { readonly replace: boolean; readonly whileRunning: boolean }) =>
      run({ what: 'backup', file, ...flags }),
    );
  command
    .command('restore')
    .description('fill an empty database from a backup')
    .argument('<file>', 'a file that backup wrote')
    .option('--replace', 'delete what is in the database', false)
    .addHelpText('after', '\nExamples:\n  $ raindial db restore raindial.backup')
    .action((file: string, flags: { readonly replace: boolean }) => run({ what: 'restore', file, ...flags }));
  command
    .command('move')
    .description('copy the embedded database to an empty one on a Postgres server')
    .argument('<url>', 'such as postgresql://user:password@host:5432/raindial')
    .option('--replace', 'delete what is in the database there', false)
    .addHelpText('after', '\nExamples:\n  $ raindial db move postgresql://radio:secret@127.0.0.1:5432/raindial')
    .action((url: string, flags: { readonly replace: boolean }) => run({ what: 'move', url, ...flags }));
}
