import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketRing, type Letter } from '../../../src/discord/post/packet-ring.ts';

const letter = (outlet: number, bytes: number): Letter => ({
  outlet,
  due: outlet * 20.25,
  datagram: new Uint8Array(bytes).map((_, index) => outlet + index),
});

test('what one side writes the other reads, once each and in order, round and round', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constant('read')), { maxLength: 400 }),
      (steps) => {
        const memory = PacketRing.memory(512);
        const [writer, reader] = [new PacketRing(memory), new PacketRing(memory)];
        const waiting: Letter[] = [];
        for (const [at, step] of steps.entries()) {
          if (step === 'read') expect(reader.read()).toEqual(waiting.shift());
          else if (writer.write(letter(at, Number(step)))) waiting.push(letter(at, Number(step)));
        }
        for (const one of waiting) expect(reader.read()).toEqual(one);
        expect(reader.read()).toBeUndefined();
      },
    ),
  );
});

test('a full ring takes nothing and loses nothing, and takes again what fits when it was read', () => {
  const ring = new PacketRing(PacketRing.memory(256));
  let taken = 0;
  while (ring.write(letter(taken, 40))) taken += 1;
  expect(taken).toBeGreaterThan(2);
  expect(ring.write(letter(99, 40))).toBe(false);
  expect(ring.read()).toEqual(letter(0, 40));
  expect(ring.read()).toEqual(letter(1, 40));
  expect(ring.write(letter(7, 40))).toBe(true);
  for (let at = 2; at < taken; at++) expect(ring.read()).toEqual(letter(at, 40));
  expect(ring.read()).toEqual(letter(7, 40));
});

test('its counters may run over', () => {
  const memory = PacketRing.memory(256);
  // Just below where a 32-bit counter turns negative; a multiple of the ring.
  new Int32Array(memory, 0, 2).fill(0x7fffffff - 31);
  const ring = new PacketRing(memory);
  for (let at = 0; at < 100; at++) {
    expect(ring.write(letter(at, 50))).toBe(true);
    expect(ring.read()).toEqual(letter(at, 50));
  }
});

test('memory of another size is refused', () => {
  expect(() => new PacketRing(PacketRing.memory(300))).toThrow('power of two');
});
