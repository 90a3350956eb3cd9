import path from 'node:path';
import { openComposer } from '../compose/index.ts';
import type { Config } from '../config.ts';
import { makeSong, type Song } from '../production/index.ts';
import {
  parseRequest,
  RadioError,
  type Progress,
  type Recipe,
  type RequestInput,
  type SegmentFacts,
  writeOgg,
} from '../radio/index.ts';
import type { PartRole } from '../score/index.ts';
import { instrumentName, openStudio, type Studio, writeFlac, writeWav } from '../studio/index.ts';
import { type FileToWrite, prepareFolders, writeFiles } from './write-files.ts';

export interface GenerateOptions {
  readonly request: RequestInput;
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
    const recipe = parseRequest(options.request, catalogue, 0);
    checkInstruments(recipe, studio);
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

/** Throws a RadioError for an instrument asked for that no font has: the radio would play another, with a note. */
function checkInstruments({ instruments }: Recipe, studio: Studio): void {
  for (const [role, name] of Object.entries(instruments) as [PartRole, string][]) {
    const match = studio.findInstrument(name, role);
    if (match.kind === 'found') continue;
    const why = match.why === undefined ? '' : ` (${match.why})`;
    const advice = match.nearest.length === 0 ? '' : ` Did you mean ${match.nearest.join(', ')}?`;
    throw refusal(`There is no instrument "${name}" for ${role}${why}.${advice}`);
  }
}

/** Throws a RadioError when an instrument asked for is there but could not be played: its samples are missing or spoilt. */
function checkPlayed({ facts }: Song, studio: Studio): void {
  for (const [role, name] of Object.entries(facts.recipe.instruments) as [PartRole, string][]) {
    const match = studio.findInstrument(name, role);
    const played = facts.instruments[role];
    if (match.kind === 'unknown' || played === undefined || played === instrumentName(match.instrument)) continue;
    const asked = instrumentName(match.instrument);
    const why = facts.warnings.find((warning) => warning.includes(asked)) ?? `${asked} can not be played.`;
    throw refusal(`${why} Nothing was written: ask for another instrument for ${role}.`);
  }
}

function refusal(message: string): RadioError {
  return new RadioError(message, { reason: 'invalid' });
}
