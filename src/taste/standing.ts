import type { RolloutVerdict } from './rollout.ts';

/** The name of the networks that ship. */
export const SHIPPED_NETWORKS = 'shipped';

/** A set of networks that may be on air. */
export interface NetworkSet {
  readonly version: string;
  /** Network to version of its weights, of all that it plays with. */
  readonly networks: Readonly<Record<string, string>>;
  /** The styles whose songs it makes a difference to; of the shipped set all. */
  readonly styles: readonly string[];
}

/** What was decided of a set of networks. It holds for the very weights that it was said of. */
export interface Decision {
  readonly networks: NetworkSet['networks'];
  readonly verdict: Exclude<RolloutVerdict['verdict'], 'go on'>;
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the radio knows of the trial of a set. */
export interface TrialRecord {
  readonly networks: NetworkSet['networks'];
  /** When it began, in milliseconds since the epoch: what was heard before says nothing. */
  readonly since: number;
  /** What the rule said at its end; undefined while it goes on. */
  readonly decision?: Decision | undefined;
}

/** What the radio and a person noted, by version. */
export interface TrialNotes {
  readonly records: Readonly<Record<string, TrialRecord>>;
  /** What a person decided, which stands above the rule. */
  readonly words: Readonly<Record<string, Decision>>;
}

/** How the sets stand to each other. */
export interface Standing {
  /** What stays on air: what was promoted last of what is there, or else the shipped set. */
  readonly champion: NetworkSet;
  /** The set that is tried beside it; undefined when all are decided. */
  readonly challenger: NetworkSet | undefined;
  /** Those whose trial comes later: one is tried at a time, in the order of their names. */
  readonly waiting: readonly NetworkSet[];
  readonly decided: readonly {
    readonly set: NetworkSet;
    readonly decision: Decision;
    readonly by: 'hand' | 'rule';
  }[];
}

/** How the sets stand by what was noted. `candidates`: in the order in which they are to be tried. */
export function standingOf(shipped: NetworkSet, candidates: readonly NetworkSet[], notes: TrialNotes): Standing {
  const decided = candidates.flatMap((set) => {
    const own = <T extends Pick<Decision, 'networks'>>(note: T | undefined) =>
      note !== undefined && isSameNetworks(note.networks, set.networks) ? note : undefined;
    const word = own(notes.words[set.version]);
    const decision = word ?? own(notes.records[set.version]?.decision);
    return decision === undefined ? [] : [{ set, decision, by: word === undefined ? 'rule' : 'hand' } as const];
  });
  const promoted = decided
    .filter(({ decision }) => decision.verdict === 'promote')
    .sort((a, b) => b.decision.at - a.decision.at);
  const open = candidates.filter((set) => !decided.some((each) => each.set === set));
  return { champion: promoted[0]?.set ?? shipped, challenger: open[0], waiting: open.slice(1), decided };
}

/** Whether two sets are of the same weights. */
export function isSameNetworks(a: NetworkSet['networks'], b: NetworkSet['networks']): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((name) => a[name] === b[name]);
}

/** The versions that a style's songs are to be composed by: the one that stays, and the one on trial beside it where that makes a difference; none when it is the shipped one alone. */
export function versionsFor(style: string, { champion, challenger }: Standing): readonly string[] {
  if (challenger?.styles.includes(style) === true) return [champion.version, challenger.version];
  return champion.version === SHIPPED_NETWORKS || !champion.styles.includes(style) ? [] : [champion.version];
}
