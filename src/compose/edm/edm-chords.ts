import { deriveSeed, seededRandom } from '../../random/index.ts';
import { voiceChord, type Pitch, type VoicingRange } from '../../theory/index.ts';
import { between, choose } from '../chance.ts';
import type { Sixteenths, WrittenChord, WrittenNote } from '../draft.ts';
import { edmDynamics, edmSectionsOf, lastBarStart, lastChord, stretchesOf, type EdmDraft } from './edm-draft.ts';
import { figureNotes } from './figure.ts';

/** Machines don't strum, hands do: milliseconds between the lowest and the highest note. */
const STRUM = 4;

/** The upper voices alone are softer. */
const UPPER = 0.88;

/** How long the last chord rings. */
const LAST: Sixteenths = 14;

/**
 * The chords part: the style's figure (one in drops, one elsewhere) in close position, each chord as near as can be to the one
 * before; the last one rings.
 */
export function edmChords(draft: EdmDraft): readonly WrittenNote[] {
  const { style, seed } = draft;
  const handOf = voicings(draft.chords, style.chords.hands);
  const touch = seededRandom(deriveSeed(seed, 'chords touch'));
  const figureOf = (busy: boolean) =>
    choose(busy ? style.chords.drop : style.chords.calm, seededRandom(deriveSeed(seed, `chords ${busy}`)));
  const strike = (at: Sixteenths, length: Sixteenths, hand: readonly Pitch[], force: number): readonly WrittenNote[] =>
    hand.map((pitch, voice) => ({
      at,
      length,
      pitch,
      velocity: style.chords.velocity * force * edmDynamics(draft, at) + between([-2, 2], touch),
      late: (STRUM * voice) / Math.max(1, hand.length - 1),
    }));
  const notes = edmSectionsOf(draft, 'chords').flatMap((section) => {
    const figure = figureOf(section.kind === 'drop');
    return stretchesOf(draft, section).flatMap((stretch) => {
      const end = stretch.at + stretch.length;
      const hand = handOf(stretch.chord);
      return figureNotes(figure, stretch.at, end).flatMap(({ at, length, sign }) => {
        const whole = sign === 'X' || at === stretch.at;
        return strike(at, Math.min(length, end - at), whole ? hand : hand.slice(1), whole ? 1 : UPPER);
      });
    });
  });
  const last = draft.sections.at(-1);
  if (last === undefined || !style.layers[last.kind].includes('chords')) return notes;
  return [...notes, ...strike(lastBarStart(draft), LAST, handOf(lastChord(draft).chord), 0.9)];
}

/** The pad: every chord held for as long as it rules. */
export function edmPad(draft: EdmDraft): readonly WrittenNote[] {
  const { style } = draft;
  const handOf = voicings(draft.chords, style.pad.hands);
  const last = lastChord(draft);
  return edmSectionsOf(draft, 'pad').flatMap((section) => {
    const isLast = section === draft.sections.at(-1);
    const stretches: readonly WrittenChord[] = [...stretchesOf(draft, section), ...(isLast ? [last] : [])];
    return stretches.flatMap(({ at, length, chord }) =>
      handOf(chord).map((pitch): WrittenNote => {
        return { at, length, pitch, velocity: style.pad.velocity * edmDynamics(draft, at), late: 0 };
      }),
    );
  });
}

/** How each chord of a song is laid out: equal chords alike, each as near as can be to the new one before it. */
function voicings(
  chords: readonly WrittenChord[],
  hands: VoicingRange,
): (chord: WrittenChord['chord']) => readonly Pitch[] {
  const known = new Map<string, readonly Pitch[]>();
  let previous: readonly Pitch[] | undefined;
  for (const { chord } of chords) {
    const name = `${chord.root} ${chord.quality}`;
    previous = known.get(name) ?? voiceChord(chord, previous, hands);
    known.set(name, previous);
  }
  return (chord) => known.get(`${chord.root} ${chord.quality}`) ?? voiceChord(chord, undefined, hands);
}
