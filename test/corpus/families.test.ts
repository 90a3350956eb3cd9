import fc from 'fast-check';
import { expect, it } from 'vitest';

import { families } from '../../src/corpus/families.ts';

it('a name that was never joined is its own family, and joined ones share their lowest name', () => {
  const kin = families();
  expect(kin.of('b')).toBe('b');
  kin.join('c', 'b');
  kin.join('a', 'c');
  expect(['a', 'b', 'c'].map((name) => kin.of(name))).toEqual(['a', 'a', 'a']);
});

it('families are the same in whatever order and direction names were joined', () => {
  const pairs = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 20 });
  const names = Array.from({ length: 13 }, (_, index) => String.fromCharCode(97 + index));
  fc.assert(
    fc.property(pairs, (joined) => {
      const [forth, back] = [families(), families()];
      for (const [a, b] of joined) forth.join(names[a] ?? '', names[b] ?? '');
      for (const [a, b] of [...joined].reverse()) back.join(names[b] ?? '', names[a] ?? '');
      expect(names.map((name) => back.of(name))).toEqual(names.map((name) => forth.of(name)));
      for (const [a, b] of joined) expect(forth.of(names[a] ?? '')).toBe(forth.of(names[b] ?? ''));
    }),
  );
});
