import type { Command } from 'commander';
import type { Config } from '../config.ts';
import type { ModelsRequest } from './models-command.ts';

/** The command that tells of new networks on trial, and decides by hand. */
export function addModels(program: Command, config: () => Config, setExitCode: (code: number) => void): void {
  const run = async (request: ModelsRequest): Promise<void> => {
    const settings = config();
    const { models } = await import('./models-command.ts');
    setExitCode(await models(settings, request));
  };
  const command = program
    .command('models')
    .description('how new networks stand that are tried beside the shipped ones, and what a person decides of them')
    .addHelpText('after', '\nExamples:\n  $ raindial models\n  $ raindial models promote v2')
    .action(() => run({ what: 'list' }));
  const decisions = [
    ['promote', 'promote', 'compose all songs by a version from now on'],
    ['roll-back', 'roll back', 'compose no more songs by a version'],
    ['decide-by-rule', 'decide by rule', 'take back what was decided by hand'],
  ] as const;
  for (const [name, what, description] of decisions) {
    command
      .command(name)
      .description(`${description}, also while the radio runs`)
      .argument('<version>', 'as its folder in models/candidates is called')
      .addHelpText('after', `\nExamples:\n  $ raindial models ${name} v2`)
      .action((version: string) => run({ what, version }));
  }
}
