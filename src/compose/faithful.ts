import type { LofiStyle } from './lofi-style.ts';

/** How far down and up a melody may go before it is folded back: what a song's melody and a counter-line together take. */
const REGISTER = [53, 89] as const;

/**
 * A style whose arranger leaves as much as it can of what the networks wrote: all notes of a melody, where they lie; chords as they are
 * and as fast as they change; eight bars without a refrain. For networks that learnt from a person's own songs, so that those are heard.
 */
export function faithful(style: LofiStyle): LofiStyle {
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
      ...style.form,
      body: style.form.body.map((section) => ({ ...section, varied: false })),
    },
    // A person's songs may leave their key, or repeat themselves as they like.
    gates: { emptyBeats: style.gates.emptyBeats ?? [0, 0.1] },
  };
}
