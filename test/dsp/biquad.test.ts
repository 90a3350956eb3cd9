import { describe, expect, it } from 'vitest';
import {
  bandPass,
  filterChannel,
  gainToDb,
  highPass,
  highShelf,
  lowPass,
  peak,
  responseAt,
  type Biquad,
} from '../../src/dsp/index.ts';
import { rms, sine } from '../support/signals.ts';

/** What a filter really does to a sine, once it has settled. */
function measured(filter: Biquad, hertz: number): number {
  const samples = sine(hertz, 1);
  filterChannel(samples, filter);
  return gainToDb(rms(samples, 24_000) * Math.SQRT2);
}

describe('biquads', () => {
  it.each([
    ['low-pass at its corner', lowPass(1000), 1000, -3.01],
    ['low-pass two octaves above', lowPass(1000), 4000, -24.2],
    ['high-pass at its corner', highPass(1000), 1000, -3.01],
    ['high-pass two octaves below', highPass(1000), 250, -24.1],
    ['peak at its middle', peak(3000, 5, 1), 3000, 5],
    ['peak far away', peak(3000, 5, 4), 100, 0],
    ['high shelf above', highShelf(1000, -6), 16_000, -6],
    ['high shelf below', highShelf(1000, -6), 50, 0],
    ['high shelf at its corner', highShelf(1000, -6), 1000, -3],
    ['band-pass at its middle', bandPass(500, 2), 500, 0],
  ])('%s', (_name, filter, hertz, expected) => {
    expect(responseAt(filter, hertz)).toBeCloseTo(expected, 0);
    expect(measured(filter, hertz)).toBeCloseTo(responseAt(filter, hertz), 1);
  });
});
