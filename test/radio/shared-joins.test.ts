import { describe, expect, test } from 'vitest';
import { SharedJoins } from '../../src/radio/index.ts';
import { FakeJoins, fakeJoin } from '../support/fake-joins.ts';

describe('SharedJoins', () => {
  test('a join is made once, however many programmes send it', async () => {
    const source = new FakeJoins();
    const joins = new SharedJoins(source);
    const both = [joins.join('a', 'b'), joins.modest().join('a', 'b')];
    expect(source.asked).toHaveLength(1);
    const join = fakeJoin();
    source.asked[0]?.make(join);
    expect(await Promise.all(both)).toEqual([join, join]);
    expect(await joins.join('a', 'b')).toBe(join);
    void joins.join('a', 'b', { jingle: 'hello' });
    void joins.join('b', 'a');
    expect(source.asked).toHaveLength(3);
  });

  test('one that could not be made may be asked for again', async () => {
    const source = new FakeJoins();
    const joins = new SharedJoins(source);
    const failing = joins.join('a', 'b');
    source.asked[0]?.fail('no worker');
    await expect(failing).rejects.toThrow('no worker');
    void joins.join('a', 'b');
    expect(source.asked).toHaveLength(2);
  });

  test('single guilds do without while others are being made, and the common programme never does', async () => {
    const source = new FakeJoins();
    const joins = new SharedJoins(source);
    const modest = joins.modest();
    void modest.join('a', 'b');
    void modest.join('b', 'c');
    expect(await modest.join('c', 'd')).toBeUndefined();
    void joins.join('c', 'd');
    expect(source.asked).toHaveLength(3);
    source.asked[0]?.make(undefined);
    source.asked[1]?.make(undefined);
    source.asked[2]?.make(fakeJoin());
    expect(await modest.join('c', 'd')).toEqual(fakeJoin());
  });

  test('only the ones that were used last are kept', async () => {
    const source = new FakeJoins();
    const joins = new SharedJoins(source);
    for (let index = 0; index < 65; index += 1) {
      const join = joins.join('a', String(index));
      source.asked[index]?.make(undefined);
      await join;
      if (index === 63) await joins.join('a', '0');
    }
    void joins.join('a', '0');
    expect(source.asked).toHaveLength(65);
    void joins.join('a', '1');
    expect(source.asked).toHaveLength(66);
  });
});
