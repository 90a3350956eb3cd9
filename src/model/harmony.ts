import type { ChordQuality } from '../theory/index.ts';
import type { ChordEvent } from './musicians.ts';

/** The chord at a time. */
export interface HarmonyMoment {
  readonly root: number;
  readonly quality: ChordQuality;
  /** Sixteenths until the chord changes, at least 1. */
  readonly left: number;
  /** The root of the chord after it; its own when it is the last. */
  readonly next: number;
}

/** A progression, asked for what sounds at a time in sixteenths. */
export interface Harmony {
  readonly sixteenths: number;
  at(time: number): HarmonyMoment;
}

/** A progression to play over; equal neighbours are one chord. At least one chord is needed. */
export function harmony(chords: readonly ChordEvent[]): Harmony {
  const spans: { root: number; quality: ChordQuality; end: number }[] = [];
  let end = 0;
  for (const { root, quality, beats } of chords) {
    end += Math.round(beats * 4);
    const before = spans.at(-1);
    if (before?.root === root && before.quality === quality) before.end = end;
    else spans.push({ root, quality, end });
  }
  return {
    sixteenths: end,
    at(time) {
      const found = spans.findIndex((span) => time < span.end);
      const index = found === -1 ? spans.length - 1 : found;
      const span = spans[index];
      if (span === undefined) throw new RangeError('a harmony without chords');
      const next = (spans[index + 1] ?? span).root;
      return { root: span.root, quality: span.quality, left: Math.max(1, span.end - time), next };
    },
  };
}
