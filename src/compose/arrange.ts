import { deriveSeed, seededRandom } from '../random/index.ts';
import { PART_ROLES, TICKS_PER_SIXTEENTH, type Part, type PartRole, type Score } from '../score/index.ts';
import { bassPart } from './bass-part.ts';
import { between } from './chance.ts';
import { chordsPart, padPart, voiceProgression } from './chords-part.ts';
import { sectionEnd, sectionStart, songEnd, type Draft, type WrittenNote } from './draft.ts';
import { drumsPart, kicksOf } from './drums-part.ts';
import { BEATS_PER_BAR } from './form.ts';
import { melodyPart } from './melody-part.ts';
import { perform } from './perform.ts';
import { sweeps } from './sweeps.ts';

/** The draft played: every part that has notes, with the instruments given, as a Score. Deterministic for draft and seed. */
export function arrange(
  draft: Draft,
  options: { readonly seed: number; readonly instruments: Readonly<Partial<Record<PartRole, string>>> },
): Score {
  const { style, tempo, sections } = draft;
  const { seed, instruments } = options;
  const random = seededRandom(deriveSeed(seed, 'feel'));
  const performance = {
    tempo,
    swing: between(style.swing, random),
    duration: songEnd(sections) * TICKS_PER_SIXTEENTH,
  };
  const voiced = voiceProgression(draft.chords, style.comping.hands);
  // The bass is as late as the kick: they are one sound.
  const late = style.drumming === undefined ? 0 : between(style.drumming.kickLate, random);
  const written: Readonly<Record<PartRole, readonly WrittenNote[]>> = {
    melody: melodyPart(draft, seed),
    chords: chordsPart(draft, voiced, seed),
    bass: bassPart(draft, { seed, kicks: kicksOf(draft), late }),
    pad: padPart(draft, voiced),
    arp: [],
    fx: [],
    drums: drumsPart(draft, seed),
  };
  const parts = PART_ROLES.flatMap((role): readonly Part[] => {
    const instrument = instruments[role];
    const notes = perform(written[role], performance);
    return instrument === undefined || notes.length === 0 ? [] : [{ role, instrument, notes }];
  });
  const automation = sweeps(sections);
  return {
    tempo,
    meter: [BEATS_PER_BAR, 4],
    key: draft.key,
    parts,
    chords: draft.chords.map(({ at, length, chord }) => ({
      ...chord,
      start: at * TICKS_PER_SIXTEENTH,
      duration: length * TICKS_PER_SIXTEENTH,
    })),
    sections: sections.map((section) => ({
      name: section.name,
      start: sectionStart(section) * TICKS_PER_SIXTEENTH,
      duration: (sectionEnd(section) - sectionStart(section)) * TICKS_PER_SIXTEENTH,
    })),
    ...(automation.length === 0 ? {} : { automation }),
    duration: performance.duration,
  };
}
