import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketRing, type KeptLetter, type Letter } from '../../../src/discord/post/packet-ring.ts';

const letter = (outlet: number, bytes: number): Letter => ({
  outlet,
  due: outlet * 20.25,
  datagram: new Uint8Array(bytes).map((_, index) => outlet + index),
});

/** What a reader sees of a letter. */
const asRead = (one: Letter): unknown => expect.objectContaining({ ...one });

test('what one side writes the other reads, once each and in order, round and round, and is untouched until it is given back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.integer({ min: 0, max: 120 }),
          fc.constant('read'),
          fc.record({ release: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
        ),
        { maxLength: 400 },
      ),
      (steps) => {
        const memory = PacketRing.memory(512);
        const [writer, reader] = [new PacketRing(memory), new PacketRing(memory)];
        const waiting: Letter[] = [];
        const kept: { readonly read: KeptLetter; readonly wrote: Letter }[] = [];
        const read = () => {
          const [one, wrote] = [reader.read(), waiting.shift()];
          expect(one).toEqual(wrote && asRead(wrote));
          if (one !== undefined && wrote !== undefined) kept.push({ read: one, wrote });
        };
        const release = (place: number) => {
          const [one] = kept.splice(place, 1);
          expect(one?.read).toEqual(one && asRead(one.wrote));
          if (one !== undefined) reader.release(one.read);
        };
        for (const [at, step] of steps.entries()) {
          if (step === 'read') read();
          else if (typeof step === 'object') release(Math.floor(step.release * kept.length));
          else if (writer.write(letter(at, Number(step)))) waiting.push(letter(at, Number(step)));
        }
        while (waiting.length > 0) read();
        expect(reader.read()).toBeUndefined();
        while (kept.length > 0) release(kept.length - 1);
        // All room is there again: as much as in a new one, at whatever place it begins.
        for (let at = 0; at < 4; at++) expect(writer.write(letter(at, 40))).toBe(true);
      },
    ),
  );
});

test('a full ring takes nothing and loses nothing, and takes again what fits when the oldest were given back', () => {
  const ring = new PacketRing(PacketRing.memory(256));
  let taken = 0;
  while (ring.write(letter(taken, 40))) taken += 1;
  expect(taken).toBeGreaterThan(2);
  const kept = Array.from({ length: taken }, () => ring.read()!);
  expect(kept).toEqual(kept.map((_, at) => asRead(letter(at, 40))));
  // Read, and not given back; then not the oldest.
  expect(ring.write(letter(99, 40))).toBe(false);
  ring.release(kept[1]!);
  expect(ring.write(letter(99, 40))).toBe(false);
  ring.release(kept[0]!);
  expect(ring.write(letter(7, 40))).toBe(true);
  expect(ring.read()).toEqual(asRead(letter(7, 40)));
  expect(kept.slice(2)).toEqual(kept.slice(2).map((_, at) => asRead(letter(at + 2, 40))));
});

test('its counters may run over', () => {
  const memory = PacketRing.memory(256);
  // Just below where a 32-bit counter turns negative; a multiple of the ring.
  new Int32Array(memory, 0, 2).fill(0x7fffffff - 31);
  const ring = new PacketRing(memory);
  for (let at = 0; at < 100; at++) {
    expect(ring.write(letter(at, 50))).toBe(true);
    const read = ring.read()!;
    expect(read).toEqual(asRead(letter(at, 50)));
    ring.release(read);
  }
});

test('memory of another size is refused', () => {
  expect(() => new PacketRing(PacketRing.memory(300))).toThrow('power of two');
});
