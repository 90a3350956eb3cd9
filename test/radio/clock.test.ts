import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { PacketClock, systemTime } from '../../src/radio/index.ts';
import { FakeTime } from '../support/fake-time.ts';

function running(): { time: FakeTime; clock: PacketClock; ticks: number[] } {
  const time = new FakeTime();
  const ticks: number[] = [];
  const clock = new PacketClock(time, () => ticks.push(time.now()));
  clock.start();
  return { time, clock, ticks };
}

describe('PacketClock', () => {
  test('ticks every 20 ms, without drift', () => {
    const { time, clock, ticks } = running();
    time.pass(60_000);
    expect(ticks).toHaveLength(3001);
    expect(ticks.at(-1)).toBe(61_000);
    expect(clock.stats()).toMatchObject({ ticks: 3001, lostTicks: 0, lateBursts: 0, resyncs: 0 });
    expect(clock.stats().interval.max).toBeCloseTo(20, 1);
  });

  test('timers that are always late by a few milliseconds do not add up', () => {
    class LateTime extends FakeTime {
      override after(milliseconds: number, callback: () => void): () => void {
        return super.after(milliseconds + 7, callback);
      }
    }
    const time = new LateTime();
    const ticks: number[] = [];
    const clock = new PacketClock(time, () => ticks.push(time.now()));
    clock.start();
    time.pass(10_000);
    expect(ticks.length).toBeGreaterThanOrEqual(500);
    expect(clock.stats().lateness.max).toBeLessThan(8);
  });

  test('a short delay is made up for, and counted as a late burst', () => {
    const { time, clock, ticks } = running();
    time.pass(100);
    time.block(110);
    time.pass(790);
    expect(ticks).toHaveLength(51);
    expect(clock.stats()).toMatchObject({ lateBursts: 1, lostTicks: 0 });
    expect(clock.stats().interval.max).toBeGreaterThan(100);
  });

  test('being blocked for 2 s is not followed by a burst: the ticks are lost and counted', () => {
    const { time, clock, ticks } = running();
    time.pass(1000);
    const before = ticks.length;
    time.block(2000);
    expect(ticks.length - before).toBeLessThanOrEqual(1);
    time.pass(1000);
    expect(ticks.length - before).toBeLessThanOrEqual(51);
    const stats = clock.stats();
    expect(stats.resyncs).toBe(1);
    expect(stats.lateBursts).toBe(0);
    expect(stats.lostTicks + stats.ticks).toBe(201);
  });

  test('a tick that takes long is followed by no burst either', () => {
    const time = new FakeTime();
    let ticks = 0;
    const clock = new PacketClock(time, () => {
      ticks += 1;
      if (ticks === 10) time.block(1000);
    });
    clock.start();
    time.pass(2000);
    expect(ticks).toBeLessThanOrEqual(102);
    expect(clock.stats().lateBursts).toBe(0);
  });

  test('stops for good, also from within a tick, and starts again afresh', () => {
    const time = new FakeTime();
    let ticks = 0;
    const clock = new PacketClock(time, () => {
      ticks += 1;
      if (ticks === 3) clock.stop();
    });
    clock.start();
    time.pass(1000);
    expect(ticks).toBe(3);
    clock.start();
    time.pass(100);
    expect(ticks).toBe(9);
    expect(clock.stats().resyncs).toBe(0);
  });

  test('on the machine it follows monotonic time, and a wall clock that jumps means nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const time = systemTime();
    const clock = new PacketClock(time, () => undefined);
    const startedAt = time.now();
    clock.start();
    await delay(100);
    vi.setSystemTime(Date.now() + 10_000);
    await delay(100);
    vi.setSystemTime(Date.now() - 60_000);
    await delay(200);
    clock.stop();
    // However busy the machine is, no more than one packet for each 20 ms that really passed; and each is sent or counted as lost.
    const due = Math.floor((time.now() - startedAt) / 20) + 1;
    const { ticks, lostTicks } = clock.stats();
    expect(ticks).toBeGreaterThan(1);
    expect(ticks + lostTicks).toBeLessThanOrEqual(due);
  });
});
