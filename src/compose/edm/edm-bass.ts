import { deriveSeed, seededRandom } from '../../random/index.ts';
import {
  chordPitchClasses,
  nearestOf,
  pitchClass,
  scalePitchClasses,
  type Chord,
  type Key,
  type Pitch,
} from '../../theory/index.ts';
import { between, choose } from '../chance.ts';
import type { WrittenNote } from '../draft.ts';
import { edmDynamics, edmSectionsOf, lastBarStart, lastChord, stretchesOf, type EdmDraft } from './edm-draft.ts';
import { figureNotes } from './figure.ts';
import { intoRange } from './hook.ts';
import { withSlides } from './slides.ts';

/** A played note gives way a little before the next. */
const LIFT = 0.1;

const SOFTER = 0.86;

/**
 * The bass: a figure of the style (one in drops, one elsewhere) on the root of each chord, whose first note under a chord is
 * always its root. In the song's last bar the root rings.
 */
export function edmBass(draft: EdmDraft): readonly WrittenNote[] {
  const { style, seed, key } = draft;
  const figureOf = (busy: boolean) =>
    choose(busy ? style.bass.drop : style.bass.calm, seededRandom(deriveSeed(seed, `bass ${busy}`)));
  const sections = edmSectionsOf(draft, 'bass');
  const touch = seededRandom(deriveSeed(seed, 'bass touch'));
  const slides = seededRandom(deriveSeed(seed, 'bass slides'));
  const notes = sections.flatMap((section) => {
    const figure = figureOf(section.kind === 'drop');
    const line = stretchesOf(draft, section).flatMap((stretch) => {
      const root = intoRange(stretch.chord.root, style.bass.register);
      const end = stretch.at + stretch.length;
      return figureNotes(figure, stretch.at, end).map(({ at, length, sign }, index) => {
        const next = stretch.next?.chord.root ?? stretch.chord.root;
        const pitch = index === 0 ? root : pitchOf(sign, { root, chord: stretch.chord, next, key });
        return {
          at,
          length: Math.max(0.5, Math.min(length, end - at) - LIFT),
          pitch: intoBass(pitch, style.bass.register),
          velocity:
            style.bass.velocity * (sign === 'r' ? SOFTER : 1) * edmDynamics(draft, at) + between([-3, 3], touch),
          late: 0,
        };
      });
    });
    return withSlides(line, style.slides ?? 0, slides);
  });
  const last = draft.sections.at(-1);
  if (last === undefined || !style.layers[last.kind].includes('bass')) return notes;
  const at = lastBarStart(draft);
  const pitch = intoRange(lastChord(draft).chord.root, style.bass.register);
  return [...notes, { at, length: 12, pitch, velocity: style.bass.velocity * edmDynamics(draft, at), late: 0 }];
}

interface Place {
  readonly root: Pitch;
  readonly chord: Chord;
  readonly next: number;
  readonly key: Key;
}

function pitchOf(sign: string, { root, chord, next, key }: Place): Pitch {
  switch (sign) {
    case 'o':
      return root + 12;
    case 'f':
      return root + pitchClass((chordPitchClasses(chord)[2] ?? root) - root);
    case 'a':
      return approach(root, next, key);
    default:
      return root;
  }
}

/** The step of the scale beside the next root, from the side where the line is. */
function approach(root: Pitch, next: number, key: Key): Pitch {
  const up = pitchClass(next - root);
  const target = up <= 6 ? root + up : root + up - 12;
  if (target === root) return root;
  const side = target > root ? -1 : 1;
  const others = scalePitchClasses(key).filter((tone) => tone !== pitchClass(next));
  const step = nearestOf(pitchClass(target + 2 * side), others);
  const away = pitchClass((step - target) * side);
  return target + side * (away <= 3 ? away : 2);
}

/** An octave above the register is the figure's doing; what lies beyond comes down. */
function intoBass(pitch: Pitch, [low, high]: readonly [number, number]): Pitch {
  return intoRange(pitch, [low, high + 12]);
}
