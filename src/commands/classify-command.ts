import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { type Classifier, gridNotes, loadClassifier, type Verdict } from '../model/index.ts';
import { MIDI_BYTES_MAX, readMidi, ScoreError, timelinePicture } from '../score/index.ts';

/** What the command line says about a classification. */
export interface ClassifyFlags {
  readonly json: boolean;
  /** A folder for a timeline of each file, as SVG. */
  readonly timeline?: string;
}

/** A file's verdict, or why there is none. */
type Judged = { readonly file: string } & ({ readonly verdict: Verdict } | { readonly problem: string });

/** Sixteenths in the unit of the timelines, a quarter note. */
const BEAT = 4;

/**
 * Runs `raindial classify`: tells for each MIDI file, and each in the folders, whether it is EDM or Classical, how probable that is and
 * how it changes over time. What can't be read or judged is named on standard error and skipped. Resolves with the exit code: 1 when
 * nothing could be judged. Throws a ModelError when the classifier is missing or doesn't fit.
 */
export async function classify(
  config: { readonly folders: Pick<Config['folders'], 'models'> },
  paths: readonly string[],
  flags: ClassifyFlags,
): Promise<number> {
  const classifier = await loadClassifier({ modelsDir: config.folders.models });
  const pictures = new Set<string>();
  const files: object[] = [];
  const skipped: { file: string; reason: string }[] = [];
  if (flags.timeline !== undefined) await mkdir(flags.timeline, { recursive: true });
  for await (const file of midiFiles(paths)) {
    const judged = typeof file === 'string' ? await judge(classifier, file) : file;
    if ('problem' in judged) {
      skipped.push({ file: judged.file, reason: judged.problem });
      console.error(`${judged.file}: ${judged.problem}`);
      continue;
    }
    const { verdict } = judged;
    files.push(inJson(judged.file, verdict));
    if (!flags.json) console.log(inWords(judged.file, verdict));
    if (flags.timeline !== undefined) {
      const picture = path.join(flags.timeline, freeName(path.parse(judged.file).name, pictures));
      await writeFile(picture, timeline(judged.file, verdict));
    }
  }
  if (flags.json) console.log(JSON.stringify({ classifier: classifier.version, files, skipped }, undefined, 2));
  return files.length > 0 ? 0 : 1;
}

/** The MIDI files that paths name, folders with all that is in them in the order of names; what can't be looked at is a problem. */
async function* midiFiles(paths: readonly string[]): AsyncGenerator<string | Judged, void, undefined> {
  for (const given of paths) {
    try {
      if (!(await stat(given)).isDirectory()) {
        yield given;
        continue;
      }
      const inside = await readdir(given, { recursive: true });
      const midi = inside.filter((name) => /\.midi?$/i.test(name)).sort((a, b) => (a < b ? -1 : 1));
      if (midi.length === 0) yield { file: given, problem: 'there are no MIDI files in it' };
      yield* midi.map((name) => path.join(given, name));
    } catch (cause) {
      yield { file: given, problem: `can't be read (${reasonOf(cause)})` };
    }
  }
}

async function judge(classifier: Classifier, file: string): Promise<Judged> {
  try {
    // Looked at before it is read: it may be a giant by the name of `.mid`.
    const { size } = await stat(file);
    if (size > MIDI_BYTES_MAX) return { file, problem: `larger than ${MIDI_BYTES_MAX} bytes` };
    const { tracks } = readMidi(await readFile(file), file);
    const verdict = classifier.classify(gridNotes(tracks.filter(({ drums }) => !drums).flatMap(({ notes }) => notes)));
    return verdict === undefined
      ? { file, problem: 'too few notes to judge by (drums do not count)' }
      : { file, verdict };
  } catch (cause) {
    if (cause instanceof ScoreError) return { file, problem: cause.message.replace(`${file}: `, '') };
    return { file, problem: `can't be read (${reasonOf(cause)})` };
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

function inWords(file: string, { genre, probability, windows }: Verdict): string {
  const bar = windows.map(({ edm }) => '▁▂▃▄▅▆▇█'[Math.min(7, Math.floor(edm * 8))]).join('');
  return `${genre.padEnd(9)} ${probability.toFixed(3)}  ${file}  ${bar}`;
}

function inJson(file: string, { genre, probability, edm, windows }: Verdict): object {
  const timeline = windows.map((window) => ({
    beat: window.start / BEAT,
    beats: window.length / BEAT,
    edm: rounded(window.edm),
  }));
  return { file, genre, probability: rounded(probability), edm: rounded(edm), timeline };
}

function rounded(probability: number): number {
  return Number(probability.toFixed(4));
}

/** A window overlaps the next by half: in the picture it ends where the next begins. */
function timeline(file: string, { genre, probability, windows }: Verdict): string {
  return timelinePicture({
    title: `${path.basename(file)}: ${genre} (${probability.toFixed(2)})`,
    unit: 'quarter notes',
    ends: ['EDM', 'Classical'],
    bars: windows.map(({ start, length, edm }, index) => ({
      from: start / BEAT,
      to: Math.min(start + length, windows[index + 1]?.start ?? Infinity) / BEAT,
      value: edm,
    })),
  });
}

/** A name that no earlier picture has: songs in two folders may be called alike. */
function freeName(name: string, taken: Set<string>): string {
  let free = `${name}.svg`;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}.svg`;
  taken.add(free);
  return free;
}
