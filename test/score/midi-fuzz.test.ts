import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from 'vitest';

import { seededRandom } from '../../src/random/index.ts';
import { MIDI_QUARTERS_MAX, PPQ, readMidi, ScoreError, type MidiSong } from '../../src/score/index.ts';
import { damaged } from '../support/damaged-midi.ts';
import { smallMidiFiles } from '../support/small-midi.ts';

const FILES = 100_000;

/** The song, or what was said of the file. Anything thrown but a ScoreError goes on. */
function tryToRead(bytes: Uint8Array): MidiSong | string {
  try {
    return readMidi(bytes, 'fuzz.mid');
  } catch (problem) {
    if (!(problem instanceof ScoreError)) throw problem;
    return problem.message;
  }
}

/** What in a song should not be there, in words; as plain tests, for a matcher a note takes longer than the reading. */
function nonsenseIn({ tracks, tempo, meters, duration }: MidiSong): string | undefined {
  const isTime = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  const in7Bits = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 127;
  if (!(tempo >= 10 && tempo <= 1000)) return `tempo ${tempo}`;
  if (!meters.every(({ meter: [beats, value], start }) => beats > 0 && value >= 1 && isTime(start))) return 'a meter';
  if (!(duration > 0 && duration <= MIDI_QUARTERS_MAX * PPQ)) return `duration ${duration}`;
  for (const { notes, program } of tracks) {
    if (notes.length === 0 || !in7Bits(program)) return 'an empty or odd track';
    let before = 0;
    for (const { start, duration: length, pitch, velocity } of notes) {
      if (!isTime(start) || start < before || !isTime(length) || length < 1) return `a note at ${start} for ${length}`;
      if (!in7Bits(pitch) || !in7Bits(velocity) || velocity === 0) return `pitch ${pitch} at velocity ${velocity}`;
      before = start;
    }
  }
  return undefined;
}

describe('readMidi', () => {
  it('of thousands of damaged files reads what is sound and names what is not, without growing', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const random = seededRandom(3);
    const originals = smallMidiFiles();
    for (const original of originals) expect(tryToRead(original)).toBeTypeOf('object');
    const outcomes = new Map<string, number>();
    const heap = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    let before = 0;
    for (let file = 0; file < FILES; file += 1) {
      // The first thousand warm the engine up.
      if (file === 1000) before = heap();
      const bytes = damaged(originals, random);
      const outcome = tryToRead(bytes);
      if (typeof outcome !== 'string') {
        const nonsense = nonsenseIn(outcome);
        if (nonsense !== undefined) throw new Error(`${nonsense} in ${Buffer.from(bytes).toString('hex')}`);
      }
      const kind = typeof outcome === 'string' ? outcome.replace(/\d+/g, 'N') : 'read';
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    }
    expect(heap() - before).toBeLessThan(5_000_000);
    // The damage reached every fault that the reader has a name for, and left enough to read.
    expect(outcomes.get('read')).toBeGreaterThan(FILES / 10);
    const said = [...outcomes.keys()].join('\n');
    for (const fault of [
      'not a MIDI file',
      'header is corrupt',
      'type N',
      'SMPTE',
      'ticks per beat',
      'tracks are there',
    ]) {
      expect(said).toContain(fault);
    }
    for (const fault of ['cut short in track', 'a time', 'no status', 'is corrupt', 'cut short', 'no known kind']) {
      expect(said).toContain(fault);
    }
    for (const fault of ['no notes', 'never end', 'longer than']) expect(said).toContain(fault);
  });
});
