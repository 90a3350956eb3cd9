import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ProductionQueue } from '../../src/radio/index.ts';
import { FakeSource } from '../support/fake-source.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

function queue(atOnce: number) {
  const source = new FakeSource('nowhere');
  const production = new ProductionQueue(source, atOnce);
  const ask = (lane: ReturnType<ProductionQueue['lane']>, style: string, urgent = false, signal?: AbortSignal) => {
    const asked = lane.produce(recipe({ style }), { urgent, ...(signal === undefined ? {} : { signal }) });
    asked.catch(() => undefined);
    return asked;
  };
  return { source, production, ask };
}

/** Does what lies with the source, one after another, until nothing is left; in which order it was begun. */
async function doAll(source: FakeSource): Promise<readonly string[]> {
  const done: string[] = [];
  for (let order = source.orders[0]; order !== undefined; order = source.orders[0]) {
    done.push(order.recipe.style);
    order.deliver(segmentFacts());
    await turn();
  }
  return done;
}

describe('ProductionQueue', () => {
  test('programmes take turns, however much one of them wants', async () => {
    const { ask, production, source } = queue(1);
    const [a, b, c] = [production.lane(), production.lane(), production.lane()];
    for (const style of ['a1', 'a2', 'a3', 'a4']) void ask(a, style);
    void ask(b, 'b1');
    void ask(c, 'c1');
    void ask(b, 'b2');
    expect(await doAll(source)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
    expect(production.waiting).toBe(0);
  });

  test('what listeners asked for does not wait for what was planned, and is fair among guilds, too', async () => {
    const { ask, production, source } = queue(1);
    const [common, a, b] = [production.lane(), production.lane(), production.lane()];
    void ask(common, 'planned1');
    void ask(common, 'planned2');
    void ask(a, 'a1', true);
    void ask(a, 'a2', true);
    void ask(b, 'b1', true);
    expect(source.orders.map((order) => order.recipe.style)).toEqual(['planned1', 'a1']);
    source.orders[1]?.deliver(segmentFacts());
    await turn();
    expect(source.orders.map((order) => order.recipe.style)).toEqual(['planned1', 'b1']);
  });

  test('what is not begun can be taken back, and what fails makes room for the next', async () => {
    const { ask, production, source } = queue(1);
    const [a, b] = [production.lane(), production.lane()];
    const ending = new AbortController();
    const first = ask(a, 'a1', false, ending.signal);
    const second = ask(b, 'b1', false, ending.signal);
    const third = ask(b, 'b2');
    ending.abort();
    await expect(second).rejects.toThrow('not wanted any more');
    source.orders[0]?.fail('the string broke');
    await expect(first).rejects.toThrow('the string broke');
    await turn();
    expect(await doAll(source)).toEqual(['b2']);
    await third;
  });
});
