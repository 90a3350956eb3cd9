import type { EvidenceReader } from '../radio/index.ts';
import type { TrialEvidence } from './rollout.ts';
import { isSameNetworks, type NetworkSet } from './standing.ts';

/** Of more plays than this since it was looked the last time, the latest count. */
const PLAYS_AT_MOST = 100_000;

/** What a trial has to go by so far. It grows by what is read, piece by piece, and keeps only what the rule looks at. */
export class TrialMemory {
  readonly #sets: readonly NetworkSet[];
  #evidence: TrialEvidence = { segments: [], plays: [], ratings: [] };
  /** Milliseconds since the epoch. */
  #readTo: number;

  /** `sets`: those that are compared. `since`: when the trial began, in milliseconds since the epoch. */
  constructor(sets: readonly NetworkSet[], since: number) {
    this.#sets = sets;
    this.#readTo = since;
  }

  get evidence(): TrialEvidence {
    return this.#evidence;
  }

  /** Reads on, up to a moment. Rejects with what the reader says; what was read before that stays. */
  async readOn(reader: Pick<EvidenceReader, 'pieces'>, to: number): Promise<void> {
    for await (const heard of reader.pieces({ from: this.#readTo, to, limit: PLAYS_AT_MOST })) {
      this.#add(evidenceOn(this.#sets, heard));
      const last = heard.plays.at(-1);
      if (last !== undefined) this.#readTo = last.startedAt + 1;
    }
    this.#readTo = Math.max(this.#readTo, to);
  }

  #add(piece: TrialEvidence): void {
    const { segments, plays, ratings } = this.#evidence;
    const known = new Set(segments.map(({ facts }) => facts.id));
    this.#evidence = {
      segments: [...segments, ...piece.segments.filter(({ facts }) => !known.has(facts.id))],
      plays: [...plays, ...piece.plays],
      ratings: [...ratings, ...piece.ratings],
    };
  }
}

/** Of what was heard, the songs that were drawn blindly, were composed by these very networks, and were voted on. */
export function evidenceOn(sets: readonly NetworkSet[], { segments, plays, ratings }: TrialEvidence): TrialEvidence {
  const composed = new Map(
    segments
      .filter(({ facts }) =>
        sets.some(({ version, networks }) => facts.recipe.models === version && isSameNetworks(facts.models, networks)),
      )
      .map((segment) => [segment.facts.id, segment]),
  );
  const voted = new Set(ratings.map(({ playId }) => playId));
  const counted = plays.filter(
    ({ id, segmentId, choice }) => choice?.explored === true && composed.has(segmentId) && voted.has(id),
  );
  const ids = new Set(counted.map(({ id }) => id));
  return {
    segments: [...new Set(counted.map(({ segmentId }) => composed.get(segmentId)!))],
    plays: counted,
    ratings: ratings.filter(({ playId }) => ids.has(playId)),
  };
}
