import { expect, test } from 'vitest';
import { memoryMap } from '../../bench/soak/memory-map.ts';
import { processUse } from '../../bench/soak/process-use.ts';

test.runIf(process.platform === 'linux')('its parts are the whole, and a large piece of memory is found in it', () => {
  const before = memoryMap(process.pid);
  const piece = Buffer.alloc(80 * 2 ** 20, 1);
  const after = memoryMap(process.pid);
  const whole = Object.values(after).reduce((sum, megabytes) => sum + megabytes, 0);
  expect(whole / processUse(process.pid).rssMb).toBeCloseTo(1, 1);
  expect(after.large - before.large).toBeGreaterThan(70);
  expect(after.v8Pages).toBeGreaterThan(1);
  expect(after.files).toBeGreaterThan(1);
  expect(piece).toHaveLength(80 * 2 ** 20);
});
