import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  dialText,
  loadClassifier,
  loadMusicians,
  measureDial,
  type GridNote,
  type RollEvent,
} from '../../src/model/index.ts';
import { loopMusic, wanderingMusic } from '../support/classifier-music.ts';

const modelsDir = join(import.meta.dirname, '..', '..', 'models');

function rollOf(notes: readonly GridNote[]): readonly RollEvent[] {
  return notes.map(({ start, pitch }) => ({ at: start, sixteenths: 1, pitch }));
}

describe('the dial from EDM to Classical', () => {
  it('is followed where it does what it says, and found out where it does not', async () => {
    const classifier = await loadClassifier({ modelsDir });
    // The dial as it should be: more and more bars wander.
    const turning = (classical: number, seed: number): readonly GridNote[] => {
      const from = Math.round((1 - classical) * 64) * 16;
      const rest = wanderingMusic(seed, 64).filter(({ start }) => start >= from);
      return [...loopMusic(seed, 64).filter(({ start }) => start < from), ...rest];
    };
    const options = { songs: 3, bars: 64, seed: 1 };
    const good = measureDial(
      { melodyRoll: ({ classical, seed }) => rollOf(turning(classical, seed)) },
      classifier,
      options,
    );
    expect(good).toMatchObject({ isMonotone: true, classifier: classifier.version });
    expect(good.settings.map(({ classical }) => classical)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(good.settings[0]).toMatchObject({ songs: 3, saidEdm: 3 });
    expect(good.settings[4]).toMatchObject({ songs: 3, saidEdm: 0 });
    expect(dialText(good)).toContain('| 0 | 3 of 3 |');
    const broken = measureDial({ melodyRoll: ({ seed }) => rollOf(loopMusic(seed)) }, classifier, options);
    expect(broken.isMonotone).toBe(false);
    expect(dialText(broken)).toContain('does NOT fall');
  });

  it('moves the verdict on what the shipped melody network writes, step by step', async () => {
    const [musicians, classifier] = [await loadMusicians({ modelsDir }), await loadClassifier({ modelsDir })];
    // A few short songs tell only the wide steps apart; all five take twenty songs a setting.
    const report = measureDial(musicians, classifier, { songs: 5, bars: 16, seed: 1, settings: [0, 0.5, 1] });
    expect(report.settings.map(({ songs }) => songs)).toEqual([5, 5, 5]);
    expect(report.isMonotone).toBe(true);
    expect(report.settings[0]?.logit).toBeGreaterThan((report.settings[2]?.logit ?? 0) + 2);
  }, 120_000);
});
