import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Config, ConfigError, parseConfig } from './config.ts';
import type { NetworkName } from './model/index.ts';
import { EFFECT_OFF_DB, EFFECT_USUAL_DB, RadioError } from './radio/index.ts';
import { PART_ROLES, type PartRole } from './score/index.ts';
import type { TrainFlags } from './train-command.ts';

/** What the exit codes mean; `--help` says so too. */
const EXIT = { ok: 0, fault: 1, usage: 2 } as const;

const EXIT_HELP = `
Exit codes: 0 all went well; 1 something is wrong with this machine or its files; 2 the command or a setting is wrong;
130 Ctrl-C ended it.
Settings come from the environment and from .env; .env.example explains each.`;

const root = path.dirname(import.meta.dirname);

function createProgram(config: () => Config, setExitCode: (code: number) => void): Command {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const program = new Command('raindial')
    .description('An endless LoFi radio: small recurrent networks compose, SoundFonts play, a station streams it.')
    .version(version)
    .showHelpAfterError('(add --help for what can be given)')
    .addHelpText('after', EXIT_HELP);

  program
    .command('serve')
    .description('put the radio on air: the web page, and Discord when DISCORD_TOKEN is set')
    .addHelpText('after', '\nExamples:\n  $ raindial serve\n  $ PORT=9000 RAINDIAL_DATA=./data raindial serve')
    .action(async () => {
      const settings = config();
      const { serve } = await import('./serve.ts');
      setExitCode(await serve(settings));
    });

  program
    .command('generate')
    .description('compose one song and write it to song.ogg, song.mid and song.json')
    .option('--style <name>', 'a style', 'lofi')
    .option('--seed <number>', 'the same seed gives the same song', wholeNumber)
    .option('--seconds <number>', 'wished length; the song ends on a whole phrase', number, 90)
    .option('--tempo <bpm>', 'quarter notes a minute; the style chooses otherwise', number)
    .option('--key <key>', 'such as C, F#m or "Eb major"; the style chooses otherwise')
    .option('--instrument <part=name>', `an instrument for ${PART_ROLES.join(', ')}; may be repeated`, instrument, {})
    .option('--effect <name=level>', 'a layer and its level against the music, or off; may be repeated', effect, {})
    .option('--out <file>', 'the Ogg Opus file to write', 'song.ogg')
    .addHelpText(
      'after',
      `
Examples:
  $ raindial generate --style lofi --seed 7 --seconds 60 --out song.ogg
  $ raindial generate --seed 7 --instrument melody="nylon guitar" --effect rain=-18dB --effect vinyl=off`,
    )
    .action(async (options: GenerateFlags) => {
      const settings = config();
      const [{ generate }, { progressBar }] = await Promise.all([import('./generate.ts'), import('./progress-bar.ts')]);
      const bar = progressBar('song', process.stderr);
      const { instrument: instruments, effect: effects, out, ...request } = options;
      try {
        const { facts, files } = await generate(settings, {
          request: { ...request, instruments, effects },
          out,
          onProgress: (progress) => bar.update(progress),
        });
        bar.stop();
        for (const warning of facts.warnings) console.error(`note: ${warning}`);
        console.log(`${facts.title}: ${facts.key}, ${facts.tempo} BPM, ${facts.lufs} LUFS, seed ${facts.seed}`);
        console.log(files.join('\n'));
      } finally {
        bar.stop();
      }
    });

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
    .option('--out <folder>', 'where the models go; those there are replaced', path.join(root, 'models'))
    .option('--seed <number>', 'the same seed gives the same training', wholeNumber, 1)
    .option('--epochs <number>', 'passes over the data, at most', wholeNumber)
    .option('--minutes <number>', 'no epoch begins later, for each network', number)
    .option('--licence <status...>', 'which licence statuses of the manifest may train')
    .option('--resume', 'go on from the last checkpoint', false)
    .addHelpText(
      'after',
      `
Examples:
  $ raindial train all --corpus my-midi/ --name my-genre
  $ raindial train notes --corpus my-midi/ --out models-of-mine/ --resume`,
    )
    .action(async (network: NetworkName | 'all', options: TrainFlags) => {
      const settings = config();
      const { train } = await import('./train-command.ts');
      setExitCode(await train(settings, network, options));
    });

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

interface GenerateFlags {
  readonly style: string;
  readonly seed?: number;
  readonly seconds: number;
  readonly tempo?: number;
  readonly key?: string;
  readonly instrument: Readonly<Partial<Record<PartRole, string>>>;
  readonly effect: Readonly<Record<string, number>>;
  readonly out: string;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(text);
}

function instrument(text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, part = '', name = ''] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  if (!PART_ROLES.some((role) => role === part)) {
    throw new InvalidArgumentError(`Write it as part=name, the part being one of ${PART_ROLES.join(', ')}.`);
  }
  return { ...earlier, [part]: name.trim() };
}

function effect(text: string, earlier: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const match = /^([^=]+?)(?:=(?:(off)|([+-]?\d+(?:\.\d+)?)(?:\s*db)?))?$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('Write it as rain, rain=-18dB or rain=off.');
  const [, name = '', off, level] = match;
  const db = off !== undefined ? EFFECT_OFF_DB : level === undefined ? EFFECT_USUAL_DB : Number(level);
  return { ...earlier, [name.trim()]: db };
}

/** Runs one command line; resolves with the exit code. Problems go to standard error, in words. */
async function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(
    () => parseConfig(env),
    (code) => {
      exitCode = code;
    },
  );
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return explain(error);
  }
}

/** Errors of our rooms are written for people; those of a system call (a path that can't be written) name path and cause. */
const ROOM_ERROR = /^(Config|Radio|Compose|Studio|Score|Corpus|Model|Production|Store|Web|Discord)Error$/;

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

if (existsSync('.env')) process.loadEnvFile('.env');
process.exitCode = await run(process.argv.slice(2), process.env);
