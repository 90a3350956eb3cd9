import { deriveSeed, seededRandom } from '../../random/index.ts';
import { chordPitchClasses, pitchClass, type Chord, type Pitch } from '../../theory/index.ts';
import { between, choose } from '../chance.ts';
import type { WrittenNote } from '../draft.ts';
import type { Range } from '../style-fields.ts';
import { edmDynamics, edmSectionsOf, stretchesOf, type EdmDraft } from './edm-draft.ts';
import { figureNotes } from './figure.ts';

/** A pluck is let go before the next one. */
const GATE = 0.85;

/** Chord tones that an arpeggio goes at once. */
const STEPS_MAX = 2;

/** Every chord tone within a register, lowest first. */
export function ladder(chord: Chord, [low, high]: Range): readonly Pitch[] {
  const tones = chordPitchClasses(chord);
  const pitches: Pitch[] = [];
  for (let pitch: number = low; pitch <= high; pitch += 1) if (tones.includes(pitchClass(pitch))) pitches.push(pitch);
  return pitches;
}

/**
 * Broken chords in the style's rhythm: the melody network's top line says how they go up and down, the chords say to which notes.
 * It comes round every two bars.
 */
export function edmArp(draft: EdmDraft): readonly WrittenNote[] {
  const { style, contour, seed } = draft;
  const figure = choose(style.arp.figures, seededRandom(deriveSeed(seed, 'arp')));
  const touch = seededRandom(deriveSeed(seed, 'arp touch'));
  const [lowest, highest] = [Math.min(...contour), Math.max(...contour)];
  return edmSectionsOf(draft, 'arp').flatMap((section) => {
    let before: number | undefined;
    return stretchesOf(draft, section).flatMap((stretch) => {
      const steps = ladder(stretch.chord, style.arp.register);
      const end = stretch.at + stretch.length;
      return figureNotes(figure, stretch.at, end).map(({ at, length }): WrittenNote => {
        const height = ((contour[at % contour.length] ?? lowest) - lowest) / Math.max(1, highest - lowest);
        before = towards(Math.round(height * (steps.length - 1)), before, steps.length);
        const pitch = steps[before] ?? steps[0] ?? 60;
        const accent = at % 4 === 0 ? 1 : 0.86;
        return {
          at,
          length: Math.min(length, end - at) * GATE,
          pitch,
          velocity: style.arp.velocity * accent * edmDynamics(draft, at) + between([-3, 3], touch),
          late: between([-1, 2], touch),
        };
      });
    });
  });
}

/** The next step of an arpeggio on the way to a wished one: never the same again, which would be a drone, and never far. */
function towards(wish: number, before: number | undefined, count: number): number {
  if (before === undefined) return wish;
  const move = Math.max(-STEPS_MAX, Math.min(STEPS_MAX, wish - before));
  const next = before + (move === 0 ? 1 : move);
  if (next >= count) return Math.max(0, count - 2);
  return Math.max(0, next);
}
