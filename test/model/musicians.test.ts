import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { loadMusicians, ModelError, type ChordEvent, type MelodyEvent, type Musicians } from '../../src/model/index.ts';
import { chordPitchClasses, pitchClass, scalePitchClasses, type Mode } from '../../src/theory/index.ts';

const MODELS = fileURLToPath(new URL('../../models/', import.meta.url));
const SAMPLING = { temperature: 1, topP: 0.95 };
const MODES: readonly Mode[] = ['major', 'minor'];

let musicians: Musicians;

beforeAll(async () => {
  musicians = await loadMusicians({ modelsDir: MODELS, backend: 'wasm' });
});

function write(
  seed: number,
  mode: Mode,
  beats: number,
): { chords: readonly ChordEvent[]; melody: readonly MelodyEvent[] } {
  const chords = musicians.chords({ ...SAMPLING, seed, mode, beats });
  return { chords, melody: musicians.notes({ ...SAMPLING, seed, mode, chords }) };
}

function pitches(melody: readonly MelodyEvent[]): readonly number[] {
  return melody.flatMap(({ pitch }) => (pitch === undefined ? [] : [pitch]));
}

/** The share of values on the scale of C. */
function onScale(values: readonly number[], mode: Mode): number {
  const scale = scalePitchClasses({ tonic: 0, mode });
  return values.filter((value) => scale.includes(pitchClass(value))).length / values.length;
}

/** The share of the notes on beats that belong to the chord at their time. */
function chordTonesOnBeats(melody: readonly MelodyEvent[], chords: readonly ChordEvent[]): number {
  const tonesBySixteenth = chords.flatMap((chord) =>
    new Array<readonly number[]>(chord.beats * 4).fill(chordPitchClasses(chord)),
  );
  let time = 0;
  const hits: boolean[] = [];
  for (const { pitch, sixteenths } of melody) {
    if (pitch !== undefined && time % 4 === 0) hits.push(tonesBySixteenth[time]?.includes(pitchClass(pitch)) === true);
    time += sixteenths;
  }
  return hits.filter(Boolean).length / hits.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the trained musicians', () => {
  it('are named by the versions of their models', () => {
    expect(Object.keys(musicians.versions)).toEqual(['chords', 'notes', 'melody', 'percussion']);
    for (const version of Object.values(musicians.versions)) expect(version).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([0.5, 7.5, 16, 33])('write %d beats exactly', (beats) => {
    for (const mode of MODES) {
      const { chords, melody } = write(11, mode, beats);
      expect(chords.reduce((sum, chord) => sum + chord.beats, 0)).toBe(beats);
      expect(melody.reduce((sum, note) => sum + note.sixteenths, 0)).toBe(beats * 4);
      for (const note of melody) {
        expect(note.sixteenths).toBeGreaterThan(0);
        expect(note.velocity).toBeGreaterThan(0);
        expect(note.velocity).toBeLessThan(128);
      }
    }
  });

  it('write the same for the same seed, and something else for another', () => {
    expect(write(3, 'minor', 16)).toEqual(write(3, 'minor', 16));
    expect(write(4, 'minor', 16)).not.toEqual(write(3, 'minor', 16));
  });

  it('write in a worker thread what they write here', async () => {
    const worker = new Worker(new URL('../support/musicians-worker.ts', import.meta.url), {
      workerData: { modelsDir: MODELS, seed: 5 },
    });
    const [message] = (await once(worker, 'message')) as [unknown];
    expect(message).toEqual(write(5, 'minor', 16));
    await worker.terminate();
  });

  it('stay in key, and move', () => {
    for (const mode of MODES) {
      const songs = Array.from({ length: 8 }, (_, seed) => write(seed, mode, 32));
      expect(
        onScale(
          songs.flatMap(({ melody }) => pitches(melody)),
          mode,
        ),
      ).toBeGreaterThan(0.95);
      expect(
        onScale(
          songs.flatMap(({ chords }) => chords.map(({ root }) => root)),
          mode,
        ),
      ).toBeGreaterThan(0.9);
      for (const { chords, melody } of songs) {
        expect(new Set(chords.map(({ root, quality }) => `${root} ${quality}`)).size).toBeGreaterThan(2);
        expect(new Set(pitches(melody)).size).toBeGreaterThan(4);
        expect(new Set(melody.map(({ sixteenths }) => sixteenths)).size).toBeGreaterThan(2);
      }
    }
  });

  it("play with the harmony: on the beat, more tones of the chord that sounds than of another song's chord", () => {
    const songs = Array.from({ length: 60 }, (_, seed) => write(seed, 'major', 32));
    const own = songs.map(({ chords, melody }) => chordTonesOnBeats(melody, chords));
    const foreign = songs.map(({ melody }, index) => {
      return chordTonesOnBeats(melody, songs[(index + 1) % songs.length]?.chords ?? []);
    });
    expect(mean(own)).toBeGreaterThan(mean(foreign) + 0.1);
  });

  it('leave no tensor behind', () => {
    write(1, 'major', 8);
    const before = tf.memory().numTensors;
    for (let seed = 0; seed < 3; seed += 1) write(seed, 'major', 8);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuse lengths and sampling that make no sense', () => {
    expect(() => write(1, 'major', 0)).toThrow(ModelError);
    expect(() => write(1, 'major', 1.25)).toThrow(/multiple of half a beat/);
    expect(() => musicians.chords({ seed: 1, temperature: 0, topP: 1, mode: 'major', beats: 4 })).toThrow(
      /temperature/,
    );
    expect(() => musicians.chords({ seed: 1, temperature: 1, topP: 1.5, mode: 'major', beats: 4 })).toThrow(/topP/);
    expect(musicians.notes({ ...SAMPLING, seed: 1, mode: 'major', chords: [] })).toEqual([]);
  });
});
