import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { firstSound } from './first-sound.ts';
import { songStages } from './song-stages.ts';

// Prints one JSON table. The figures hold for this machine and this run: compare within a run, not between machines.
const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-bench-'));
try {
  const data = path.join(folder, 'data');
  const firstStart = await firstSound(data);
  const laterStart = await firstSound(data);
  const song = await songStages(path.join(data, 'cache'), 5);
  const machine = { cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.cpus().length, node: process.version };
  const units = {
    song: 'seconds of music for each second of processor time',
    firstSound: 'seconds from starting the process until sound and until a song is on air',
  };
  console.log(JSON.stringify({ units, machine, song, firstSound: { firstStart, laterStart } }, null, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
