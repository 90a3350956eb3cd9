import { deriveSeed, seededRandom } from '../random/index.ts';
import { strokes, voiceChord, type Pitch, type Stroke, type VoicingRange } from '../theory/index.ts';
import { between, choose } from './chance.ts';
import {
  dynamics,
  sectionEnd,
  sectionsOf,
  sectionStart,
  songEnd,
  type Draft,
  type LaidChord,
  type WrittenChord,
  type WrittenNote,
} from './draft.ts';
import { SIXTEENTHS_PER_BAR, type PlannedSection } from './form.ts';

/** From this energy on the chords are played in their full rhythms. */
const FULL_ENERGY = 0.5;

/** A stroke this near before or after a change would stumble over it. */
const CLEAR_OF_CHANGE = 2;

/** Softer than a change: a stroke on a chord that stays. */
const AGAIN = 0.82;

/** A pad is felt, not heard. */
const PAD_VELOCITY = 52;

/** A chord with the hand that plays it. */
export interface VoicedChord extends WrittenChord {
  readonly pitches: readonly Pitch[];
}

/**
 * All chords of the song laid out one after another, each as near to the one before as it can be; where a phrase's progression comes
 * back, its voicings do.
 */
export function voiceProgression(chords: readonly LaidChord[], hands: VoicingRange): readonly VoicedChord[] {
  const known = new Map<string, readonly Pitch[]>();
  let previous: readonly Pitch[] | undefined;
  return chords.map((written) => {
    previous = known.get(written.source) ?? voiceChord(written.chord, previous, hands);
    known.set(written.source, previous);
    return { ...written, pitches: previous };
  });
}

/**
 * The chords part: every change is struck in full, and between changes the style's rhythm (one for each phrase) strikes the upper
 * voices again while the lowest rings on. Chords are rolled from below; the last one of the song rings alone.
 */
export function chordsPart(draft: Draft, voiced: readonly VoicedChord[], seed: number): readonly WrittenNote[] {
  const { comping } = draft.style;
  return sectionsOf(draft, 'chords').flatMap((section) => {
    const full = section.energy >= FULL_ENERGY;
    const rhythm = choose(
      full ? comping.full : comping.quiet,
      seededRandom(deriveSeed(seed, `comp ${section.phrase} ${full}`)),
    );
    const random = seededRandom(deriveSeed(seed, `chords ${section.startBar}`));
    return chordsWithin(voiced, section).flatMap((chord) => {
      const last = chord.at + chord.length === songEnd(draft.sections);
      const onsets = onsetsOf(chord, last ? [] : strokes(rhythm)).map((onset) => ({
        ...onset,
        late: between(comping.late, random),
        roll: between(comping.roll, random),
      }));
      return chord.pitches.flatMap((pitch, voice) => {
        // The lowest voice is struck only where the whole chord is.
        const struck = onsets.filter(({ whole }) => whole || voice > 0);
        return struck.map(({ at, whole, late, roll }, index): WrittenNote => {
          const until = struck[index + 1]?.at ?? chord.at + chord.length;
          const accent =
            (at === chord.at ? 1 : AGAIN) * (voice === chord.pitches.length - 1 ? 1.06 : 1) * (whole ? 1 : 0.95);
          return {
            at,
            length: until - at,
            pitch,
            velocity: comping.velocity * accent * dynamics(draft, at) + between([-4, 4], random),
            late: late + roll * (voice / Math.max(1, chord.pitches.length - 1)),
          };
        });
      });
    });
  });
}

/**
 * The pad: the two upper voices of each chord, held. They are the ones that move least, so that the pad hardly moves.
 */
export function padPart(draft: Draft, voiced: readonly VoicedChord[]): readonly WrittenNote[] {
  return sectionsOf(draft, 'pad').flatMap((section) =>
    chordsWithin(voiced, section).flatMap(({ at, length, pitches }) =>
      pitches
        .slice(-2)
        .map((pitch): WrittenNote => ({ at, length, pitch, velocity: PAD_VELOCITY * dynamics(draft, at), late: 0 })),
    ),
  );
}

/** The chords that rule in a section. */
export function chordsWithin<T extends WrittenChord>(chords: readonly T[], section: PlannedSection): readonly T[] {
  return chords.filter(({ at }) => at >= sectionStart(section) && at < sectionEnd(section));
}

function onsetsOf(chord: WrittenChord, rhythm: readonly Stroke[]): readonly { at: number; whole: boolean }[] {
  const end = chord.at + chord.length;
  const onsets = [{ at: chord.at, whole: true }];
  const firstBar = Math.floor(chord.at / SIXTEENTHS_PER_BAR) * SIXTEENTHS_PER_BAR;
  for (let bar = firstBar; bar < end; bar += SIXTEENTHS_PER_BAR) {
    for (const { at, force } of rhythm) {
      const onset = bar + at;
      if (onset > chord.at + CLEAR_OF_CHANGE && onset < end - CLEAR_OF_CHANGE) {
        onsets.push({ at: onset, whole: force === 'strong' });
      }
    }
  }
  return onsets;
}
