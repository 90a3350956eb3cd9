import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import tonejsMidi from '@tonejs/midi';

import { seededRandom } from '../../src/random/index.ts';
import { tempFolder } from './temp-folder.ts';

const BAR = 1920;
const SIXTEENTH = BAR / 16;
/** I IV I V in C, as pitches. */
export const CORPUS_CHORDS = [
  [48, 52, 55],
  [41, 45, 48],
  [48, 52, 55],
  [43, 47, 50],
];

/** How a song of a test corpus differs from the plain one. */
export interface CorpusSongOptions {
  readonly transpose?: number;
  readonly bars?: number;
  readonly meter?: [number, number];
  readonly chords?: readonly (readonly number[])[];
  readonly names?: readonly [string, string];
  /** Bars in which the melody is silent. */
  readonly silent?: readonly number[];
  readonly velocity?: number;
  /** Where in each bar the melody's notes begin, in sixteenths; they last until the next one. */
  readonly rhythm?: readonly number[];
  /** Another melody over the same chords for each number; songs of the same tune are near-twins. */
  readonly tune?: number;
}

/**
 * A MIDI file with a CHORDS and a MELODY track, in which each bar's melody is the chord's notes in eighths, two octaves up, and a half note; in tunes
 * other than the plain one the chord's notes come in another order in each bar.
 */
export function corpusSong(options: CorpusSongOptions = {}): Uint8Array {
  const {
    transpose = 0,
    bars = 8,
    meter = [4, 4],
    chords = CORPUS_CHORDS,
    names = ['CHORDS', 'MELODY'],
    silent = [],
    tune,
  } = options;
  const random = tune === undefined ? undefined : seededRandom(tune);
  const midi = new tonejsMidi.Midi();
  midi.header.timeSignatures.push({ ticks: 0, timeSignature: meter });
  const harmony = midi.addTrack();
  const melody = midi.addTrack();
  [harmony.name, melody.name] = names;
  for (let bar = 0; bar < bars; bar += 1) {
    const chord = (chords[bar % chords.length] ?? []).map((pitch) => pitch + transpose);
    for (const pitch of chord)
      harmony.addNote({ midi: pitch, ticks: bar * BAR, durationTicks: BAR - 10, velocity: 0.6 });
    if (silent.includes(bar)) continue;
    const velocity = options.velocity ?? 0.5;
    const tones = [...chord, (chord[0] ?? 0) + 12];
    if (options.rhythm !== undefined) {
      const { rhythm } = options;
      rhythm.forEach((at, index) => {
        const ticks = bar * BAR + at * SIXTEENTH;
        const durationTicks = ((rhythm[index + 1] ?? 16) - at) * SIXTEENTH - 10;
        melody.addNote({ midi: (tones[index % tones.length] ?? 0) + 24, ticks, durationTicks, velocity });
      });
      continue;
    }
    tones.forEach((pitch, index) => {
      const tone = random === undefined ? pitch : (tones[Math.floor(random() * tones.length)] ?? pitch);
      // Played a little late and short, as people do.
      melody.addNote({ midi: tone + 24, ticks: bar * BAR + index * 240 + 20, durationTicks: 190, velocity });
    });
    melody.addNote({ midi: (chord[1] ?? 0) + 24, ticks: bar * BAR + 960, durationTicks: 940, velocity });
  }
  return midi.toArray();
}

/** A new folder with these files, which goes when the test ends. */
export async function folderOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = tempFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}
