import type { Verdict } from './verdict.ts';

/** What a listener is like whatever is on. */
interface Habit {
  /** Verdicts so far, older ones counting less. */
  count: number;
  /** The sum of how far they lay above what was expected of the song. */
  above: number;
  /** Likes and dislikes so far: who has only one of them tells nothing. */
  likes: number;
  dislikes: number;
}

/** A verdict with its listener's habit taken out. */
export interface Opinion {
  readonly liking: number;
  /** From 0 to 1: how much it tells beside a thumb of somebody new. */
  readonly weight: number;
}

/** Verdicts of a listener after which one counts half. */
const HALF_LIFE = 100;

/**
 * A new listener is believed to judge as everybody does, until there are so many more verdicts: the variance of one (0.2 of a thumb, 1.2 of a stay) over that of listeners
 * (0.2 squared).
 */
const USUAL_VERDICTS = { thumb: 5, stay: 30 } as const;

/** Likes and dislikes that a listener is believed to have given before the first. */
const BELIEVED = { thumb: [2, 2], stay: [3, 1] } as const;

/** The variance of a thumb over that of the verdict. */
const WEIGHT = { thumb: 1, stay: 0.17 } as const;

/**
 * Each listener's habits, learnt from their own verdicts: somebody who likes whatever is on, or nothing, is centred on that, so that only the differences between songs
 * are left; and the less somebody's verdicts differ, the less they weigh (the information of a vote in a logistic model is p (1 - p)). A listener who votes everything down
 * weighs next to nothing after some dozen votes, and nobody ever weighs more than one new listener.
 */
export class ListenerHabits {
  readonly #habits = new Map<string, Habit>();

  /** The opinion behind a verdict, and notes the verdict. `expected`: which share of the listeners should like the song, if it was drawn blindly. */
  opinion(verdict: Verdict, expected: number | undefined): Opinion {
    const habit = this.#habit(`${verdict.by} ${verdict.listener}`);
    const opinion = {
      liking: verdict.liking - habit.above / (habit.count + USUAL_VERDICTS[verdict.by]),
      weight: WEIGHT[verdict.by] * informativeness(habit, BELIEVED[verdict.by]),
    };
    const fade = 2 ** (-1 / HALF_LIFE);
    if (expected !== undefined) {
      habit.count = habit.count * fade + 1;
      habit.above = habit.above * fade + verdict.liking - expected;
    }
    habit.likes = habit.likes * fade + (verdict.liking > 0.5 ? 1 : 0);
    habit.dislikes = habit.dislikes * fade + (verdict.liking > 0.5 ? 0 : 1);
    return opinion;
  }

  #habit(name: string): Habit {
    const known = this.#habits.get(name);
    if (known !== undefined) return known;
    const habit = { count: 0, above: 0, likes: 0, dislikes: 0 };
    this.#habits.set(name, habit);
    return habit;
  }
}

/** The expected p (1 - p) of somebody with these likes and dislikes, as a share of what it is believed to be of somebody new; at most 1. */
function informativeness(
  { likes, dislikes }: Habit,
  [believedLikes, believedDislikes]: readonly [number, number],
): number {
  const expected = (a: number, b: number) => (a * b) / ((a + b) * (a + b + 1));
  const now = expected(likes + believedLikes, dislikes + believedDislikes);
  return Math.min(1, now / expected(believedLikes, believedDislikes));
}
