import { expect, it } from 'vitest';
import { RatingOverlay } from '../../src/store/rating-overlay.ts';

let at = 0;

function vote(listener: string, thumb: 1 | -1, heardSeconds = 60) {
  at += 1;
  return { rating: { playId: 'play', segmentId: 'lofi-1', listener, thumb, heardSeconds }, at };
}

/** What is shown of the song while the database can't be asked. */
function shown(overlay: RatingOverlay): readonly [number, number] {
  const { up, down } = overlay.known('lofi-1');
  return [up, down];
}

/** The database is asked, and has so many votes besides the pending ones. */
function read(overlay: RatingOverlay, up: number, down: number): void {
  overlay.remember('lofi-1', { up, down }, overlay.of('lofi-1'));
}

it('counts a vote once, whether it waits, is taken, or is changed after that', () => {
  const overlay = new RatingOverlay();
  read(overlay, 10, 5);
  const first = vote('ann', 1);
  overlay.put(first);
  expect(shown(overlay)).toEqual([11, 5]);
  overlay.taken(first);
  expect(shown(overlay)).toEqual([11, 5]);
  read(overlay, 11, 5);
  expect(shown(overlay)).toEqual([11, 5]);
  const takeBack = overlay.put(vote('ann', -1));
  expect(shown(overlay)).toEqual([10, 6]);
  takeBack();
  expect(shown(overlay)).toEqual([11, 5]);
  overlay.put(vote('ben', -1, 4.9));
  expect(shown(overlay)).toEqual([11, 5]);
  overlay.forget('ann');
  expect(shown(overlay)).toEqual([10, 5]);
});

it('leaves old votes that the database has taken to it', () => {
  const overlay = new RatingOverlay();
  read(overlay, 0, 0);
  const votes = Array.from({ length: 5_000 }, (_, number) => vote(`listener ${number}`, number % 5 === 0 ? -1 : 1));
  for (const one of votes) {
    overlay.put(one);
    overlay.taken(one);
  }
  expect(shown(overlay)).toEqual([4_000, 1_000]);
  expect(overlay.of('lofi-1').settled.up).toBeLessThan(3_000);
});

it('does not remember what was read while votes were given: they may be in it', () => {
  const overlay = new RatingOverlay();
  const before = overlay.of('lofi-1');
  overlay.put(vote('ann', 1));
  overlay.remember('lofi-1', { up: 1, down: 0 }, before);
  expect(shown(overlay)).toEqual([1, 0]);
});
