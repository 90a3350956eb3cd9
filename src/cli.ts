import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { addDb } from './commands/add-db.ts';
import { addModels } from './commands/add-models.ts';
import { beginAnew } from './commands/begin-anew.ts';
import type { BlendFlags } from './commands/blend-command.ts';
import type { ClassifyFlags } from './commands/classify-command.ts';
import type { CorpusBuildOptions } from './commands/corpus-command.ts';
import type { EvaluateRequest } from './commands/evaluate-command.ts';
import type { RatingsFlags } from './commands/evaluate-ratings.ts';
import { EXIT } from './commands/exit-codes.ts';
import { effect, instrument, number, wholeNumber } from './commands/options.ts';
import type { TrainFlags } from './commands/train-command.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import type { NetworkName } from './model/index.ts';
import { RadioError } from './radio/index.ts';
import { PART_ROLES, type PartRole } from './score/index.ts';

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
      const { serve } = await import('./commands/serve.ts');
      setExitCode(await serve(settings, flags));
    });

  program
    .command('generate')
    .description('compose one song and write it to song.ogg, song.mid and song.json')
    .option('--style <name>', 'a style', 'lofi-hiphop')
    .option('--seed <number>', 'the same seed gives the same song', wholeNumber)
    .option('--seconds <number>', 'wished length; the song ends on a whole phrase', number, 90)
    .option('--tempo <bpm>', 'quarter notes a minute; the style chooses otherwise', number)
    .option('--key <key>', 'such as C, F#m or "Eb major"; the style chooses otherwise')
    .option('--mood <name>', 'a mood, which shifts the style')
    .option('--energy <number>', 'how much happens, from 0 (sparse) to 1 (full)', number)
    .option('--classical <number>', 'how much Classical is in it, from 0 to 1, in styles that know it', number)
    .option('--models <version>', 'the networks that compose it: shipped, or a candidate such as v2')
    .option('--instrument <part=name>', `an instrument for ${PART_ROLES.join(', ')}; may be repeated`, instrument, {})
    .option('--effect <name=level>', 'a layer and its level against the music, or off; may be repeated', effect, {})
    .option('--out <file>', 'the Ogg Opus file to write; the others go beside it', 'song.ogg')
    .option('--wav', 'write the song as 24-bit WAV too', false)
    .option('--flac', 'write the song as FLAC too', false)
    .option('--stems <folder>', 'write each part as a WAV into this folder')
    .addHelpText(
      'after',
      `
Examples:
  $ raindial generate --style lofi-hiphop --seed 7 --seconds 60 --out song.ogg
  $ raindial generate --seed 7 --instrument melody="nylon guitar" --effect rain=-18dB --effect vinyl=off
  $ raindial generate --mood rainy --energy 0.3 --out song.ogg --flac --stems stems/`,
    )
    .action(async (options: GenerateFlags) => {
      const settings = config();
      const [{ generate }, { progressBar }] = await Promise.all([
        import('./commands/generate.ts'),
        import('./commands/progress-bar.ts'),
      ]);
      const bar = progressBar('song', process.stderr);
      const { instrument: instruments, effect: effects, models, out, wav, flac, stems, ...request } = options;
      try {
        const { facts, files } = await generate(settings, {
          request: { ...request, instruments, effects },
          models,
          out,
          wav,
          flac,
          stems,
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
      const { train } = await import('./commands/train-command.ts');
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
      const { corpusBuild } = await import('./commands/corpus-command.ts');
      setExitCode(await corpusBuild({ folder, ...flags }));
    });

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
      const { blend } = await import('./commands/blend-command.ts');
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
      const { classify } = await import('./commands/classify-command.ts');
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
      const { doctor } = await import('./commands/doctor.ts');
      setExitCode((await doctor(settings, options)) ? EXIT.ok : EXIT.fault);
    });

  return program;
}

/** The commands that measure networks and music. */
function addEvaluate(program: Command, config: () => Config, setExitCode: (code: number) => void): void {
  const run = async (request: EvaluateRequest) => {
    const settings = config();
    const { evaluate } = await import('./commands/evaluate-command.ts');
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
      const { evaluateRatings } = await import('./commands/evaluate-ratings.ts');
      setExitCode(await evaluateRatings(settings, flags));
    });
}

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

type CorpusFlags = Omit<CorpusBuildOptions, 'folder'>;

interface GenerateFlags {
  readonly style: string;
  readonly seed?: number;
  readonly seconds: number;
  readonly tempo?: number;
  readonly key?: string;
  readonly mood?: string;
  readonly energy?: number;
  readonly classical?: number;
  readonly models?: string;
  readonly instrument: Readonly<Partial<Record<PartRole, string>>>;
  readonly effect: Readonly<Record<string, number>>;
  readonly out: string;
  readonly wav: boolean;
  readonly flac: boolean;
  readonly stems?: string;
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

if (process.argv[2] === 'serve') beginAnew(process);
if (existsSync('.env')) process.loadEnvFile('.env');
process.exitCode = await run(process.argv.slice(2), process.env);
