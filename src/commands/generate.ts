import path from 'node:path';
import { type Composer, openComposer } from '../compose/index.ts';
import type { Config } from '../config.ts';
import { makeSong, type Song } from '../production/index.ts';
import {
  EFFECT_OFF_DB,
  parseRequest,
  RadioError,
  type Catalogue,
  type Progress,
  type Recipe,
  type RequestInput,
  type SegmentFacts,
  writeOgg,
} from '../radio/index.ts';
import { plainName, type PartRole } from '../score/index.ts';
import { instrumentName, openStudio, type Studio, writeFlac, writeWav } from '../studio/index.ts';
import { type FileToWrite, prepareFolders, writeFiles } from './write-files.ts';

export interface GenerateOptions {
  readonly request: RequestInput;
  /** The version of the networks; those that ship when it is not given. */
  readonly models?: string | undefined;
  /** Path of the Ogg Opus file to write; `.mid`, `.json`, and `.wav` and `.flac` where asked for, go beside it under the same name. */
  readonly out: string;
  /** Writes the master as 24-bit WAV and as FLAC too. */
  readonly wav: boolean;
  readonly flac: boolean;
  /** A folder for a WAV (floats) of each part. */
  readonly stems?: string | undefined;
  readonly onProgress: (progress: Progress) => void;
}

export interface Generated {
  readonly facts: SegmentFacts;
  readonly files: readonly string[];
}

/**
 * Makes one song and writes it to files. The same request and build give the same bytes of audio and MIDI.
 * Throws a RadioError for a request that can't be met (unknown names, values out of range) and for a place that can't be written, and
 * what the rooms throw.
 */
export async function generate(config: Config, options: GenerateOptions): Promise<Generated> {
  const { folders } = config;
  const { out, stems, onProgress } = options;
  const studio = await openStudio({
    soundfonts: folders.soundfonts,
    effects: folders.effects,
    cache: path.join(config.data, 'cache'),
    onProgress,
  });
  try {
    const composer = await openComposer({ models: folders.models, styles: folders.styles, backend: config.backend });
    const catalogue = {
      styles: composer.styles,
      moods: composer.moods,
      instruments: studio.instruments(),
      effects: studio.effects(),
    };
    const asked = readRequest(options.request, catalogue, studio.problems);
    checkInstruments(asked, studio);
    const recipe = options.models === undefined ? asked : { ...asked, models: options.models };
    await checkModels(options.models, composer);
    await prepareFolders([path.dirname(path.resolve(out)), ...(stems === undefined ? [] : [path.resolve(stems)])]);
    const song = await makeSong(composer, studio, {
      id: `${recipe.style}-${recipe.seed}`,
      recipe,
      createdAt: new Date(),
      stems: stems !== undefined,
      onProgress,
    });
    checkPlayed(song, studio);
    const files = filesOf(song, options);
    await writeFiles(files);
    return { facts: song.facts, files: files.map(([file]) => file) };
  } finally {
    studio.close();
  }
}

function filesOf(song: Song, { out, wav, flac, stems }: GenerateOptions): readonly FileToWrite[] {
  const { facts, packets, midi, recording } = song;
  const base = out.replace(/\.(ogg|opus)$/i, '');
  return [
    [out, writeOgg(facts, packets)],
    [`${base}.mid`, midi],
    [`${base}.json`, `${JSON.stringify(facts, null, 2)}\n`],
    ...(wav ? [[`${base}.wav`, () => writeWav(recording.master, '24 bit')] as const] : []),
    ...(flac ? [[`${base}.flac`, () => writeFlac(recording.master)] as const] : []),
    ...(stems === undefined
      ? []
      : [...recording.stems].map(
          // A stem may go beyond full scale before the mix brings it down: floats keep it.
          ([name, audio]) =>
            [path.join(stems, `${name.replaceAll(' ', '-')}.wav`), () => writeWav(audio, 'float')] as const,
        )),
  ];
}

/** The recipe for a request; what is wrong with a file that was asked for is told with what is there instead. */
function readRequest(request: RequestInput, catalogue: Catalogue, problems: readonly string[]): Recipe {
  try {
    return parseRequest(request, catalogue, 0);
  } catch (error) {
    const names = Object.keys(request.effects ?? {}).map((name) => `${name}.wav`);
    const why = aboutFiles(names, problems);
    throw error instanceof RadioError && why !== '' ? refusal(`${error.message} ${why}`) : error;
  }
}

/** What is wrong with files of these names, in sentences; nothing for files that are not there, or are well. */
function aboutFiles(names: readonly string[], problems: readonly string[]): string {
  const files = names.map((name) => plainName(name));
  return problems.filter((problem) => files.some((file) => plainName(problem).startsWith(`${file} `))).join(' ');
}

/** Throws a RadioError for an instrument asked for that no font has: the radio would play another, with a note. */
function checkInstruments({ instruments }: Recipe, studio: Studio): void {
  for (const [role, name] of Object.entries(instruments) as [PartRole, string][]) {
    const match = studio.findInstrument(name, role);
    if (match.kind === 'found') continue;
    const why = match.why === undefined ? '' : ` (${match.why})`;
    const file = aboutFiles([name.replace(/:\d+:\d+$/, '')], studio.problems);
    const advice = match.nearest.length === 0 ? '' : ` Did you mean ${match.nearest.join(', ')}?`;
    throw refusal(`There is no instrument "${name}" for ${role}${why}.${file === '' ? '' : ` ${file}`}${advice}`);
  }
}

/** Throws a RadioError for networks that can't be had: the radio would play by others, with a note. */
async function checkModels(version: string | undefined, composer: Composer): Promise<void> {
  const { problem } = await composer.playedBy(version);
  if (problem === undefined) return;
  const names = ['shipped', ...composer.candidates.map((candidate) => candidate.version)];
  throw refusal(`There are no networks "${version}" to play by; there are ${names.join(', ')}.`);
}

/** Throws a RadioError when something asked for is there but could not be played: the radio would go on without it, with a note. */
function checkPlayed({ facts }: Song, studio: Studio): void {
  const { instruments, effects } = facts.recipe;
  for (const [role, name] of Object.entries(instruments) as [PartRole, string][]) {
    const match = studio.findInstrument(name, role);
    const played = facts.instruments[role];
    if (match.kind === 'unknown' || played === undefined) continue;
    const asked = instrumentName(match.instrument);
    // What plays instead may have the same name.
    const isSpoilt = facts.warnings.some((warning) => warning.startsWith(`"${asked}" of `));
    if (played === asked && !isSpoilt) continue;
    throw unplayed(facts.warnings, asked, `Ask for another instrument for ${role}.`);
  }
  for (const [name, db] of Object.entries(effects)) {
    if (db <= EFFECT_OFF_DB || facts.effects[name] !== undefined) continue;
    throw unplayed(facts.warnings, name, `Ask for another effect: there are ${studio.effects().join(', ')}.`);
  }
}

function unplayed(warnings: readonly string[], asked: string, advice: string): RadioError {
  const why = warnings.find((warning) => warning.includes(`"${asked}"`)) ?? `"${asked}" can not be played.`;
  // What the radio would have done instead was not done here.
  return refusal(`${why.replace(/; [^;]* plays instead\.$/, '.')} Nothing was written. ${advice}`);
}

function refusal(message: string): RadioError {
  return new RadioError(message, { reason: 'invalid' });
}
