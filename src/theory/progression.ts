import { chordPitchClasses, type Chord, type ChordQuality } from './chord.ts';
import { scalePitchClasses, type Key } from './key.ts';
import { pitchClass, type PitchClass } from './pitch.ts';

/** How far a triad is coloured: left as it is, with its seventh, or with its ninth too. */
export type Colour = 'triad' | 'seventh' | 'ninth';

/** The chord a quality grows into, by whether the semitones above the root that it adds are in the key. */
interface Growth {
  readonly from: readonly ChordQuality[];
  readonly to: ChordQuality;
  readonly needs: readonly number[];
}

/** In order of choice. The seventh that the key has decides: V gets a minor seventh, I and IV a major one. */
const SEVENTHS: readonly Growth[] = [
  { from: ['maj'], to: 'maj7', needs: [11] },
  { from: ['maj'], to: 'dom7', needs: [10] },
  { from: ['min'], to: 'min7', needs: [10] },
  { from: ['dim'], to: 'halfDim7', needs: [10] },
  { from: ['sus4'], to: 'sus7', needs: [10] },
  { from: ['sus2'], to: 'add9', needs: [4] },
  { from: ['sus2'], to: 'min9', needs: [3, 10] },
];

const NINTHS: readonly Growth[] = [
  { from: ['maj7'], to: 'maj9', needs: [2] },
  { from: ['dom7'], to: 'dom9', needs: [2] },
  { from: ['min7'], to: 'min9', needs: [2] },
  { from: ['maj'], to: 'add9', needs: [2] },
];

function grow(chord: Chord, key: Key, growths: readonly Growth[]): Chord {
  const scale = scalePitchClasses(key);
  const growth = growths.find(
    ({ from, needs }) =>
      from.includes(chord.quality) && needs.every((above) => scale.includes(pitchClass(chord.root + above))),
  );
  return growth === undefined ? chord : { root: chord.root, quality: growth.to };
}

/**
 * Colours a chord with tones of the key, as LoFi's keyboard players do: in C major `colourChord` turns F into Fmaj7 or Fmaj9,
 * G into G7 or G9, Em into Em7 (its ninth is not in the key). What a network coloured already stays at least as rich.
 */
export function colourChord(chord: Chord, key: Key, colour: Colour): Chord {
  if (colour === 'triad') return chord;
  const seventh = grow(chord, key, SEVENTHS);
  return colour === 'ninth' ? grow(seventh, key, NINTHS) : seventh;
}

/** How many tones of a chord lie outside the key's scale: 1 for E7 in A minor. */
export function foreignTones(chord: Chord, key: Key): number {
  const scale = scalePitchClasses(key);
  return chordPitchClasses(chord).filter((tone) => !scale.includes(tone)).length;
}

/** The scale's step nearest to a pitch class, the lower one when two are as near: C# in C major is C. */
export function nearestOf(tone: PitchClass, tones: readonly PitchClass[]): PitchClass {
  let nearest = tone;
  let distance = Number.POSITIVE_INFINITY;
  for (const candidate of tones) {
    const up = pitchClass(candidate - tone);
    const away = up <= 6 ? up + 0.1 : 12 - up;
    if (up === 0) return tone;
    if (away < distance) {
      nearest = candidate;
      distance = away;
    }
  }
  return nearest;
}
