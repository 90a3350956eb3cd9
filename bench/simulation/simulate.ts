import { seededRandom, type Random } from '../../src/random/index.ts';
import type { Policy } from './policies.ts';
import { type Scenario, World, WORLD_KINDS } from './world.ts';

/** What a policy lost. */
export interface Loss {
  /** The sum over plays of how many more of the guild's honest listeners would have liked the best kind of that moment, as shares. */
  readonly regret: number;
  /** The same against the one kind for each guild that was best over all its plays: below 0 for who follows a change. */
  readonly againstFixed: number;
  /** `regret` so far, at {@link POINTS} plays evenly apart. */
  readonly curve: readonly number[];
}

/** Points of a curve of regret. */
export const POINTS = 50;

/** One policy in one world. `policy` is given its own random numbers. */
export function simulate(
  scenario: Scenario,
  policy: (random: Random) => Policy,
  options: { readonly seed: number; readonly plays: number },
): Loss {
  const world = new World(scenario, options);
  const chosenBy = policy(seededRandom(options.seed + 1000));
  const every = options.plays / POINTS;
  const curve: number[] = [];
  const gained = new Map<string, number>();
  const fixed = new Map<string, number[]>();
  let regret = 0;
  for (let play = 0; play < options.plays; play += 1) {
    const guild = world.guildAt(play);
    const likings = world.likings(guild, play);
    const choice = chosenBy.choose(WORLD_KINDS, guild);
    const liked = likings.get(choice.kind)!;
    regret += best(likings.values()) - liked;
    gained.set(guild, (gained.get(guild) ?? 0) + liked);
    const sums = fixed.get(guild) ?? WORLD_KINDS.map(() => 0);
    for (const [index, each] of WORLD_KINDS.entries()) sums[index]! += likings.get(each)!;
    fixed.set(guild, sums);
    chosenBy.learn(world.heard(guild, play, choice));
    if ((play + 1) % every < 1) curve.push(regret);
  }
  const againstFixed = [...fixed].reduce((sum, [guild, sums]) => sum + best(sums) - gained.get(guild)!, 0);
  return { regret, againstFixed, curve };
}

function best(values: Iterable<number>): number {
  let highest = -Infinity;
  for (const value of values) highest = Math.max(highest, value);
  return highest;
}
