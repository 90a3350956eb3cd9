import { beforeAll, describe, expect, test } from 'vitest';
import { gainToDb, integratedLoudness, whiteNoise, type Stereo } from '../../src/dsp/index.ts';
import { decodeOpus, encodeOpus, Pad, padFades, SILENCE_PACKET, type PadFades } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';

let loop: readonly Uint8Array[];
let fades: PadFades;

beforeAll(async () => {
  loop = encodeOpus(whiteNoise(96_000, seededRandom(1)), { complexity: 5 }).slice(0, 100);
  fades = await padFades(loop);
}, 60_000);

/** Packets from a pad that somebody wants to take over from after so many, until it gives way. */
function sent(pad: Pad, before: number): readonly Uint8Array[] {
  const reader = pad.reader();
  const packets = Array.from({ length: before }, () => reader.next());
  for (let count = 0; count < 200 && !reader.leave(); count += 1) packets.push(reader.next());
  return packets;
}

describe('a pad', () => {
  test('is silence until there is a loop, then the loop again and again', () => {
    const pad = new Pad();
    const reader = pad.reader();
    expect(reader.next()).toBe(SILENCE_PACKET);
    expect(reader.leave()).toBe(true);
    pad.load(loop);
    const twice = Array.from({ length: 200 }, () => reader.next());
    expect(twice).toEqual([...loop, ...loop]);
  });

  test('without ways out gives way at once', () => {
    expect(sent(new Pad(loop), 3)).toHaveLength(3);
  });

  test.each([100, 103, 110, 195])(
    'fades within half a second when something else is to begin, after %i packets',
    (before) => {
      const packets = sent(new Pad(loop, fades), before);
      expect(packets.length - before).toBeGreaterThanOrEqual(15);
      expect(packets.length - before).toBeLessThanOrEqual(25);
      const { left } = decodeOpus(packets);
      const level = (from: number, to: number): number => {
        const part = left.subarray(left.length + from * 960, left.length + to * 960);
        return gainToDb(Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length));
      };
      expect(Math.abs(level(-45, -16) - level(-90, -45))).toBeLessThan(1.5);
      expect(level(-1, 0)).toBeLessThan(level(-90, -45) - 25);
    },
  );

  test('goes on when nothing begins after all', () => {
    const reader = new Pad(loop, fades).reader();
    for (let count = 0; count < 15; count += 1) {
      reader.leave();
      reader.next();
    }
    const after = Array.from({ length: 20 }, () => reader.next());
    for (const packet of after) expect(loop).toContain(packet);
    const noise: Stereo = decodeOpus([...after, ...after]);
    expect(integratedLoudness(noise)).toBeGreaterThan(-30);
  });
});
