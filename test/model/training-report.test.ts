import { describe, expect, it } from 'vitest';

import { describeEpoch, timeLeft, TrainingPace, type TrainingProgress } from '../../src/model/index.ts';

/** Progress in an epoch after so many whole ones of these lengths. */
function progress(done: number, seconds: readonly number[] = [], epochs = 5): TrainingProgress {
  const history = seconds.map((length, index) => ({
    epoch: index + 1,
    trainLoss: 5 - index,
    heldOutLoss: index === 1 ? 4 : 4.5,
    seconds: length,
  }));
  return { epoch: seconds.length + 1, epochs, done, trainLoss: 5, history };
}

/** A pace and its clock, in seconds. */
function paceAt(minutes?: number) {
  let seconds = 100;
  const pace = new TrainingPace(() => seconds * 1000, minutes);
  return { pace, at: (elapsed: number) => (seconds = 100 + elapsed) };
}

describe('TrainingPace', () => {
  it('says nothing before it has measured anything, and then what the share that is done lets expect', () => {
    const { pace, at } = paceAt();
    at(1);
    expect(pace.secondsLeft(progress(0.5))).toBeUndefined();
    at(10);
    expect(pace.secondsLeft(progress(0.01))).toBeUndefined();
    // A quarter took 10 seconds: 30 of this epoch and 4 times 40.
    expect(pace.secondsLeft(progress(0.25))).toBeCloseTo(30 + 160, 6);
  });

  it('goes by the last epochs, whatever one of them met', () => {
    const { pace } = paceAt();
    expect(pace.secondsLeft(progress(0.5, [90, 20, 500, 22]))).toBeCloseTo(11, 6);
    expect(pace.secondsLeft(progress(0, [20]))).toBeCloseTo(80, 6);
  });

  it('knows that no epoch begins after its minutes, and that one that has begun is finished', () => {
    const { pace, at } = paceAt(2);
    at(60);
    // Epochs of 50 seconds: this one, one that begins at 110, and none at 160.
    expect(pace.secondsLeft(progress(0, [50, 50], 100))).toBeLessThanOrEqual(110);
    at(119);
    expect(pace.secondsLeft(progress(0.5, [50, 50], 100))).toBeCloseTo(25, 6);
  });
});

it('a time left promises no more than is known', () => {
  expect(timeLeft(undefined)).toBe('time left not yet known');
  expect([0.2, 80, 600, 7200].map(timeLeft)).toEqual([
    'at most 1 s left',
    'at most 80 s left',
    'at most 10 min left',
    'at most 2.0 h left',
  ]);
});

it('an epoch is told with the losses of the last whole one, and the best so far', () => {
  expect(describeEpoch(progress(0))).toBe('epoch 1 of 5');
  expect(describeEpoch(progress(0, [1, 1, 1]))).toBe('epoch 4 of 5 (after 3: 3.000 bits, held out 4.500, best 4.000)');
});
