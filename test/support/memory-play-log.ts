import type { Hearing, Play, PlayLog, PlayOutcome, SegmentFacts } from '../../src/radio/index.ts';

/** A play log that a test can read, one line an entry. */
export class MemoryPlayLog implements PlayLog {
  readonly lines: string[] = [];
  readonly hearings: Hearing[] = [];
  readonly #segments = new Map<string, string>();

  segmentMade(facts: SegmentFacts): void {
    this.lines.push(`made ${facts.id}`);
  }

  playStarted(play: Play): void {
    this.#segments.set(play.id, play.segmentId);
    this.lines.push(`started ${play.segmentId} at ${play.startedAt}`);
  }

  playEnded(playId: string, outcome: PlayOutcome): void {
    const segment = this.#segments.get(playId) ?? 'unknown';
    this.lines.push(`ended ${segment} after ${outcome.seconds} s for ${outcome.listeners}`);
  }

  heard(hearings: readonly Hearing[]): void {
    this.hearings.push(...hearings);
  }
}
