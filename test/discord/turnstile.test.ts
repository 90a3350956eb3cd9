import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_PACING } from '../../src/discord/index.ts';
import { Turnstile } from '../../src/discord/turnstile.ts';
import { FakeTime } from '../support/fake-time.ts';

const { joinBurst: burst, betweenJoins: every } = DEFAULT_PACING;

test('two hundred rooms come back within three minutes, and no minute sees more than Discord allows', () => {
  const time = new FakeTime();
  const turnstile = new Turnstile({ burst, every }, time);
  const passed: number[] = [];
  for (let room = 0; room < 200; room++) {
    turnstile.wait({
      priority: () => 0,
      pass: () => {
        passed.push(time.now());
        turnstile.spend();
      },
    });
  }
  const start = time.now();
  time.pass(180_000);
  expect(passed).toHaveLength(200);
  expect((passed[19] ?? Infinity) - start).toBeLessThan(1000);
  for (const from of passed) {
    expect(passed.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(115);
  }
});

test('whoever has most people goes first, whenever they came', () => {
  const time = new FakeTime();
  const turnstile = new Turnstile({ burst: 1, every: 100 }, time);
  const order: string[] = [];
  const wait = (name: string, people: number) =>
    turnstile.wait({
      priority: () => people,
      pass: () => {
        order.push(name);
        turnstile.spend();
      },
    });
  wait('empty', 0);
  wait('full', 9);
  wait('quiet', 1);
  time.pass(50);
  expect(order).toEqual(['full']);
  wait('late', 5);
  time.pass(1000);
  expect(order).toEqual(['full', 'late', 'quiet', 'empty']);
});

test('leaves count too, although they do not wait, and who steps out is not let through', () => {
  const time = new FakeTime();
  const turnstile = new Turnstile({ burst: 2, every: 100 }, time);
  for (let leave = 0; leave < 5; leave++) turnstile.spend();
  const passed: number[] = [];
  const start = time.now();
  const stepOut = turnstile.wait({ priority: () => 1, pass: () => passed.push(-1) });
  turnstile.wait({ priority: () => 0, pass: () => passed.push(time.now() - start) });
  stepOut();
  time.pass(10_000);
  expect(passed).toEqual([400]);
});

test('never faster than allowed, however they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 60 }), (gaps) => {
      const time = new FakeTime();
      const turnstile = new Turnstile({ burst: 5, every: 100 }, time);
      const passed: number[] = [];
      for (const gap of gaps) {
        time.pass(gap);
        turnstile.wait({
          priority: () => gap,
          pass: () => {
            passed.push(time.now());
            turnstile.spend();
          },
        });
      }
      time.pass(60_000);
      expect(passed).toHaveLength(gaps.length);
      passed.forEach((at, index) => {
        // The sixth after any one is at least one refill later, and so on.
        passed.slice(index + 5).forEach((later, more) => expect(later - at).toBeGreaterThanOrEqual(more * 100));
      });
    }),
  );
});
