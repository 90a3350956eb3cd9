import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { PART_ROLES, type PartRole } from '../score/index.ts';
import { effect, instrument, number, wholeNumber } from './options.ts';

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

/** The command that makes one song. */
export function addGenerate(program: Command, config: () => Config): void {
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
      const [{ generate }, { progressBar }] = await Promise.all([import('./generate.ts'), import('./progress-bar.ts')]);
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
}
