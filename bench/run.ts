import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { beginAnew } from '../src/commands/begin-anew.ts';
import { firstSound } from './first-sound.ts';
import { memory } from './memory.ts';
import { nativePipeline } from './native-pipeline.ts';
import { opening } from './opening.ts';
import { songStages } from './song-stages.ts';

// Prints one JSON table. The figures hold for this machine and this run: compare within a run, not between machines.
// With --memory 200 it makes so many songs in one process and prints how much memory that takes, and nothing else.
const { values } = parseArgs({
  options: { songs: { type: 'string', default: '5' }, memory: { type: 'string' } },
});

// As the radio does; not where programs of others are timed, which would take over the allocator's settings.
if (values.memory !== undefined) beginAnew(process);

/** A style of each family. */
const STYLES = ['lofi-hiphop', 'house'];

const machine = { cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.cpus().length, node: process.version };
const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-bench-'));
const data = path.join(folder, 'data');
const cache = path.join(data, 'cache');
try {
  if (values.memory !== undefined) {
    print({ machine, memory: await memory(cache, countOf(values.memory)) });
  } else {
    const firstStart = await firstSound(data);
    const laterStart = await firstSound(data);
    const song: Record<string, unknown> = {};
    const native: Record<string, unknown> = {};
    const request: Record<string, unknown> = {};
    for (const style of STYLES) {
      const own = await songStages(cache, style, countOf(values.songs));
      const other = await nativePipeline(cache, style, 1);
      song[style] = own;
      native[style] =
        other === undefined
          ? 'fluidsynth and ffmpeg are not installed'
          : { ...other, oursIsTimesAsFast: Math.round((own.fromScore / other.whole) * 100) / 100 };
      request[style] = await opening(cache, style);
    }
    const units = {
      song: 'seconds of music for each second of processor time; timesEncoding is processor time as a multiple of the encoder’s',
      native: 'the same for fluidsynth and ffmpeg with an equal graph, from the same score on',
      request: 'seconds from a request to the first packets of its song, and to all of them, on a warm worker',
      firstSound: 'seconds from starting the process until sound and until a song is on air',
    };
    print({ units, machine, song, native, request, firstSound: { firstStart, laterStart } });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function print(table: object): void {
  console.log(JSON.stringify(table, null, 2));
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`"${text}" must be a whole number above 0`);
  return count;
}
