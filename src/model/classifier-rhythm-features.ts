import { share, shares } from './classifier-pitch-features.ts';
import { BEAT, type MusicWindow } from './classifier-windows.ts';

/** Upper ends, in sixteenths, of the classes that the time from onset to onset is counted in. */
const GAPS = [1, 2, 3, 4, 6, 8, Infinity] as const;

/** Names of {@link rhythmFeatures}. */
export const RHYTHM_FEATURES: readonly string[] = [
  ...GAPS.map((end, index) => (end === Infinity ? `gap over ${GAPS[index - 1] ?? 0}` : `gap to ${end}`)),
  'gaps alike',
  ...Array.from({ length: BEAT }, (_, index) => `onsets at ${index}`),
  ...Array.from({ length: BEAT }, (_, index) => `notes at ${index}`),
  'onset density',
  'note density',
  'notes an onset',
  'syncopation',
  'beats without an onset',
];

/** When notes begin: how far apart, where in the beat, how densely, how much against the beat. */
export function rhythmFeatures({ length, onsets }: MusicWindow): readonly number[] {
  const gaps = onsets.slice(1).map(({ step }, index) => step - (onsets[index]?.step ?? 0));
  const notes = onsets.flatMap(({ step, pitches }) => pitches.map(() => step));
  const place = (step: number): number => step % BEAT;
  return [
    ...shares(
      gaps.map((gap) => GAPS.findIndex((end) => gap <= end)),
      GAPS.length,
    ),
    share(gaps.slice(1), (gap, index) => gap === gaps[index]),
    ...shares(
      onsets.map(({ step }) => place(step)),
      BEAT,
    ),
    ...shares(notes.map(place), BEAT),
    onsets.length / length,
    Math.log2(notes.length / length),
    Math.log2(notes.length / onsets.length),
    syncopation(
      onsets.map(({ step }) => step),
      length,
    ),
    1 - new Set(onsets.map(({ step }) => Math.floor(step / BEAT))).size / (length / BEAT),
  ];
}

/**
 * The share of onsets that sound over a stronger place in which nothing begins, weights of places after Longuet-Higgins and Lee
 * (1984) within a beat: the beat is stronger than its half, and that than its quarters. What comes after the window is not known, and
 * makes no syncopation.
 */
function syncopation(steps: readonly number[], length: number): number {
  const onsets = new Set(steps);
  const begins = (step: number): boolean => step >= length || onsets.has(step);
  return share(steps, (step) => {
    if (step % 2 === 1) return !begins(step + 1);
    return step % BEAT === 2 && !begins(step + 1) && !begins(step + 2);
  });
}
