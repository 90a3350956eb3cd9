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
  songEnd,
  type Draft,
  type LaidChord,
  type Sixteenths,
  type WrittenChord,
  type WrittenNote,
} from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';
import type { BassPlaying } from './lofi-style.ts';

/** E1 to C3: the strings of a bass, below the chords. */
export const BASS_RANGE = [28, 48] as const;

/** Where the hand lies before the first note: the C below the lowest of a cello. */
const HAND: Pitch = 36;

/** Below this energy the bass holds roots. */
const MOVING_ENERGY = 0.5;

/** A step that leads into a change lies so many sixteenths before it; a walking one a whole beat. */
const LEAD = 2;
const BEAT = 4;

/** How often a walking bass leads by a semitone rather than by a step of the scale. */
const CHROMATIC = 0.25;

/** Where a bass line may move to and when. */
interface Context {
  readonly key: Key;
  readonly kicks: (bar: number) => readonly number[];
  readonly playing: BassPlaying;
  readonly random: Random;
}

/** A place on the grid and what is played there. */
interface Step {
  readonly at: Sixteenths;
  readonly pitch: Pitch;
}

/**
 * The bass part: the root on every change, then, as the style has it, root, fifth or octave with the kick drum, a line that walks, or
 * nothing, and often a step that leads into the next root. Where a phrase's progression comes back its line comes back. `kicks` are the
 * sixteenths of a bar on which the drums' kick plays.
 */
export function bassPart(
  draft: Draft,
  options: { readonly seed: number; readonly kicks: (bar: number) => readonly number[]; readonly late: number },
): readonly WrittenNote[] {
  const { chords, key } = draft;
  const playing = draft.style.bass;
  const touch = seededRandom(deriveSeed(options.seed, 'bass'));
  const roots = placeRoots(chords);
  const rootOf = ({ source, chord }: LaidChord): Pitch => roots.get(source) ?? placeRoot(chord.root, HAND);
  return sectionsOf(draft, 'bass').flatMap((section) =>
    chordsWithin(chords, section).flatMap((written) => {
      const random = seededRandom(deriveSeed(options.seed, `bass ${written.source}`));
      const root = rootOf(written);
      const end = written.at + written.length;
      const next = chords.find(({ at }) => at === end);
      const moving = section.energy >= MOVING_ENERGY && end < songEnd(draft.sections);
      const context = { key, kicks: options.kicks, playing, random };
      const line = moving
        ? movingLine(written, root, next && { chord: next.chord, root: rootOf(next) }, context)
        : [{ at: written.at, pitch: root }];
      return line.map(({ at, pitch }, index): WrittenNote => {
        const until = line[index + 1]?.at ?? end;
        return {
          at,
          // A bass player lifts the finger before the next note.
          length: Math.max(1, until - at - 0.35),
          pitch,
          velocity: playing.velocity * (index === 0 ? 1 : 0.88) * dynamics(draft, at) + between([-4, 4], touch),
          late: options.late + between([-2, 2], touch),
        };
      });
    }),
  );
}

/** The octave of each chord's root: near the one before it when it is first heard, and the same ever after. */
function placeRoots(chords: readonly LaidChord[]): ReadonlyMap<string, Pitch> {
  const roots = new Map<string, Pitch>();
  let previous = HAND;
  for (const { source, chord } of chords) {
    previous = roots.get(source) ?? placeRoot(chord.root, previous);
    roots.set(source, previous);
  }
  return roots;
}

function movingLine(
  written: WrittenChord,
  root: Pitch,
  next: { readonly chord: Chord; readonly root: Pitch } | undefined,
  context: Context,
): readonly Step[] {
  const { playing, key, random } = context;
  // Drawn whether it is wanted or not, so that the line stays the same where another chord follows.
  const leads = happens(playing.approach, random);
  const wanted = next !== undefined && next.chord.root !== written.chord.root && written.length >= 8 && leads;
  const end = written.at + written.length;
  switch (playing.manner) {
    case 'hold':
      return [{ at: written.at, pitch: root }];
    case 'kick': {
      const line = withKick(written, root, context);
      return wanted ? [...line, { at: end - LEAD, pitch: approach(root, next.root, key) }] : line;
    }
    case 'walk': {
      const chromatic = happens(CHROMATIC, random);
      const line = walk(written, root, next?.root ?? root);
      if (!wanted) return line;
      const from = line.at(-2)?.pitch ?? root;
      const pitch = chromatic ? semitoneBeside(from, next.root) : approach(from, next.root, key);
      return [...line.filter(({ at }) => at < end - BEAT), { at: end - BEAT, pitch }];
    }
  }
}

function withKick(written: WrittenChord, root: Pitch, { kicks, random }: Context): readonly Step[] {
  const end = written.at + written.length;
  const line = [{ at: written.at, pitch: root }];
  for (let bar = Math.floor(written.at / SIXTEENTHS_PER_BAR); bar * SIXTEENTHS_PER_BAR < end; bar += 1) {
    for (const kick of kicks(bar)) {
      const at = bar * SIXTEENTHS_PER_BAR + kick;
      // Strong beats keep the chord's foundation; the fifth and the octave are for the others.
      if (at > written.at + 1 && at < end - LEAD)
        line.push({ at, pitch: at % 8 === 0 ? root : chordTone(written.chord, root, random) });
    }
  }
  return line;
}

/** Quarter notes through the chord's tones: away from its root and back to where the next one lies, each the nearest other tone on the way. */
function walk(written: WrittenChord, root: Pitch, next: Pitch): readonly Step[] {
  const [low, high] = BASS_RANGE;
  const tones = chordPitchClasses(written.chord).slice(0, 4);
  const line: Step[] = [{ at: written.at, pitch: root }];
  const turn = written.at + written.length / 2;
  for (let at = written.at + BEAT; at < written.at + written.length; at += BEAT) {
    const from = line.at(-1)?.pitch ?? root;
    // In the first half to the free side of the strings, in the second towards the next root.
    const up = at < turn ? root < (low + high) / 2 : next >= from;
    const onTheWay = (rising: boolean) =>
      Array.from({ length: 12 }, (_, step) => (rising ? from + step + 1 : from - step - 1)).find(
        (pitch) => tones.includes(pitchClass(pitch)) && pitch >= low && pitch <= high,
      );
    const pitch = onTheWay(up) ?? onTheWay(!up) ?? root;
    line.push({ at, pitch });
  }
  return line;
}

/** The semitone below a root, or above it where the line comes from above. */
function semitoneBeside(from: Pitch, to: Pitch): Pitch {
  return from <= to && to - 1 >= BASS_RANGE[0] ? to - 1 : to + 1;
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
