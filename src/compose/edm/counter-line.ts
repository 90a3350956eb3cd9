import type { RollEvent } from '../../model/index.ts';
import { deriveSeed, seededRandom } from '../../random/index.ts';
import { chordPitchClasses, nearestOf, pitchClass, scalePitchClasses, type Key } from '../../theory/index.ts';
import { between } from '../chance.ts';
import { chordAt, type Sixteenths, type WrittenChord, type WrittenNote } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import type { Range } from '../style-fields.ts';
import { edmDynamics, roundIn, type EdmDraft } from './edm-draft.ts';
import { ladder } from './arp.ts';
import type { EdmKind } from './edm-form.ts';
import { HOOK_BARS, intoRange } from './hook.ts';

/** Where the voices of the line lie, the highest first: between the chords and the melody, and a left hand below. */
const HIGHEST: Range = [57, 79];
const REGISTERS: readonly Range[] = [HIGHEST, [50, 71], [45, 64]];

/** From which amount of Classical on there is a second and a third voice. */
const MORE_VOICES = [0.5, 0.8];

/** With fewer notes than this in a bar, on average, the roll has no inner voice: a broken chord takes its place. */
const NOTES_MIN = 3;

/** A longer note would blur the harmony. */
const LONGEST: Sixteenths = 8;

/** How classical a song must be for the line to play in a section. */
const ENTERS: Readonly<Record<EdmKind, number>> = { break: 0.15, intro: 0.35, outro: 0.35, build: 0.55, drop: 0.75 };

const VELOCITY = 76;

/** After D. Alberti (1710-1746), in steps of a chord: lowest, highest, middle, highest. */
const ALBERTI = [0, 2, 1, 2];

/** What a line is fitted to. */
interface LineSetting {
  readonly key: Key;
  readonly progression: readonly WrittenChord[];
  readonly classical: number;
}

/**
 * A line of eight bars against the melody from the voices below the top of a roll, two or three of them in a song that is classical enough,
 * fitted to the harmony: chord tones on the beats, the scale elsewhere. A roll that is too thin gives an Alberti figure.
 */
export function counterLine(roll: readonly RollEvent[], setting: LineSetting): readonly WrittenNote[] {
  const lastOnset = Math.max(0, ...roll.map(({ at }) => at));
  const rollLength = (Math.floor(lastOnset / SIXTEENTHS_PER_BAR) + 1) * SIXTEENTHS_PER_BAR;
  const voices = 1 + MORE_VOICES.filter((amount) => setting.classical >= amount).length;
  const inner = Array.from({ length: rollLength }, (_, at) => {
    const together = roll.filter((event) => event.at === at).sort((a, b) => b.pitch - a.pitch);
    return together.slice(1, 1 + voices);
  });
  // One voice goes in eighths, or it would be an arpeggio.
  const isHeard = (at: Sixteenths) => voices > 1 || at % 2 === 0;
  const heard = inner.filter((events, at) => events.length > 0 && isHeard(at)).length;
  if ((heard / rollLength) * SIXTEENTHS_PER_BAR < NOTES_MIN) return alberti(setting);
  const total = HOOK_BARS * SIXTEENTHS_PER_BAR;
  return Array.from({ length: total }, (_, at) => at)
    .filter(isHeard)
    .flatMap((at) =>
      (inner[at % rollLength] ?? []).map(({ pitch, sixteenths }, voice): WrittenNote => {
        const tones = at % 4 === 0 ? tonesAt(setting, at) : scalePitchClasses(setting.key);
        const length = Math.min(Math.max(voices > 1 ? 1 : 2, sixteenths), LONGEST, total - at);
        return written(at, length, intoRange(near(pitch, tones), REGISTERS[voice] ?? HIGHEST), voice);
      }),
    );
}

function alberti(setting: LineSetting): readonly WrittenNote[] {
  return Array.from({ length: (HOOK_BARS * SIXTEENTHS_PER_BAR) / 2 }, (_, eighth) => {
    const at = 2 * eighth;
    const steps = ladder(chordAt(setting.progression, at % periodOf(setting)).chord, HIGHEST);
    return written(at, 2, steps[ALBERTI[eighth % ALBERTI.length] ?? 0] ?? HIGHEST[0], 0);
  });
}

function written(at: Sixteenths, length: Sixteenths, pitch: number, voice: number): WrittenNote {
  return { at, length, pitch, velocity: VELOCITY * (at % 4 === 0 ? 1 : 0.88) * (voice === 0 ? 1 : 0.85), late: 0 };
}

function tonesAt(setting: LineSetting, at: Sixteenths): readonly number[] {
  return chordPitchClasses(chordAt(setting.progression, at % periodOf(setting)).chord);
}

function periodOf({ progression }: LineSetting): Sixteenths {
  return Math.max(
    1,
    progression.reduce((sum, { length }) => sum + length, 0),
  );
}

/** Whether the classical line plays in sections of a kind. */
export function hasCounter({ classical }: { readonly classical: number }, kind: EdmKind): boolean {
  return classical >= ENTERS[kind];
}

/** The classical line through the song: the more classical the song, the more of its sections have it. */
export function edmCounter(draft: EdmDraft): readonly WrittenNote[] {
  const touch = seededRandom(deriveSeed(draft.seed, 'counter'));
  return draft.sections
    .filter(({ kind }) => hasCounter(draft, kind))
    .flatMap((section) =>
      roundIn(draft, section, draft.counter).map((note): WrittenNote => {
        const velocity = note.velocity * edmDynamics(draft, note.at) + between([-3, 3], touch);
        return { ...note, velocity, late: between([0, 6], touch) };
      }),
    );
}

function near(pitch: number, tones: readonly number[]): number {
  const up = pitchClass(nearestOf(pitchClass(pitch), tones) - pitch);
  return pitch + (up > 6 ? up - 12 : up);
}
