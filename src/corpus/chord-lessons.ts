import type { ChordSpan, Ticks } from '../score/index.ts';
import { PPQ } from '../score/index.ts';
import { pitchClass, type Key } from '../theory/index.ts';
import { cutSpans } from './harmony.ts';
import type { LessonChord } from './lesson.ts';

/** A bar of 4/4. */
export const BAR: Ticks = 4 * PPQ;

/** Chords relative to the tonic, in quarter notes. */
export function relativeChords(spans: readonly ChordSpan[], key: Key): readonly LessonChord[] {
  return spans.map(({ root, quality, duration }) => ({
    root: pitchClass(root - key.tonic),
    quality,
    beats: duration / PPQ,
  }));
}

/** The progressions of a harmony's runs, each from its first bar line on; what is shorter than two bars or two chords is left out. */
export function progressions(runs: readonly (readonly ChordSpan[])[], key: Key): readonly (readonly LessonChord[])[] {
  return runs.flatMap((run) => {
    const barLine = Math.ceil((run[0]?.start ?? 0) / BAR) * BAR;
    const spans = cutSpans(run, barLine, Infinity);
    const length = spans.reduce((sum, span) => sum + span.duration, 0);
    return spans.length >= 2 && length >= 2 * BAR ? [relativeChords(spans, key)] : [];
  });
}
