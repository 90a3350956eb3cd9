import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { SAMPLE_RATE } from '../dsp/index.ts';
import { isSegmentId, parseSegmentFacts } from './facts.ts';
import { muxOggOpus } from './ogg-opus.ts';
import { OggOpusReader } from './ogg-opus-reader.ts';
import { decodePages } from './ogg-page.ts';
import { RadioError } from './radio-error.ts';
import type { Segment, SegmentFacts } from './segment.ts';

/** The files of one segment. */
export interface SegmentPaths {
  readonly ogg: string;
  readonly midi: string;
  /** A small picture of the song, as PNG; songs of before there were any have none. */
  readonly png: string;
  /** The facts; written last, so that a segment without it is not there. */
  readonly json: string;
}

/** What a file's name ends in while it is being written. */
export const UNFINISHED = '.part';

/** Where a segment lies. Throws a RadioError for an id that is no segment's, so that no id can lead out of the folder. */
export function segmentPaths(folder: string, id: string): SegmentPaths {
  if (!isSegmentId(id)) throw new RadioError(`"${id}" is not the id of a segment`, { reason: 'invalid' });
  const file = (ending: string): string => join(folder, `${id}.${ending}`);
  return { ogg: file('ogg'), midi: file('mid'), png: file('png'), json: file('json') };
}

/** A song as an Ogg Opus file with its title and style; the same song is the same bytes. */
export function writeOgg(facts: SegmentFacts, packets: readonly Uint8Array[]): Uint8Array {
  return muxOggOpus(packets, {
    serial: facts.seed,
    comments: { TITLE: facts.title, GENRE: facts.style, ARTIST: 'Raindial' },
    samples: Math.round(facts.seconds * SAMPLE_RATE),
  });
}

/**
 * Writes a segment into a folder, which is made when it is not there; safe to call from any thread or process. All of it is
 * there or nothing: the facts appear last. Throws a RadioError that says what to do when the disk is full or can't be written.
 */
export async function writeSegment(
  folder: string,
  segment: {
    readonly facts: SegmentFacts;
    readonly packets: readonly Uint8Array[];
    /** The score as a MIDI file. */
    readonly midi: Uint8Array;
    /** A small picture, as PNG. */
    readonly png?: Uint8Array;
  },
): Promise<void> {
  const { facts, packets, midi, png } = segment;
  const paths = segmentPaths(folder, facts.id);
  const files: readonly (readonly [string, Uint8Array])[] = [
    [paths.ogg, writeOgg(facts, packets)],
    [paths.midi, midi],
    ...(png === undefined ? [] : [[paths.png, png] as const]),
    [paths.json, Buffer.from(`${JSON.stringify(facts, undefined, 2)}\n`)],
  ];
  const written: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const [path, bytes] of files) {
      written.push(path + UNFINISHED);
      await writeThrough(path + UNFINISHED, bytes);
    }
    for (const [path] of files) {
      await rename(path + UNFINISHED, path);
      written.push(path);
    }
  } catch (cause) {
    await Promise.allSettled(written.map((path) => rm(path, { force: true })));
    throw writingFailed(folder, cause);
  }
}

/**
 * Reads a segment and checks every byte of its sound, in slices that leave the packet clock room. Throws a RadioError that
 * names the file and what is wrong with it.
 */
export async function readSegment(folder: string, id: string): Promise<Segment> {
  const paths = segmentPaths(folder, id);
  const facts = await readFacts(paths.json);
  try {
    const reader = new OggOpusReader();
    for (const page of decodePages(await readFile(paths.ogg))) {
      reader.page(page);
      // A page is about 13 kB, whose checksum takes well under a millisecond.
      if (page.sequence % 8 === 0) await turn();
    }
    const { packets } = reader.finish();
    if (packets.length === 0) throw new RadioError('It holds no sound');
    return { facts, packets };
  } catch (cause) {
    throw new RadioError(`Can't play ${paths.ogg}: ${messageOf(cause)}`, { cause });
  }
}

/** Reads a segment's facts. Throws a RadioError that names the file. */
export async function readFacts(path: string): Promise<SegmentFacts> {
  try {
    return parseSegmentFacts(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new RadioError(`Can't read ${path}: ${messageOf(cause)}`, { cause });
  }
}

// On the disk before it is renamed: else a power cut could leave a finished name on an empty file.
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What else a person can do about a full disk, and about a place that can't be written. */
const POOL_ADVICE = { space: 'give the radio a smaller pool', place: 'give the radio another data folder' } as const;

/** What to tell a person when files can't be written into a folder; the advice is the pool's when none is given. */
export function writingFailed(
  folder: string,
  cause: unknown,
  advice: { readonly space: string; readonly place: string } = POOL_ADVICE,
): RadioError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const problem = ((): string => {
    switch (code) {
      case 'ENOSPC':
      case 'EDQUOT':
        return 'the disk is full. Free some space, or ' + advice.space;
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
        return 'it may not be written. Change its rights, or ' + advice.place;
      case 'EEXIST':
      case 'ENOTDIR':
        return 'it is not a folder. Move the file that is in its place, or ' + advice.place;
      default:
        return messageOf(cause);
    }
  })();
  return new RadioError(`Can't write to ${folder}: ${problem}`, { cause });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
