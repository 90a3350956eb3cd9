import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import { nearestOf, pitchClass, scalePitchClasses, type Key, type Pitch } from '../theory/index.ts';
import { between, happens } from './chance.ts';
import { dynamics, sectionEnd, sectionsOf, sectionStart, type Draft, type WrittenNote } from './draft.ts';
import { SIXTEENTHS_PER_BAR, type PlannedSection } from './form.ts';
import { breathe, mendClashes } from './melody-line.ts';
import { MELODY_BARS } from './phrase.ts';
import { REFRAIN_BARS } from './refrain.ts';

/** A note is left out, delayed by an eighth, or led into by a grace note from the scale, with these probabilities. */
const OMIT = 0.18;
const DELAY = 0.12;
const GRACE = 0.22;
const EIGHTH = 2;

/** In a section that is varied the phrase is known at first: from this place on it changes. */
const KNOWN = REFRAIN_BARS * SIXTEENTHS_PER_BAR;

/**
 * The melody part: each section sings its phrase from the beginning, a long one again and again; where the form says so, the second
 * half of the phrase is varied.
 */
export function melodyPart(draft: Draft, seed: number): readonly WrittenNote[] {
  const { style } = draft;
  return sectionsOf(draft, 'melody').flatMap((section) => {
    const melody = draft.phrases[section.phrase]?.melody ?? [];
    const start = sectionStart(section);
    const end = sectionEnd(section);
    const random = seededRandom(deriveSeed(seed, `melody ${section.startBar}`));
    const rounds = Math.ceil(section.bars / MELODY_BARS);
    return Array.from({ length: rounds }, (_, round) => {
      const sung = section.varied === true ? variation(draft, section, random) : melody;
      return sung.map((note) => ({ ...note, at: note.at + start + round * MELODY_BARS * SIXTEENTHS_PER_BAR }));
    })
      .flat()
      .filter((note) => note.at < end)
      .map((note) => ({
        ...note,
        length: Math.min(note.length, end - note.at),
        velocity: note.velocity * dynamics(draft, note.at) + between([-4, 4], random),
        late: between(style.melody.late, random),
      }));
  });
}

/** A section's phrase with its second half varied, and mended where that clashes. */
function variation(draft: Draft, section: PlannedSection, random: Random): readonly WrittenNote[] {
  const { key, style } = draft;
  const phrase = draft.phrases[section.phrase];
  if (phrase === undefined) return [];
  const known = phrase.melody.filter(({ at }) => at < KNOWN);
  const varied = vary(
    phrase.melody.filter(({ at }) => at >= KNOWN),
    { key, lowest: style.melody.register[0], random },
  );
  const setting = { key, chords: phrase.chords, singing: style.melody };
  return [...known, ...mendClashes(breathe(varied, style.melody.breath), setting)];
}

/**
 * A phrase as it comes back: some notes off the beat are left out, some on it come an eighth later, long ones are led into by the
 * scale's next step. The contour stays, so that the ear knows it again.
 */
export function vary(
  notes: readonly WrittenNote[],
  { key, lowest, random }: { readonly key: Key; readonly lowest: Pitch; readonly random: Random },
): readonly WrittenNote[] {
  return notes.flatMap((note, index) => {
    const next = notes[index + 1];
    const previousEnd = index === 0 ? 0 : (notes[index - 1]?.at ?? 0) + (notes[index - 1]?.length ?? 0);
    const onBeat = note.at % 4 === 0;
    if (!onBeat && next !== undefined && happens(OMIT, random)) return [];
    if (onBeat && note.length > EIGHTH && happens(DELAY, random)) {
      return [{ ...note, at: note.at + EIGHTH, length: note.length - EIGHTH }];
    }
    const step = stepBelow(note.pitch, key);
    const room = step >= lowest && note.at > 0 && note.at - previousEnd >= 1 && note.at % SIXTEENTHS_PER_BAR !== 0;
    if (note.length >= 6 && room && happens(GRACE, random)) {
      return [{ ...note, at: note.at - 1, length: 1, pitch: step, velocity: note.velocity * 0.75 }, note];
    }
    return [note];
  });
}

function stepBelow(pitch: number, key: Key): number {
  const below = pitchClass(pitch - 1);
  const step = nearestOf(
    below,
    scalePitchClasses(key).filter((tone) => tone !== pitchClass(pitch)),
  );
  return pitch - pitchClass(pitch - step);
}
