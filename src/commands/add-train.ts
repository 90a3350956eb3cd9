import path from 'node:path';
import { Argument, Option, type Command } from 'commander';
import type { Config } from '../config.ts';
import type { NetworkName } from '../model/index.ts';
import type { CorpusBuildOptions } from './corpus-command.ts';
import { number, wholeNumber } from './options.ts';
import type { TrainFlags } from './train-command.ts';

const root = path.join(import.meta.dirname, '..', '..');

type CorpusFlags = Omit<CorpusBuildOptions, 'folder'>;

/** The commands for music to learn from: to train networks on it, and to clean it. */
export function addTrain(program: Command, config: () => Config, setExitCode: (code: number) => void): void {
  program
    .command('train')
    .description('train the networks on a folder of MIDI files')
    .addArgument(
      new Argument('<network>', 'what to train').choices([
        'chords',
        'notes',
        'melody',
        'percussion',
        'classifier',
        'all',
      ]),
    )
    .requiredOption('--corpus <folder>', 'a folder of MIDI files; a MANIFEST.tsv in it names sources and licences')
    .option('--name <genre>', 'train a genre: a style of this name that the radio knows at its next start')
    .option('--candidate <version>', 'train networks that the radio tries beside the ones in use, such as v2')
    .option('--out <folder>', 'where the models go; those there are replaced', path.join(root, 'models'))
    .option('--seed <number>', 'the same seed gives the same training', wholeNumber, 1)
    .option('--epochs <number>', 'passes over the data, at most', wholeNumber)
    .option('--minutes <number>', 'no epoch begins later, for each network', number)
    .option('--licence <status...>', 'which licence statuses of the manifest may train')
    .option(
      '--songs <number>',
      'how many songs are read at most (10000 when not given); each takes about 42 KB of memory',
      wholeNumber,
    )
    .option('--resume', 'go on from the last checkpoint', false)
    .addHelpText(
      'after',
      `
Examples:
  $ raindial train all --corpus my-midi/ --name my-genre
  $ raindial train notes --corpus my-midi/ --candidate v2
  $ raindial train notes --corpus my-midi/ --out models-of-mine/ --resume`,
    )
    .action(async (network: NetworkName | 'all', options: TrainFlags) => {
      const settings = config();
      const { train } = await import('./train-command.ts');
      setExitCode(await train(settings, network, options));
    });

  const corpus = program.command('corpus').description('work with collections of MIDI files');
  corpus
    .command('build')
    .description('clean a folder of MIDI files: songs on a grid with key, chords and sections, a report, and pictures')
    .argument('<folder>', 'a folder tree of MIDI files; a MANIFEST.tsv in it names sources and licences')
    .requiredOption('--out <folder>', 'where songs, report and pictures go')
    .option('--licence <status...>', 'which licence statuses of the manifest to use')
    .addOption(
      new Option('--align <how>', 'move each song to one key, or to one mean pitch').choices(['key', 'centre']),
    )
    .option('--all-keys', 'write each song in all twelve keys', false)
    .option('--json', 'print the report as JSON', false)
    .addHelpText('after', '\nExamples:\n  $ raindial corpus build my-midi/ --out cleaned/')
    .action(async (folder: string, flags: CorpusFlags) => {
      const { corpusBuild } = await import('./corpus-command.ts');
      setExitCode(await corpusBuild({ folder, ...flags }));
    });
}
