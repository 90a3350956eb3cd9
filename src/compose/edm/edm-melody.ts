import { deriveSeed, seededRandom } from '../../random/index.ts';
import { pitchClass, nearestOf, scalePitchClasses, type Pitch } from '../../theory/index.ts';
import { between } from '../chance.ts';
import { chordAt, type Sixteenths, type WrittenNote } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import { edmDynamics, edmSectionsOf, lastBarStart, lastChord, roundIn, type EdmDraft } from './edm-draft.ts';
import { edmStart, type EdmSection } from './edm-form.ts';
import { fitHook, intoRange } from './hook.ts';
import { withSlides } from './slides.ts';

/** Half a hook: what an answer's run leads into. */
const HALF = 4 * SIXTEENTHS_PER_BAR;

/** A run into the next half has so many sixteenths. */
const RUN = 4;

/** Semitones that four steps of a scale are at most. */
const RUN_REACH = 8;

/** Softer than a lead: a break's melody, played by hand. */
const BY_HAND = 0.82;

/** The melody: the hook in drops, varied from the second on; its long notes alone in breaks; its first bar again and again in a build. */
export function edmMelody(draft: EdmDraft): readonly WrittenNote[] {
  const touch = seededRandom(deriveSeed(draft.seed, 'melody touch'));
  const played = edmSectionsOf(draft, 'melody').flatMap((section) =>
    sectionLine(draft, section).map((note): WrittenNote => {
      const force = section.kind === 'break' ? BY_HAND : 1;
      return {
        ...note,
        velocity: note.velocity * force * edmDynamics(draft, note.at) + between([-3, 3], touch),
        late: section.kind === 'break' ? between([4, 16], touch) : 0,
      };
    }),
  );
  return [...played, ...landing(draft)];
}

function sectionLine(draft: EdmDraft, section: EdmSection): readonly WrittenNote[] {
  const { hook } = draft;
  switch (section.kind) {
    case 'drop': {
      const line = section.round === 0 ? hook : varied(draft);
      const random = seededRandom(deriveSeed(draft.seed, 'melody slides'));
      return roundIn(draft, section, withSlides(line, draft.style.slides ?? 0, random));
    }
    case 'break':
    case 'intro':
    case 'outro':
      return roundIn(draft, section, sung(draft));
    case 'build':
      return motif(draft, section);
  }
}

/** The hook as it comes back: long notes are struck again, and a run of the scale leads into each half. */
function varied(draft: EdmDraft): readonly WrittenNote[] {
  const { hook } = draft;
  return hook.flatMap((note, index): readonly WrittenNote[] => {
    const next = hook[index + 1];
    const until = next?.at ?? 2 * HALF;
    const endsHalf = next === undefined || Math.floor(next.at / HALF) > Math.floor(note.at / HALF);
    const half = (Math.floor(note.at / HALF) + 1) * HALF;
    if (endsHalf && half - note.at >= RUN + 2) {
      const start = half - RUN;
      const target = next?.pitch ?? hook[0]?.pitch ?? note.pitch;
      return [{ ...note, length: Math.min(note.length, start - note.at) }, ...run(draft, note, start, target)];
    }
    if (note.length >= 4 && note.at % SIXTEENTHS_PER_BAR !== 0 && until - note.at >= 4) {
      return [
        { ...note, length: 2 },
        { ...note, at: note.at + 2, length: note.length - 2, velocity: note.velocity * 0.92 },
      ];
    }
    return [note];
  });
}

/** Steps of the scale that end beside a target: from the side where the line is, or the other where the register ends. */
function run(draft: EdmDraft, like: WrittenNote, at: Sixteenths, target: Pitch): readonly WrittenNote[] {
  const [low, high] = draft.style.hook.register;
  const scale = scalePitchClasses(draft.key);
  const below = (like.pitch <= target && target - low >= RUN_REACH) || high - target < RUN_REACH;
  const steps: Pitch[] = [];
  let pitch = target;
  while (steps.length < RUN) {
    pitch += below ? -1 : 1;
    if (scale.includes(pitchClass(pitch))) steps.unshift(intoRange(pitch, draft.style.hook.register));
  }
  return steps.map((step, index) => {
    return { ...like, at: at + index, length: 1, pitch: step, velocity: like.velocity * (0.84 + 0.05 * index) };
  });
}

/** The hook sung: notes on the beat, each held until the next one. */
function sung({ hook, progression, key, style }: EdmDraft): readonly WrittenNote[] {
  const kept = hook.filter((note, index) => {
    const before = hook[index - 1];
    return note.at % 4 === 0 || before === undefined || note.at - before.at >= 4;
  });
  const held = kept.map((note, index) => {
    const until = kept[index + 1]?.at ?? HALF * 2;
    return { ...note, length: Math.min(12, until - note.at) };
  });
  return fitHook(held, { key, progression, register: style.hook.register, velocity: style.hook.velocity });
}

/** The hook's first bar on every bar of a build, fitted to its chord; the bar before the drop is left to the roll. */
function motif(draft: EdmDraft, section: EdmSection): readonly WrittenNote[] {
  const first = draft.hook.filter(({ at }) => at < SIXTEENTHS_PER_BAR);
  const scale = scalePitchClasses(draft.key);
  return Array.from({ length: Math.max(0, section.bars - 1) }, (_, bar) => {
    const start = edmStart(section) + bar * SIXTEENTHS_PER_BAR;
    const chord = chordAt(draft.chords, start).chord;
    const shift = nearestShift(chord.root - (draft.progression[0]?.chord.root ?? chord.root));
    return first.map((note) => {
      const moved = note.pitch + shift;
      const up = pitchClass(nearestOf(pitchClass(moved), scale) - moved);
      const pitch = intoRange(moved + (up > 6 ? up - 12 : up), draft.style.hook.register);
      return { ...note, at: start + note.at, length: Math.min(note.length, SIXTEENTHS_PER_BAR - note.at), pitch };
    });
  }).flat();
}

function nearestShift(semitones: number): number {
  const up = pitchClass(semitones);
  return up > 6 ? up - 12 : up;
}

/** A melody that plays to the end comes home in the last bar. */
function landing(draft: EdmDraft): readonly WrittenNote[] {
  const last = draft.sections.at(-1);
  const before = draft.hook.at(-1);
  if (last === undefined || before === undefined || !draft.style.layers[last.kind].includes('melody')) return [];
  const pitch = intoRange(72 + lastChord(draft).chord.root, draft.style.hook.register);
  const velocity = before.velocity * 0.9;
  return [{ at: lastBarStart(draft), length: 12, pitch, velocity, late: 0 }];
}
