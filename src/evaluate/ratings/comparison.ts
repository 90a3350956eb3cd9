import { type Difference, ENOUGH_VOTES, newcombe, probabilityAbove } from '../../statistics/index.ts';
import type { Dimension } from './dimension.ts';
import { countOf } from './group-figures.ts';
import type { RatedPlay } from './rated-play.ts';

/** A against B by the votes on both. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** Plays that were drawn blindly: always for versions on trial, else when both have enough votes of them; or all plays, which others heard at other times. */
  readonly basis: 'blind plays' | 'all plays';
  readonly votesA: number;
  readonly votesB: number;
  readonly result: (Difference & { readonly probabilityAbove: number }) | 'not enough data';
}

/** Each group of a dimension against the rest; and each against each where there are few groups. */
export function comparisonsIn(
  dimension: Dimension,
  plays: readonly RatedPlay[],
  groups: readonly string[],
): readonly Comparison[] {
  const concerned = plays.filter((play) => dimension.against === 'all others' || dimension.groupsOf(play).length > 0);
  const within = (group: string) => concerned.filter((play) => dimension.groupsOf(play).includes(group));
  const members = new Map(groups.map((group) => [group, within(group)]));
  const rest = (group: string) => concerned.filter((play) => !dimension.groupsOf(play).includes(group));
  const compare = (a: string, b: string, playsA: readonly RatedPlay[], playsB: readonly RatedPlay[]) =>
    compared(a, b, { playsA, playsB, blindOnly: dimension.blindOnly ?? false });
  const pairs =
    groups.length > PAIRED_GROUPS
      ? []
      : groups.flatMap((a, index) => groups.slice(index + 1).map((b) => [a, b] as const));
  return [
    ...groups
      .filter(() => groups.length !== 2 || dimension.against === 'all others')
      .map((group) => compare(group, 'the rest', members.get(group)!, rest(group))),
    ...(dimension.against === 'all others'
      ? []
      : pairs.map(([a, b]) => compare(a, b, members.get(a)!, members.get(b)!))),
  ];
}

/** With more groups than this, only the comparison with the rest is told. */
const PAIRED_GROUPS = 6;

function compared(
  a: string,
  b: string,
  {
    playsA,
    playsB,
    blindOnly,
  }: { readonly playsA: readonly RatedPlay[]; readonly playsB: readonly RatedPlay[]; readonly blindOnly: boolean },
): Comparison {
  const blind = [playsA, playsB].map((plays) => countOf(plays.filter(({ play }) => play.choice?.explored === true)));
  const isBlind = blindOnly || blind.every(({ trials }) => trials >= ENOUGH_VOTES);
  const [countA, countB] = isBlind ? [blind[0]!, blind[1]!] : [countOf(playsA), countOf(playsB)];
  const isEnough = Math.min(countA.trials, countB.trials) >= ENOUGH_VOTES;
  const difference = isEnough ? newcombe(countA, countB) : undefined;
  return {
    a,
    b,
    basis: isBlind ? 'blind plays' : 'all plays',
    votesA: countA.trials,
    votesB: countB.trials,
    result:
      difference === undefined
        ? 'not enough data'
        : { ...difference, probabilityAbove: probabilityAbove(countA, countB) },
  };
}
