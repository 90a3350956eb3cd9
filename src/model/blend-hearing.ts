import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Mode } from '../theory/index.ts';
import { firstBars, inMode, type BlendLesson } from './blend-lessons.ts';
import { closeness, lessonBars } from './blend-timeline.ts';
import type { ChordEvent } from './musicians.ts';
import type { Heard } from './sample-music.ts';

/** How many bars are heard before a phrase, at least and at most. */
const BARS_MIN = 4;
const BARS_MAX = 16;

/** Decides what the networks hear before they write a phrase. */
export type Hearing = (request: {
  readonly seed: number;
  readonly mode: Mode;
  readonly chords?: readonly ChordEvent[];
}) => Heard | undefined;

/**
 * Before chords the beginning of a source that the seed draws, so that a song goes from source to source phrase by phrase; before a
 * melody that of the source whose harmony is most like the chords it is for. Sources without bars are passed over.
 */
export function hearingOf(sources: readonly (readonly BlendLesson[])[]): Hearing {
  const filled = sources.filter((lessons) => lessons.some((lesson) => lessonBars(lesson).length > 0));
  return ({ seed, mode, chords }) => {
    const random = seededRandom(deriveSeed(seed, 'heard source'));
    const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
    const source = chords === undefined ? pick(filled) : nearest(filled, chords, mode);
    const sung = source?.filter(({ notes }) => notes !== undefined) ?? [];
    const lesson = pick(sung.length > 0 ? sung : (source ?? []));
    if (lesson === undefined) return undefined;
    return firstBars(inMode(lesson, mode), BARS_MIN + Math.floor(random() * (BARS_MAX - BARS_MIN)));
  };
}

function nearest(
  sources: readonly (readonly BlendLesson[])[],
  chords: readonly ChordEvent[],
  mode: Mode,
): readonly BlendLesson[] | undefined {
  const bars = sources.map((lessons) => lessons.flatMap((lesson) => lessonBars(inMode(lesson, mode))));
  const { shares } = closeness(lessonBars({ chords }), bars);
  const sums = sources.map((_, source) => shares.reduce((sum, row) => sum + (row[source] ?? 0), 0));
  return sources[sums.indexOf(Math.max(...sums))];
}
