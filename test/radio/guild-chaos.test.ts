import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/random/index.ts';
import { listener, onAir, play } from '../support/guild-radio.ts';

const ignore = () => undefined;

describe('whatever guilds do in whatever order', () => {
  test.each([1, 2])('each of them gets each packet once, and nothing stays in memory (seed %d)', async (seed) => {
    const random = seededRandom(seed);
    const pick = <One>(all: readonly One[]) => all[Math.floor(random() * all.length)] as One;
    const radio = await onAir(['a', 'b', 'c', 'h1', 'h2'], { h1: 'house', h2: 'house' });
    const { log, playLog, source, station, web } = radio;
    const guilds = Array.from({ length: 6 }, (_, index) => {
      const heard = listener();
      const desk = station.guild(String(index));
      return { desk, heard, leave: desk.tune(heard), from: web.packets.length };
    });
    let made = 0;
    for (let step = 0; step < 60; step += 1) {
      const { desk } = pick(guilds);
      const dice = random();
      if (dice < 0.2) desk.skip({ listener: pick(['anna', 'ben']), force: random() < 0.7 });
      else if (dice < 0.35)
        desk.request({ style: pick(['lofi', 'house']) }, { place: pick(['next', 'queue']) }).catch(ignore);
      else if (dice < 0.5) {
        const order = source.orders.find(({ urgent }) => urgent) ?? source.orders[0];
        if (random() < 0.3) order?.fail('the string broke');
        else await order?.fulfil(`made-${(made += 1)}`, 200);
      } else if (dice < 0.65) await desk.change({ styles: pick([[], ['house'], ['lofi', 'house']]) });
      else if (dice < 0.68) await desk.change({ volumeTarget: pick([-14, -18] as const) });
      else if (dice < 0.85) desk.audience(pick([[], ['anna'], ['anna', 'ben']]), pick(['listeners', 'radio'] as const));
      await play(radio, random() * 6);
      for (const { heard, from } of guilds) expect(heard.packets).toHaveLength(web.packets.length - from);
    }
    // Failed productions are no faults of the radio.
    const faults = log.lines.filter((line) => line.startsWith('error') && !line.includes('the string broke'));
    expect(faults).toEqual([]);
    const stretches = playLog.hearings.every(({ fromSeconds, toSeconds }) => toSeconds > fromSeconds);
    expect(stretches).toBe(true);
    expect(station.stats().programmes).toBeLessThanOrEqual(7);
    for (const { leave } of guilds) leave();
    // What was asked for is made or fails, a few at a time; then nothing keeps a guild from the common programme.
    for (let round = 0; round < 30; round += 1) {
      for (const { urgent, fail } of [...source.orders]) if (urgent) fail('the string broke');
      await play(radio, 1);
    }
    expect(station.stats()).toMatchObject({ programmes: 1, listeners: { discord: 0, web: 1 } });
    station.stop();
    expect(station.stats().memory).toEqual({ segments: 0, bytes: 0 });
  });
});
