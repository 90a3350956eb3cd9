import path from 'node:path';
import { readSources, type BlendSource } from './blend-sources.ts';
import { blendTimeline, timelineChart, type BlendTimeline } from './blend-timeline.ts';
import { compose, faithful, genreArrangement, openStyles, traitsOf, type Composer } from '../compose/index.ts';
import type { Config } from '../config.ts';
import { CorpusError, type Drop } from '../corpus/index.ts';
import { writeFiles } from './write-files.ts';
import {
  blendMusicians,
  encodeChords,
  encodeNotes,
  inMode,
  loadMusicians,
  takeTurns,
  tuneNetworks,
  type Musicians,
  type TokenSequence,
} from '../model/index.ts';
import { makeSong } from '../production/index.ts';
import { parseRequest, writeOgg, type Progress, type Recipe } from '../radio/index.ts';
import { writeMidi, type Score } from '../score/index.ts';
import type { Mode } from '../theory/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import { openStudio } from '../studio/index.ts';

/** What `raindial blend` is asked for. */
export interface BlendOptions {
  readonly files: readonly string[];
  /** The Ogg Opus or MIDI file to write; the timeline goes beside it. */
  readonly out: string;
  readonly seed: number;
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onSources: (sources: readonly BlendSource[], drops: readonly Drop[]) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** A song that mixes the sources, and how near each of its bars is to each of them. */
export interface Blended {
  readonly title: string;
  readonly timeline: BlendTimeline;
  readonly files: readonly string[];
}

/** Shares of the whole work, as it is on two cores. */
const TUNED = 0.6;

/**
 * Composes a mixture of a few MIDI files: copies of the shipped networks learn a little from one file each, and write the song in turns of
 * a few bars, each going over into the next, with as few edits as can be. The same files, seed and build give the same music. Throws a
 * CorpusError when no file can be used, a RadioError for a request that can't be met, and what the rooms throw.
 */
export async function blendFiles(config: Config, options: BlendOptions): Promise<Blended> {
  const { folders } = config;
  const { seed, signal, onProgress } = options;
  const style = faithful(genreArrangement((await openStyles(folders.styles)).styles));
  const styles = [style.name];
  const wished = parseRequest(
    { style: style.name, seed, seconds: options.seconds },
    { styles, moods: [], instruments: [], effects: [] },
    0,
  );
  onProgress({ stage: 'reading the files', done: 0 });
  const { sources, drops } = await readSources(options.files, signal);
  options.onSources(sources, drops);
  if (sources.length === 0) {
    throw new CorpusError('none of the files can be blended: MIDI files in 4/4 with chords and a melody are needed');
  }
  const mode = commonMode(sources);
  const tonic = Math.floor(seededRandom(deriveSeed(seed, 'blend key'))() * 12);
  const recipe: Recipe = { ...wished, key: { tonic, mode } };
  const shipped = await loadMusicians({ modelsDir: folders.models, backend: config.backend });
  const tune = (name: 'chords' | 'notes', own: (source: BlendSource) => readonly TokenSequence[], from: number) =>
    tuneNetworks({
      modelsDir: folders.models,
      name,
      sources: sources.map(own),
      seed,
      signal,
      now: () => performance.now(),
      onProgress: (done) => onProgress({ stage: `learning the ${name}`, done: from + done * (TUNED / 2) }),
    });
  const chords = await tune('chords', (source) => source.chords.map((lesson) => encodeChords(inMode(lesson, mode))), 0);
  const notes = await tune(
    'notes',
    (source) => source.melodies.map((lesson) => encodeNotes(inMode(lesson, mode))),
    TUNED / 2,
  );
  signal?.throwIfAborted();
  const musicians = blendMusicians(shipped, {
    lessons: sources.map(({ melodies, chords: progressions }) => [...melodies, ...progressions]),
    chords,
    notes,
    mode,
    turns: takeTurns(sources.length, barsFor(recipe.seconds, style.tempo[0])),
  });
  const composerOf = (who: Musicians): Composer => ({
    styles,
    moods: [],
    instruments: [],
    versions: who.versions,
    candidates: [],
    backend: who.backend,
    problems: [],
    versionsOf: () => who.versions,
    traitsOf: () => traitsOf(style),
    compose: (asked) => compose(style, asked, who),
    playedBy: () => Promise.resolve({ composer: composerOf(who), problem: undefined }),
  });
  const composer = composerOf(musicians);

  const base = options.out.replace(/\.(ogg|opus|midi?)$/i, '');
  const isMidi = /\.midi?$/i.test(options.out);
  const song = isMidi
    ? midiSong(composer, recipe)
    : await oggSong(config, composer, { id: `blend-${seed}`, recipe }, ({ stage, done }) =>
        onProgress({ stage, done: TUNED + done * (1 - TUNED) }),
      );
  signal?.throwIfAborted();
  const timeline = blendTimeline(song.score, composerOf(shipped).compose(recipe).score, sources);
  const files: readonly (readonly [string, Uint8Array | string])[] = [
    [options.out, song.main],
    ...(isMidi ? [] : [[`${base}.mid`, song.midi] as const]),
    [`${base}.timeline.json`, `${JSON.stringify(timeline, null, 2)}\n`],
    [`${base}.timeline.svg`, timelineChart(song.title, timeline)],
  ];
  await writeFiles(files);
  return { title: song.title, timeline, files: files.map(([file]) => file) };
}

/** The bars of a song of so many seconds, in pairs, as the arranger counts them. */
function barsFor(seconds: number, tempo: number): number {
  return 2 * Math.round((seconds * tempo) / 480);
}

/** The mode of most lessons: songs of the other one are learnt in their relative key. */
function commonMode(sources: readonly BlendSource[]): Mode {
  const lessons = sources.flatMap(({ chords, melodies }) => [...chords, ...melodies]);
  return lessons.filter(({ mode }) => mode === 'minor').length * 2 > lessons.length ? 'minor' : 'major';
}

interface BlendSong {
  readonly title: string;
  readonly score: Score;
  readonly main: Uint8Array;
  readonly midi: Uint8Array;
}

function midiSong(composer: Composer, recipe: Recipe): BlendSong {
  const { title, score } = composer.compose(recipe);
  const midi = writeMidi(score, { title });
  return { title, score, main: midi, midi };
}

async function oggSong(
  config: Config,
  composer: Composer,
  song: { readonly id: string; readonly recipe: Recipe },
  onProgress: (progress: Progress) => void,
): Promise<BlendSong> {
  const { soundfonts, effects } = config.folders;
  const studio = await openStudio({ soundfonts, effects, cache: path.join(config.data, 'cache'), onProgress });
  try {
    const made = await makeSong(composer, studio, { ...song, createdAt: new Date(), onProgress });
    const { facts, packets, midi, score } = made;
    return { title: facts.title, score, main: writeOgg(facts, packets), midi };
  } finally {
    studio.close();
  }
}
