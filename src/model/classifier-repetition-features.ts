import { pitchClass } from '../theory/index.ts';
import { BEAT, type MusicWindow, type Onset } from './classifier-windows.ts';

/** Sixteenths back: a beat, two, three (a bar of 3/4), a bar of 4/4, two bars, four. */
const LAGS = [4, 8, 12, 16, 32, 64] as const;

/** Names of {@link repetitionFeatures}. */
export const REPETITION_FEATURES: readonly string[] = [
  ...LAGS.map((lag) => `onsets again after ${lag}`),
  ...LAGS.map((lag) => `notes again after ${lag}`),
  ...LAGS.map((lag) => `bottom again after ${lag}`),
  'different beats of onsets',
  'different beats of notes',
  'different beats of the bottom',
];

/** How much of the rhythm, of the notes and of the lowest voice comes back, and how many different beats there are. */
export function repetitionFeatures({ length, onsets }: MusicWindow): readonly number[] {
  const views: readonly ((onset: Onset) => readonly number[])[] = [
    () => [0],
    ({ pitches }) => pitches.map(pitchClass),
    ({ pitches }) => pitches.slice(0, 1),
  ];
  const events = views.map((view) =>
    onsets.flatMap((onset) => view(onset).map((word) => ({ step: onset.step, word }))),
  );
  return [
    ...events.flatMap((view) => LAGS.map((lag) => againAfter(view, lag, length))),
    ...events.map((view) => differentBeats(view)),
  ];
}

interface Event {
  readonly step: number;
  readonly word: number;
}

/** What the music and itself `lag` sixteenths earlier have in common, of what either has (Jaccard), where both are. */
function againAfter(events: readonly Event[], lag: number, length: number): number {
  const key = (step: number, word: number): number => step * 128 + word;
  const now = new Set(events.filter(({ step }) => step >= lag).map(({ step, word }) => key(step, word)));
  const before = new Set(
    events.filter(({ step }) => step + lag < length).map(({ step, word }) => key(step + lag, word)),
  );
  const common = [...now].filter((event) => before.has(event)).length;
  return common / Math.max(1, now.size + before.size - common);
}

/** How many different beats there are, of those in which something begins. */
function differentBeats(events: readonly Event[]): number {
  const beats = new Map<number, Set<string>>();
  for (const { step, word } of events) {
    const beat = Math.floor(step / BEAT);
    beats.set(beat, (beats.get(beat) ?? new Set()).add(`${step % BEAT}:${word}`));
  }
  const different = new Set([...beats.values()].map((words) => [...words].sort().join(' ')));
  return different.size / Math.max(1, beats.size);
}
