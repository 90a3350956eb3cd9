import type { Musicians, RollEvent } from '../../model/index.ts';
import { deriveSeed, seededRandom } from '../../random/index.ts';
import type { Key, Pitch } from '../../theory/index.ts';
import { audition, type Audition } from '../audition.ts';
import { choose } from '../chance.ts';
import type { WrittenChord, WrittenNote } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import { counterLine } from './counter-line.ts';
import type { EdmIdeas } from './edm-draft.ts';
import { writeEdmGroove } from './edm-groove.ts';
import { writeProgression } from './edm-harmony.ts';
import type { EdmStyle } from './edm-style.ts';
import { hookFaults, ownFigure, shapeHook, skyline, toKey } from './hook.ts';

/** Bars of melody that the network is asked for. */
const ROLL_BARS = 4;

/** Rolls that are asked for at most. */
const ROLL_TAKES = 3;

/** A song as classical as this has the rhythm of the network's own melody; others have one of the style's. */
const OWN_RHYTHM = 0.5;

/** What the networks are asked for a song. */
export interface IdeasWish {
  readonly style: EdmStyle;
  readonly key: Key;
  readonly tempo: number;
  readonly classical: number;
  readonly seed: number;
}

/** Has the networks write what a song is made of, and edits it: chords first, a melody that is fitted to them, drums. */
export function writeIdeas(musicians: Musicians, wish: IdeasWish): Audition<EdmIdeas> {
  const { style, key, tempo, seed } = wish;
  const progression = writeProgression(musicians, wish);
  const melody = writeHook(musicians, { ...wish, progression: progression.take });
  const drums = writeEdmGroove(musicians, { drums: style.drums, tempo, seed });
  return {
    take: {
      progression: progression.take,
      hook: melody.take.hook,
      contour: melody.take.top.slice(0, 2 * SIXTEENTHS_PER_BAR),
      counter: counterLine(melody.take.roll, { key, progression: progression.take, classical: wish.classical }),
      groove: drums.take.groove,
      fill: drums.take.fill,
    },
    rejections: progression.rejections + melody.rejections + drums.rejections,
  };
}

interface WrittenHook {
  readonly roll: readonly RollEvent[];
  readonly top: readonly Pitch[];
  readonly hook: readonly WrittenNote[];
}

/** Of each roll every place where a hook may begin is tried with every figure; the best stays. */
function writeHook(
  musicians: Musicians,
  wish: IdeasWish & { readonly progression: readonly WrittenChord[] },
): Audition<WrittenHook> {
  const { style, key, seed } = wish;
  const { temperature, topP, figures, register, velocity } = style.hook;
  const figure = choose(figures, seededRandom(deriveSeed(seed, 'hook')));
  const setting = { key, progression: wish.progression, register, velocity };
  return audition(
    (attempt) => {
      const roll = toKey(
        musicians.melodyRoll({
          seed: deriveSeed(seed, `roll ${attempt}`),
          temperature,
          topP,
          classical: wish.classical,
          mode: key.mode,
          bars: ROLL_BARS,
        }),
        key,
      );
      const top = skyline(roll, ROLL_BARS * SIXTEENTHS_PER_BAR);
      const rhythm = (wish.classical >= OWN_RHYTHM ? ownFigure(roll) : undefined) ?? figure;
      const hooks = Array.from({ length: ROLL_BARS }, (_, from) => shapeHook(top, rhythm, from, setting));
      const hook = hooks.reduce((best, other) => (hookFaults(other) < hookFaults(best) ? other : best));
      return { roll, top, hook };
    },
    ({ hook }) => hookFaults(hook),
    ROLL_TAKES,
  );
}
