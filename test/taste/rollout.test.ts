import { describe, expect, test } from 'vitest';
import { type Rollout, rolloutVerdict, versionsOnAir } from '../../src/taste/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { evidenceOf, type LoggedPlay } from '../support/logged-plays.ts';
import { recipe } from '../support/segment-facts.ts';

const rollout: Rollout = { champion: 'one', challenger: 'two' };

/** Songs of a version, each with two votes of which so many are up on average. */
function songs(models: string, count: number, liked: number, options: { blind?: boolean; seed?: number } = {}) {
  const { blind = true, seed = 3 } = options;
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index): LoggedPlay => ({
    song: { id: `${models}-${index}`, recipe: recipe({ models }) },
    choice: { kind: { style: 'house', pace: 'middle', vigour: 'own', models }, explored: blind, offered: 2, why: '' },
    votes: ['a', 'b'].map((listener) => [listener, random() < liked ? 1 : -1] as const),
  }));
}

function verdictOn(plays: readonly LoggedPlay[], trial = rollout) {
  return rolloutVerdict(trial, evidenceOf(plays));
}

describe('a trial of a new version', () => {
  test('waits for 30 songs of each', () => {
    const { verdict, why } = verdictOn([...songs('one', 200, 0.1), ...songs('two', 29, 0.9)]);
    expect(verdict).toBe('go on');
    expect(why).toMatch(/not enough data: 29 songs of two/);
  });

  test('promotes what is better and rolls back what is worse', () => {
    expect(verdictOn([...songs('one', 120, 0.4), ...songs('two', 120, 0.8)]).verdict).toBe('promote');
    expect(verdictOn([...songs('one', 120, 0.8), ...songs('two', 120, 0.4)]).verdict).toBe('roll back');
    expect(verdictOn([...songs('one', 120, 0.6), ...songs('two', 120, 0.6, { seed: 4 })]).verdict).toBe('go on');
  });

  test('songs that were chosen by taste say nothing', () => {
    const chosen = songs('two', 500, 0.95, { blind: false });
    expect(verdictOn([...songs('one', 100, 0.4), ...chosen]).verdict).toBe('go on');
  });

  test('songs that other networks had to compose say nothing', () => {
    const standIn = songs('two', 120, 0.9).map((play) => ({ ...play, song: { ...play.song, recipe: recipe() } }));
    expect(verdictOn([...songs('one', 120, 0.4), ...standIn])).toMatchObject({
      verdict: 'go on',
      why: expect.stringContaining('0 songs of two') as string,
    });
  });

  test('ends after 2,000 songs of each without a difference, and keeps what was there', () => {
    const same = (models: string) => songs(models, 2000, 0.6);
    expect(verdictOn([...same('one'), ...same('two')])).toMatchObject({ verdict: 'roll back' });
  });

  test('a hand stands above the rule; what stays is on air', () => {
    const trial = { ...rollout, byHand: 'promote' } as const;
    const verdict = verdictOn([...songs('one', 120, 0.8), ...songs('two', 120, 0.4)], trial);
    expect(verdict).toEqual({ verdict: 'promote', why: 'decided by hand' });
    expect(versionsOnAir(trial, verdict)).toEqual(['two']);
    expect(versionsOnAir(rollout, { verdict: 'go on', why: '' })).toEqual(['one', 'two']);
    expect(versionsOnAir(rollout, { verdict: 'roll back', why: '' })).toEqual(['one']);
  });
});
