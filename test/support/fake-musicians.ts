import type { ChordEvent, MelodyEvent, Musicians } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { DRUM_VOICES, type ChordQuality, type Mode } from '../../src/theory/index.ts';

const DEGREES: Readonly<Record<Mode, readonly (readonly [number, ChordQuality])[]>> = {
  major: [
    [0, 'maj'],
    [2, 'min'],
    [4, 'min'],
    [5, 'maj'],
    [7, 'maj'],
    [9, 'min'],
  ],
  minor: [
    [0, 'min'],
    [3, 'maj'],
    [5, 'min'],
    [7, 'min'],
    [8, 'maj'],
    [10, 'maj'],
  ],
};

/**
 * Stands in for the networks so that the arranger's rules are tested alone: random chords of the key that change every 1 to 4 beats,
 * a random walk
 * over all twelve semitones, clashes and outliers included, and drums struck at random, for the arranger to edit.
 */
export function fakeMusicians(overrides: Partial<Musicians> = {}): Musicians {
  return {
    versions: { fake: '1' },
    backend: 'none',
    chords({ seed, mode, beats }) {
      const random = seededRandom(seed);
      const events: ChordEvent[] = [];
      let left = beats;
      while (left > 0) {
        const [root, quality] = DEGREES[mode][Math.floor(random() * 6)] ?? [0, 'maj'];
        const length = Math.min(left, [1, 2, 2, 4][Math.floor(random() * 4)] ?? 2);
        events.push({ root, quality, beats: length });
        left -= length;
      }
      return events;
    },
    percussion({ seed, bars, kit = DRUM_VOICES }) {
      const random = seededRandom(seed);
      return Array.from({ length: bars * 16 }, (_, at) =>
        kit
          .filter(() => random() < 0.25)
          .map((voice) => ({
            at,
            voice,
            velocity: 1 + Math.floor(random() * 127),
            offset: Math.round(random() * 100 - 50),
          })),
      ).flat();
    },
    melodyRoll({ seed, bars }) {
      const random = seededRandom(seed);
      return Array.from({ length: bars * 8 }, (_, eighth) => {
        return { at: eighth * 2, sixteenths: 1 + Math.floor(random() * 4), pitch: 48 + Math.floor(random() * 36) };
      });
    },
    notes({ seed, chords }) {
      const random = seededRandom(seed);
      const events: MelodyEvent[] = [];
      let left = chords.reduce((sum, chord) => sum + chord.beats, 0) * 4;
      let pitch = 66;
      while (left > 0) {
        const sixteenths = Math.min(left, [1, 2, 2, 3, 4, 4, 6, 8][Math.floor(random() * 8)] ?? 2);
        pitch = Math.min(95, Math.max(48, pitch + Math.round(random() * 10 - 5)));
        const rests = random() < 0.2;
        events.push({ pitch: rests ? undefined : pitch, sixteenths, velocity: 40 + Math.floor(random() * 80) });
        left -= sixteenths;
      }
      return events;
    },
    ...overrides,
  };
}
