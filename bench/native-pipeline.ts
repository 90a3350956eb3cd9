import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openComposer } from '../src/compose/index.ts';
import { parseConfig } from '../src/config.ts';
import { type Part, ticksToSeconds, writeMidi } from '../src/score/index.ts';
import { readFontShelf, type Font } from '../src/studio/font-shelf.ts';
import { preparePresets, presetFile, type FontPreset } from '../src/studio/preset-file.ts';

/** Seconds of music for each second of processor time, by stage, of programs written in C. */
export interface NativeStages {
  readonly secondsOfMusic: number;
  readonly parts: number;
  readonly stages: { readonly playing: number; readonly 'mixing, mastering, encoding': number };
  readonly whole: number;
}

/** What a strip of the mix does to each part, as near to the studio's as ffmpeg's filters come: two cuts, two bands, a compressor. */
const STRIP =
  'highpass=f=130,lowpass=f=6000,equalizer=f=320:t=q:w=0.8:g=-2,equalizer=f=1800:t=q:w=0.7:g=3,acompressor=ratio=2';

/** The sum: a room of eight echoes, glue, saturation, true-peak limiting and loudness. */
const SUM =
  'aecho=0.9:0.8:23|29|31|37|41|43|47|53:0.3|0.28|0.26|0.24|0.22|0.2|0.18|0.16,acompressor=ratio=2:attack=20,asoftclip=type=tanh,alimiter=limit=0.75,loudnorm=I=-14:TP=-2.5:LRA=11';

/**
 * The same score through fluidsynth (a run for each part, with the very presets that the studio prepared, so that loading takes no time) and
 * one ffmpeg with an equal graph and libopus at complexity 10. Patches of our synthesiser are played by the General MIDI preset nearest to
 * them. Undefined where the programs are not installed.
 */
export async function nativePipeline(cache: string, style: string, seed: number): Promise<NativeStages | undefined> {
  if (['fluidsynth', 'ffmpeg'].some((program) => spawnSync(program, ['-version']).error !== undefined))
    return undefined;
  const { folders, backend } = parseConfig({});
  const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
  const { score } = composer.compose({ style, seed, seconds: 90, instruments: {} });
  const fonts = (await readFontShelf({ soundfonts: folders.soundfonts, cache })).fonts;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-native-'));
  try {
    const wavs: string[] = [];
    let playing = 0;
    for (const [index, part] of score.parts.entries()) {
      const bytes = writeMidi({ ...score, parts: [part] });
      const preset = presetOf(part, bytes, fonts);
      await preparePresets([preset]);
      const midi = path.join(folder, `${index}.mid`);
      const wav = path.join(folder, `${index}.wav`);
      await writeFile(midi, bytes);
      // Its own room and chorus are off, as they are in the studio, which has a room for the mix.
      const flags = ['-ni', '-q', '-R', '0', '-C', '0', '-r', '48000', '-O', 'float', '-F', wav];
      playing += cpuOf('fluidsynth', [...flags, presetFile(preset), midi]);
      wavs.push(wav);
    }
    const strips = wavs.map((_, index) => `[${index}:a]${STRIP}[s${index}]`);
    const labels = wavs.map((_, index) => `[s${index}]`).join('');
    const graph = `${strips.join(';')};${labels}amix=inputs=${wavs.length}:normalize=0,${SUM},aresample=48000[out]`;
    const inputs = wavs.flatMap((wav) => ['-i', wav]);
    const opus = ['-c:a', 'libopus', '-b:a', '128k', '-compression_level', '10', path.join(folder, 'song.ogg')];
    const threads = ['-threads', '1', '-filter_complex_threads', '1'];
    const finishing = cpuOf('ffmpeg', [
      ...['-v', 'error', '-y', ...inputs, ...threads, '-filter_complex', graph, '-map', '[out]'],
      ...opus,
    ]);
    const seconds = ticksToSeconds(score.duration, score.tempo);
    const ratio = (used: number) => Math.round((seconds / used) * 10) / 10;
    return {
      secondsOfMusic: Math.round(seconds),
      parts: score.parts.length,
      stages: { playing: ratio(playing), 'mixing, mastering, encoding': ratio(finishing) },
      whole: ratio(playing + finishing),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The preset of the default font that the part's MIDI file asks for; its first one where there is none. */
function presetOf(part: Part, midi: Uint8Array, fonts: readonly Font[]): FontPreset {
  const font = fonts.at(-1);
  const bank = part.role === 'drums' ? 128 : 0;
  const change = midi.findIndex((byte, at) => byte >= 0xc0 && byte <= 0xcf && midi[at - 1] === 0);
  const own = font?.presets.filter((preset) => preset.bank === bank) ?? [];
  const preset = own.find(({ program }) => program === midi[change + 1]) ?? own[0];
  if (font === undefined || preset === undefined) throw new Error('there is no SoundFont');
  return { kind: 'preset', font, preset };
}

/** Runs a program and returns the seconds of processor time it took: `times` of the shell that started it tells. */
function cpuOf(program: string, args: readonly string[]): number {
  const { stdout, stderr, status } = spawnSync('sh', [
    '-c',
    '"$@" >/dev/null; status=$?; times; exit $status',
    'sh',
    program,
    ...args,
  ]);
  if (status !== 0) throw new Error(`${program} failed: ${stderr.toString().slice(0, 500)}`);
  const children = stdout.toString().trim().split('\n').at(-1) ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}
