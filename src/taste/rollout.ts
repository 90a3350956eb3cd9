import type { Evidence } from '../radio/index.ts';
import { alwaysValidP, ENOUGH_VOTES, sampleOf } from '../statistics/index.ts';
import { likingOfThumb } from './verdict.ts';

/** A new version of the networks on trial beside the one in use; the names are those of {@link SongKind.models}. */
export interface Rollout {
  readonly champion: string;
  readonly challenger: string;
  /** What a person decided, which stands above the rule; undefined while the rule decides. */
  readonly byHand?: 'promote' | 'roll back' | undefined;
}

/** How a trial stands, and why, in a sentence. */
export interface RolloutVerdict {
  readonly verdict: 'go on' | 'promote' | 'roll back';
  readonly why: string;
}

/**
 * The rule. Songs that were drawn blindly are compared, one figure for each song that was voted on: its share of thumbs up, so that many votes on one song count once. From
 * 30 songs and 30 votes of each version on, the always-valid p-value is looked at after each song: below 0.05 the better version stays and the other goes. Two versions that are the same are
 * taken for different in at most 5 of 100 trials, however long they run. After 2,000 songs of each without a verdict the challenger goes: what is not better is not worth a change.
 */
export const ROLLOUT_RULE = { error: 0.05, expected: 0.1, songs: 30, votes: ENOUGH_VOTES, songsAtMost: 2000 } as const;

/** What the rule looks at. */
export type TrialEvidence = Pick<Evidence, 'segments' | 'plays' | 'ratings'>;

/** How a trial stands after what was heard. A song counts for the version that composed it. */
export function rolloutVerdict(rollout: Rollout, evidence: TrialEvidence): RolloutVerdict {
  const { champion, challenger, byHand } = rollout;
  if (byHand !== undefined) return { verdict: byHand, why: 'decided by hand' };
  const votes = Map.groupBy(evidence.ratings, ({ playId }) => playId);
  const composers = new Map(evidence.segments.map(({ facts }) => [facts.id, facts.recipe.models]));
  const songs = (version: string) =>
    evidence.plays.flatMap(({ id, segmentId, choice }) => {
      const own = votes.get(id);
      return own === undefined || choice?.explored !== true || composers.get(segmentId) !== version ? [] : [own];
    });
  const [before, after] = [songs(champion), songs(challenger)];
  const least = Math.min(before.length, after.length);
  const leastVotes = Math.min(before.flat().length, after.flat().length);
  const counted = `${after.length} songs of ${challenger} and ${before.length} of ${champion} that were drawn blindly have votes`;
  if (least < ROLLOUT_RULE.songs || leastVotes < ROLLOUT_RULE.votes) {
    return { verdict: 'go on', why: `not enough data: ${counted}; each needs ${ROLLOUT_RULE.songs}` };
  }
  const [old, fresh] = [before, after].map((each) => sampleOf(each.map(shareUp))) as [Sampled, Sampled];
  const p = alwaysValidP(old, fresh, ROLLOUT_RULE.expected);
  const figures = `${counted}: ${percent(fresh.mean)} and ${percent(old.mean)} of them up, always-valid p ${p.toPrecision(2)}`;
  if (p < ROLLOUT_RULE.error) return { verdict: fresh.mean > old.mean ? 'promote' : 'roll back', why: figures };
  if (least >= ROLLOUT_RULE.songsAtMost) return { verdict: 'roll back', why: `${figures}; no difference was found` };
  return { verdict: 'go on', why: figures };
}

/** The versions to choose from: both while the trial goes on, then the one that stays. */
export function versionsOnAir({ champion, challenger }: Rollout, { verdict }: RolloutVerdict): readonly string[] {
  if (verdict === 'go on') return [champion, challenger];
  return [verdict === 'promote' ? challenger : champion];
}

type Sampled = ReturnType<typeof sampleOf>;

function shareUp(votes: Evidence['ratings']): number {
  return votes.reduce((sum, { thumb }) => sum + likingOfThumb(thumb), 0) / votes.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
