import type { LofiStyle, SectionTemplate } from './lofi-style.ts';

/** How far down and up a melody may go before it is folded back: what a song's melody and a counter-line together take. */
const REGISTER = [53, 89] as const;

/**
 * A style whose arranger leaves as much as it can of what the networks wrote: all notes of a melody, where they lie, from the first bar
 * to the last; chords as they are and as fast as they change; for each section eight bars of its own, without a refrain. For networks
 * that learnt from a person's own songs, so that those are heard.
 */
export function faithful(style: LofiStyle): LofiStyle {
  const { intro, body, outro } = style.form;
  const sung = body.filter(({ parts }) => parts.includes('melody'));
  return {
    ...style,
    harmony: { ...style.harmony, bars: 8, beatsPerChordMin: 1, sevenths: 0, turnaround: 0 },
    melody: {
      ...style.melody,
      register: REGISTER,
      notesPerBarMax: 16,
      ringThrough: Math.min(1, style.melody.ringThrough),
      breath: 0,
      refrain: [0, 0],
    },
    form: {
      intro: newlyWritten(intro, 'intro'),
      body: sung.map((section, index) => newlyWritten(section, `body ${index + 1}`)),
      again: 0,
      outro: newlyWritten(outro, 'outro'),
    },
    // A person's songs may leave their key, or repeat themselves as they like.
    gates: { emptyBeats: style.gates.emptyBeats ?? [0, 0.1] },
  };
}

/** A section of a phrase that no other has, with its melody. */
function newlyWritten(section: SectionTemplate, phrase: string): SectionTemplate {
  return { ...section, phrase, varied: false, parts: [...new Set([...section.parts, 'melody' as const])] };
}
