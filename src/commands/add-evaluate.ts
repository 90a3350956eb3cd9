import { Argument, Option, type Command } from 'commander';
import type { Config } from '../config.ts';
import type { NetworkName } from '../model/index.ts';
import type { EvaluateRequest } from './evaluate-command.ts';
import type { RatingsFlags } from './evaluate-ratings.ts';
import { number, wholeNumber } from './options.ts';

interface Reporting {
  readonly out?: string;
  readonly json: boolean;
}

interface ModelFlags extends Reporting {
  readonly corpus?: string;
  readonly midi?: string;
}

interface MusicFlags extends Reporting {
  readonly against?: string;
  readonly style: string;
  readonly songs: number;
  readonly seed: number;
}

interface OriginalityFlags extends Omit<MusicFlags, 'against'> {
  readonly corpus: string;
  readonly write: boolean;
}

/** The commands that measure networks and music. */
export function addEvaluate(program: Command, config: () => Config, setExitCode: (code: number) => void): void {
  const run = async (request: EvaluateRequest) => {
    const settings = config();
    const { evaluate } = await import('./evaluate-command.ts');
    setExitCode(await evaluate(settings, request));
  };
  const command = program.command('evaluate').description('measure networks, music and what listeners like');
  addRatings(command, config, setExitCode);
  command
    .command('model')
    .description('bits per event of a network beside an n-gram on the same songs')
    .addArgument(new Argument('<network>', 'which network').choices(['chords', 'notes', 'melody', 'percussion']))
    .option('--corpus <folder>', 'the corpus it was trained on: its held-out songs are used')
    .option('--midi <folder>', 'a folder of MIDI files that it has never seen')
    .option('--out <folder>', 'where report.json and pictures go')
    .option('--json', 'machine-readable output', false)
    .addHelpText('after', '\nExamples:\n  $ raindial evaluate model notes --midi my-midi/ --json')
    .action(async (network: NetworkName, { corpus, midi, ...reporting }: ModelFlags) => {
      if (corpus !== undefined && midi === undefined) await run({ what: 'model', network, corpus, ...reporting });
      else if (midi !== undefined && corpus === undefined) await run({ what: 'model', network, midi, ...reporting });
      else command.error('error: give either --corpus or --midi');
    });
  command
    .command('music')
    .description('how songs sound in figures: of a folder of MIDI files, or freshly composed')
    .argument('[folder]', 'a folder of MIDI files; without one, songs are composed')
    .option('--against <folder>', 'a folder of MIDI files to compare with')
    .option('--style <name>', 'what to compose', 'lofi-hiphop')
    .option('--songs <number>', 'how many to compose', wholeNumber, 50)
    .option('--seed <number>', 'the first seed', wholeNumber, 1)
    .option('--out <folder>', 'where report.json and pictures go')
    .option('--json', 'machine-readable output', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ raindial evaluate music --style lofi-hiphop --songs 50\n  $ raindial evaluate music my-midi/ --json',
    )
    .action((folder: string | undefined, flags: MusicFlags) => run({ what: 'music', folder, ...flags }));
  command
    .command('originality')
    .description('how much of composed melodies is in the songs that were learnt')
    .requiredOption('--corpus <folder>', 'the corpus that the networks were trained on')
    .option('--write', 'write the index that songs are checked against on air', false)
    .option('--style <name>', 'what to compose', 'lofi-hiphop')
    .option('--songs <number>', 'how many to compose', wholeNumber, 50)
    .option('--seed <number>', 'the first seed', wholeNumber, 1)
    .option('--out <folder>', 'where report.json goes')
    .option('--json', 'machine-readable output', false)
    .addHelpText('after', '\nExamples:\n  $ raindial evaluate originality --corpus my-midi/')
    .action((flags: OriginalityFlags) => run({ what: 'originality', ...flags }));
}

/** The command that tells what listeners liked. */
function addRatings(evaluate: Command, config: () => Config, setExitCode: (code: number) => void): void {
  evaluate
    .command('ratings')
    .description('what was heard and how it was liked: by style, version, instrument, effect and parameter')
    .option('--days <number>', 'plays of so many days up to now', number, 90)
    .addOption(new Option('--json', 'machine-readable output').default(false).conflicts('csv'))
    .option('--csv', 'a line for each number, with its definition', false)
    .option('--out <folder>', 'where report.json, report.csv and pictures go')
    .addHelpText('after', '\nExamples:\n  $ raindial evaluate ratings --days 30 --out report/')
    .action(async (flags: RatingsFlags) => {
      const settings = config();
      const { evaluateRatings } = await import('./evaluate-ratings.ts');
      setExitCode(await evaluateRatings(settings, flags));
    });
}
