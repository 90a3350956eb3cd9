import { expect, it } from 'vitest';
import { silence } from '../../src/dsp/index.ts';
import { letGo } from '../../src/studio/index.ts';

it('audio that was let go has no samples, nor has what looks at the same memory; twice does no harm', () => {
  const audio = silence(48_000);
  const mono = { left: audio.left, right: audio.left.subarray(10) };
  letGo(audio);
  expect([audio.left, audio.right, mono.left, mono.right].map(({ length }) => length)).toEqual([0, 0, 0, 0]);
  letGo(mono);
});
