import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import type { Composer } from '../compose/index.ts';
import { segmentPaths, type SongProgress, type SegmentFacts, type StemLimits, type StemsMade } from '../radio/index.ts';
import { writeMidi } from '../score/index.ts';
import { letGo, type Recording, type Studio } from '../studio/index.ts';
import { takeOf } from './make-song.ts';
import { StemEncoder } from './stem-encoder.ts';

/** Which stems to make, and where to. */
export interface StemWish {
  readonly facts: SegmentFacts;
  /** Absolute; it is made when it is not there. */
  readonly folder: string;
  readonly limits: StemLimits;
}

/** What stems are made with. */
export interface StemShop {
  /** Folder of the segments. */
  readonly segments: string;
  readonly composer: Pick<Composer, 'playedBy'>;
  readonly studio: Pick<Studio, 'record'>;
  readonly onProgress?: (progress: SongProgress) => void;
}

/** Bits a second of a stem at most, as songs have, and at least: below that, music is not worth having in parts. */
const BEST_BITRATE = 128_000;
const LEAST_BITRATE = 32_000;

/** What is left free for the files' headers, and because an encoder meets its bit rate only in the mean. */
const MARGIN = 0.95;

/**
 * Makes a song of the pool anew and writes what each part gives to the mix into a folder, as Ogg Opus at the best bit rate at which all fit. Whether it is the
 * song that was played is told by its score, note by note, and by its networks, instruments and effects. Throws what the rooms throw, and an Error of the file
 * system when the song is no longer there or the folder can't be written.
 */
export async function makeStems({ facts, folder, limits }: StemWish, shop: StemShop): Promise<StemsMade> {
  const { segments, studio, onProgress } = shop;
  const { recipe } = facts;
  const played = await readFile(segmentPaths(segments, facts.id).midi);
  onProgress?.({ stage: 'composing', done: 0 });
  const { composer } = await shop.composer.playedBy(recipe.models);
  if (!isSame(composer.versionsOf(recipe.style), facts.models)) return { kind: 'changed' };
  const composition = composer.compose(recipe);
  const { score, title } = composition;
  if (!played.equals(writeMidi(score, { title }))) return { kind: 'changed' };

  const together = score.parts.length * facts.seconds;
  const bitrate = Math.min(BEST_BITRATE, Math.floor((limits.bytes * MARGIN * 8) / together / 1000) * 1000);
  if (bitrate < LEAST_BITRATE) return { kind: 'too-large', bytes: (together * LEAST_BITRATE) / 8 / MARGIN };

  const encoders = new Map<string, StemEncoder>();
  const encode = (name: string, audio: Recording['master']) => {
    const encoder = encoders.get(name) ?? new StemEncoder(bitrate);
    encoders.set(name, encoder);
    encoder.push(audio);
  };
  const recording = await studio.record(score, {
    ...takeOf(composition, recipe),
    onStems: (stretch) => stretch.forEach((audio, name) => encode(name, audio)),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  letGo(recording.master);
  if (!isSame(recording.instruments, facts.instruments) || !isSame(recording.effects, facts.effects))
    return { kind: 'changed' };

  const stems = [...encoders].map(([name, encoder], index) => {
    const file = `${String(index + 1).padStart(2, '0')}-${name.replaceAll(' ', '-')}.ogg`;
    return [file, encoder.finish({ title: `${title} (${name})`, serial: (facts.seed + index + 1) >>> 0 })] as const;
  });
  const files = stems.length <= limits.files ? stems : [['stems.zip', archive(stems)] as const];
  const bytes = files.reduce((sum, [, content]) => sum + content.length, 0);
  if (bytes > limits.bytes) return { kind: 'too-large', bytes };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  return { kind: 'made', names: files.map(([name]) => name), bitrate };
}

/** A ZIP of files as they are: Opus can't be made smaller. The same files are the same bytes. */
function archive(files: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}

function isSame<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
