import { describe, expect, it } from 'vitest';

import { splitOf } from '../../src/corpus/index.ts';
import { contentHash } from '../../src/corpus/split.ts';

describe('splitOf', () => {
  it('cuts the range of hashes at 80 and 90 %', () => {
    expect(splitOf('00000000ff')).toBe('train');
    expect(splitOf('cccccccbff')).toBe('train');
    expect(splitOf('cccccccd00')).toBe('validation');
    expect(splitOf('e666666500')).toBe('validation');
    expect(splitOf('e666666700')).toBe('test');
    expect(splitOf('ffffffffff')).toBe('test');
  });

  it('shares songs out about 8 : 1 : 1', () => {
    const splits = Array.from({ length: 5000 }, (_, index) => splitOf(contentHash(`song ${index}`)));
    const share = (name: string): number => splits.filter((split) => split === name).length / splits.length;
    expect(share('train')).toBeCloseTo(0.8, 1);
    expect(share('validation')).toBeCloseTo(0.1, 1);
    expect(share('test')).toBeCloseTo(0.1, 1);
  });
});
