import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import {
  chordPitchClasses,
  nearestOf,
  pitchClass,
  scalePitchClasses,
  type Chord,
  type Key,
  type Pitch,
} from '../theory/index.ts';
import { between, happens } from './chance.ts';
import { chordsWithin } from './chords-part.ts';
import {
  dynamics,
  sectionsOf,
  sectionStart,
  songEnd,
  type Draft,
  type WrittenChord,
  type WrittenNote,
} from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';

/** E1 to C3: the strings of a bass, below the chords. */
export const BASS_RANGE = [28, 48] as const;

/** Below this energy the bass holds roots. */
const MOVING_ENERGY = 0.5;

const APPROACH = 0.55;
const REST_OF_BAR = 2;
const VELOCITY = 84;

/** Where a bass line may move to and when. */
interface Context {
  readonly key: Key;
  readonly kicks: (bar: number) => readonly number[];
  readonly random: Random;
}

/**
 * The bass part: the root on every change, then root, fifth or octave with the kick drum, and often a step of the scale that leads
 * into the next root. `kicks` are the sixteenths of a bar on which the drums' kick plays.
 */
export function bassPart(
  draft: Draft,
  options: { readonly seed: number; readonly kicks: (bar: number) => readonly number[]; readonly late: number },
): readonly WrittenNote[] {
  const touch = seededRandom(deriveSeed(options.seed, 'bass'));
  return sectionsOf(draft, 'bass').flatMap((section) => {
    const period = draft.style.harmony.bars * SIXTEENTHS_PER_BAR;
    let previous: Pitch = 36;
    return chordsWithin(draft.chords, section).flatMap((written) => {
      // Where the progression comes back the line comes back: the same choices at the same place.
      const place = (written.at - sectionStart(section)) % period;
      const random = seededRandom(deriveSeed(options.seed, `bass ${section.phrase} ${place}`));
      const root = placeRoot(written.chord.root, previous);
      previous = root;
      const next = draft.chords.find(({ at }) => at === written.at + written.length);
      const moving = section.energy >= MOVING_ENERGY && written.at + written.length < songEnd(draft.sections);
      const line = moving
        ? movingLine(written, root, next?.chord, { key: draft.key, kicks: options.kicks, random })
        : [{ at: written.at, pitch: root }];
      return line.map(({ at, pitch }, index): WrittenNote => {
        const until = line[index + 1]?.at ?? written.at + written.length;
        return {
          at,
          // A bass player lifts the finger before the next note.
          length: Math.max(1, until - at - 0.35),
          pitch,
          velocity: VELOCITY * (index === 0 ? 1 : 0.88) * dynamics(draft, at) + between([-4, 4], touch),
          late: options.late + between([-2, 2], touch),
        };
      });
    });
  });
}

function movingLine(written: WrittenChord, root: Pitch, next: Chord | undefined, { key, kicks, random }: Context) {
  const end = written.at + written.length;
  const line = [{ at: written.at, pitch: root }];
  for (let bar = Math.floor(written.at / SIXTEENTHS_PER_BAR); bar * SIXTEENTHS_PER_BAR < end; bar += 1) {
    for (const kick of kicks(bar)) {
      const at = bar * SIXTEENTHS_PER_BAR + kick;
      // Strong beats keep the chord's foundation; the fifth and the octave are for the others.
      if (at > written.at + 1 && at < end - REST_OF_BAR)
        line.push({ at, pitch: at % 8 === 0 ? root : chordTone(written.chord, root, random) });
    }
  }
  if (next !== undefined && next.root !== written.chord.root && written.length >= 8 && happens(APPROACH, random)) {
    line.push({ at: end - REST_OF_BAR, pitch: approach(root, placeRoot(next.root, root), key) });
  }
  return line;
}

/** The octave of a root that lies nearest to where the hand is, in the lower two thirds of the strings. */
function placeRoot(root: number, previous: Pitch): Pitch {
  const [low, high] = BASS_RANGE;
  const places: Pitch[] = [];
  for (let pitch: number = low; pitch <= high - 5; pitch += 1) if (pitchClass(pitch) === root) places.push(pitch);
  return places.reduce(
    (best, pitch) => (Math.abs(pitch - previous) < Math.abs(best - previous) ? pitch : best),
    places[0] ?? low,
  );
}

function chordTone(chord: Chord, root: Pitch, random: Random): Pitch {
  const fifth = chordPitchClasses(chord)[2] ?? root;
  const choices = [root, root, root, root + pitchClass(fifth - root), root - pitchClass(root - fifth), root + 12];
  const within = choices.filter((pitch) => pitch >= BASS_RANGE[0] && pitch <= BASS_RANGE[1]);
  return within[Math.floor(random() * within.length)] ?? root;
}

/** The scale's step beside the next root, on the side the line comes from. */
function approach(from: Pitch, to: Pitch, key: Key): Pitch {
  const others = scalePitchClasses(key).filter((tone) => tone !== pitchClass(to));
  const below = to - pitchClass(to - nearestOf(pitchClass(to - 1), others));
  const above = to + pitchClass(nearestOf(pitchClass(to + 2), others) - to);
  const wanted = from <= to && below >= BASS_RANGE[0] ? below : above;
  return wanted <= BASS_RANGE[1] ? wanted : below;
}
