import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Mode } from '../theory/index.ts';
import { firstBars, inMode, type BlendLesson } from './blend-lessons.ts';
import type { Heard } from './sample-music.ts';

/** How many bars are heard before a turn, at least and at most. */
const BARS_MIN = 4;
const BARS_MAX = 16;

/**
 * What the networks hear of a source before they write its turn: the beginning of one of its lessons, which the seed draws; of one with a
 * melody, where there is one. Nothing of a source without lessons.
 */
export function hearingOf(source: readonly BlendLesson[], seed: number, mode: Mode): Heard {
  const random = seededRandom(deriveSeed(seed, 'heard source'));
  const sung = source.filter(({ notes }) => notes !== undefined);
  const lessons = sung.length > 0 ? sung : source;
  const lesson = lessons[Math.floor(random() * lessons.length)];
  if (lesson === undefined) return { chords: [] };
  return firstBars(inMode(lesson, mode), BARS_MIN + Math.floor(random() * (BARS_MAX - BARS_MIN)));
}
