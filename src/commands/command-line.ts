import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { type Config, ConfigError, parseConfig } from '../config.ts';
import { RadioError } from '../radio/index.ts';
import { addDb } from './add-db.ts';
import { addEvaluate } from './add-evaluate.ts';
import { addGenerate } from './add-generate.ts';
import { addModels } from './add-models.ts';
import { addTrain } from './add-train.ts';
import type { BlendFlags } from './blend-command.ts';
import type { ClassifyFlags } from './classify-command.ts';
import { EXIT } from './exit-codes.ts';
import { number, wholeNumber } from './options.ts';

const EXIT_HELP = `
Exit codes: 0 all went well; 1 something is wrong with this machine or its files; 2 the command or a setting is wrong;
130 Ctrl-C ended it.
Settings come from the environment and from .env; .env.example explains each.`;

const root = path.join(import.meta.dirname, '..', '..');

function createProgram(config: () => Config, setExitCode: (code: number) => void): Command {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const program = new Command('raindial')
    .description('An endless LoFi radio: small recurrent networks compose, SoundFonts play, a station streams it.')
    .version(version)
    .showHelpAfterError('(add --help for what can be given)')
    .addHelpText('after', EXIT_HELP)
    // Before the commands are added: each takes it over.
    .exitOverride();

  program
    .command('serve')
    .description('put the radio on air: the web page, and Discord when DISCORD_TOKEN is set')
    .option('--explain', 'say of each song why it is on', false)
    .addHelpText('after', '\nExamples:\n  $ raindial serve\n  $ PORT=9000 RAINDIAL_DATA=./data raindial serve')
    .action(async (flags: { readonly explain: boolean }) => {
      const settings = config();
      const { serve } = await import('./serve.ts');
      setExitCode(await serve(settings, flags));
    });

  addGenerate(program, config);

  addTrain(program, config, setExitCode);

  program
    .command('blend')
    .description('compose a mixture of a few MIDI files; a timeline tells which of them each bar is close to')
    .argument('<files...>', 'MIDI files')
    .option('--out <file>', 'the Ogg Opus file to write; .mid, .json and .svg go beside it', 'blend.ogg')
    .option('--seed <number>', 'the same seed gives the same song', wholeNumber, 1)
    .option('--seconds <number>', 'wished length', number, 90)
    .addHelpText('after', '\nExamples:\n  $ raindial blend a.mid b.mid --out blend.ogg')
    .action(async (files: readonly string[], flags: Pick<BlendFlags, 'out' | 'seed' | 'seconds'>) => {
      const settings = config();
      const { blend } = await import('./blend-command.ts');
      setExitCode(await blend({ config: settings, files, ...flags }));
    });

  program
    .command('classify')
    .description('tell EDM from Classical, file by file')
    .argument('<paths...>', 'MIDI files, or folders of them')
    .option('--timeline <folder>', 'draw how each file changes over time, as SVG')
    .option('--json', 'machine-readable output', false)
    .addHelpText('after', '\nExamples:\n  $ raindial classify song.mid my-midi/ --timeline pictures/')
    .action(async (paths: readonly string[], flags: ClassifyFlags) => {
      const settings = config();
      const { classify } = await import('./classify-command.ts');
      setExitCode(await classify(settings, paths, flags));
    });

  addEvaluate(program, config, setExitCode);

  addModels(program, config, setExitCode);

  addDb(program, config, setExitCode);

  program
    .command('doctor')
    .description('check this machine and its files, and say what to do about each problem')
    .addHelpText('after', '\nExamples:\n  $ raindial doctor\n  $ raindial doctor --json')
    .addOption(new Option('--json', 'machine-readable output').default(false))
    .action(async (options: { readonly json: boolean }) => {
      const settings = config();
      const { doctor } = await import('./doctor.ts');
      setExitCode((await doctor(settings, options)) ? EXIT.ok : EXIT.fault);
    });

  return program;
}

/** Runs one command line; resolves with the exit code. Problems go to standard error, in words. */
export async function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(
    () => parseConfig(env),
    (code) => {
      exitCode = code;
    },
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return explain(error);
  }
}

/** Errors of our rooms are written for people; those of a system call (a path that can't be written) name path and cause. */
const ROOM_ERROR = /^(Config|Radio|Compose|Studio|Score|Corpus|Model|Production|Evaluate|Store|Web|Discord)Error$/;

function explain(error: unknown): number {
  if (!(error instanceof Error)) throw error;
  if (ROOM_ERROR.test(error.name) || 'syscall' in error) {
    console.error(`raindial: ${error.message}`);
  } else {
    console.error(`raindial: this is a fault in the program, please report it:\n${error.stack ?? error.message}`);
  }
  return isUsageError(error) ? EXIT.usage : EXIT.fault;
}

/** Whether an error comes from the person's request or settings, rather than from this machine. */
function isUsageError(error: Error): boolean {
  if (error instanceof RadioError) return error.reason === 'invalid';
  return error instanceof ConfigError || error.name === 'ComposeError';
}
