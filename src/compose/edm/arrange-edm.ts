import { deriveSeed, seededRandom } from '../../random/index.ts';
import { PART_ROLES, TICKS_PER_SIXTEENTH, type Note, type Part, type PartRole, type Score } from '../../score/index.ts';
import { between } from '../chance.ts';
import { BEATS_PER_BAR } from '../form.ts';
import { perform } from '../perform.ts';
import { edmArp } from './arp.ts';
import { edmCounter } from './counter-line.ts';
import { edmAutomation } from './edm-automation.ts';
import { edmBass } from './edm-bass.ts';
import { edmChords, edmPad } from './edm-chords.ts';
import type { EdmDraft } from './edm-draft.ts';
import { edmDrums } from './edm-drums.ts';
import { edmEnd, edmStart } from './edm-form.ts';
import { edmMelody } from './edm-melody.ts';
import { edmSweeps, SWEEPS } from './sweeps.ts';

/** Who plays. */
export interface EdmVoices {
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
  /** Who plays a part in breaks instead. */
  readonly inBreaks: Readonly<Partial<Record<PartRole, string>>>;
  /** Who plays the classical line. */
  readonly counter: string;
}

/** The draft played, as a Score: a part for each instrument that has notes. Deterministic for draft and voices. */
export function arrangeEdm(draft: EdmDraft, voices: EdmVoices): Score {
  const { sections, tempo, style, seed } = draft;
  const duration = Math.max(0, ...sections.map(edmEnd)) * TICKS_PER_SIXTEENTH;
  const swing = between(style.swing, seededRandom(deriveSeed(seed, 'feel')));
  const performed = { tempo, swing, duration };
  const written = {
    melody: edmMelody(draft),
    chords: edmChords(draft),
    bass: edmBass(draft),
    pad: edmPad(draft),
    arp: edmArp(draft),
    drums: edmDrums(draft),
  };
  const parts = PART_ROLES.flatMap((role): readonly Part[] => {
    if (role === 'fx') return sweepParts(draft, voices, performed);
    const own = inParts(role, perform(written[role], performed), draft, voices);
    if (role !== 'arp') return own;
    const notes = perform(edmCounter(draft), performed);
    return notes.length === 0 ? own : [...own, { role, instrument: voices.counter, notes }];
  });
  return {
    tempo,
    meter: [BEATS_PER_BAR, 4],
    key: draft.key,
    parts,
    chords: draft.chords.map(({ at, length, chord }) => {
      return { ...chord, start: at * TICKS_PER_SIXTEENTH, duration: length * TICKS_PER_SIXTEENTH };
    }),
    sections: sections.map((section) => ({
      name: section.kind,
      start: edmStart(section) * TICKS_PER_SIXTEENTH,
      duration: (edmEnd(section) - edmStart(section)) * TICKS_PER_SIXTEENTH,
    })),
    automation: edmAutomation(draft),
    duration,
  };
}

/** A role's notes as one part, or as two where another instrument plays in breaks. */
function inParts(
  role: PartRole,
  notes: readonly Note[],
  { sections }: EdmDraft,
  { instruments, inBreaks }: EdmVoices,
): readonly Part[] {
  const instrument = instruments[role];
  if (instrument === undefined) return [];
  const other = inBreaks[role] ?? instrument;
  const parts =
    other === instrument
      ? [{ role, instrument, notes }]
      : [
          { role, instrument, notes: notes.filter((note) => !isInBreak(note)) },
          { role, instrument: other, notes: notes.filter(isInBreak) },
        ];
  return parts.filter((part) => part.notes.length > 0);

  function isInBreak({ start }: Note): boolean {
    const sixteenth = Math.round(start / TICKS_PER_SIXTEENTH);
    return sections.findLast((section) => edmStart(section) <= sixteenth)?.kind === 'break';
  }
}

/** A part for each kind of sweep; an instrument that was asked for plays all of them. */
function sweepParts(
  draft: EdmDraft,
  { instruments }: EdmVoices,
  performed: Parameters<typeof perform>[1],
): readonly Part[] {
  const sweeps = edmSweeps(draft);
  const asked = instruments.fx;
  if (asked !== undefined) {
    const notes = perform(Object.values(sweeps).flat(), performed);
    return notes.length === 0 ? [] : [{ role: 'fx', instrument: asked, notes }];
  }
  return SWEEPS.flatMap((instrument): readonly Part[] => {
    const notes = perform(sweeps[instrument], performed);
    return notes.length === 0 ? [] : [{ role: 'fx', instrument, notes }];
  });
}
