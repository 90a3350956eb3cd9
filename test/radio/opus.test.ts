import { describe, expect, test } from 'vitest';
import { decodeOpus, encodeOpus, OPUS_PRE_SKIP, packetsFor, SILENCE_PACKET } from '../../src/radio/index.ts';
import { tone } from '../support/packets.ts';

function signalToNoise(wanted: Float32Array, heard: Float32Array): number {
  let signal = 0;
  let noise = 0;
  wanted.forEach((sample, at) => {
    signal += sample ** 2;
    noise += (sample - (heard[at] ?? 0)) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

describe('Opus', () => {
  test('a tone comes back in time, to its end, and on both sides', () => {
    const audio = tone(48_000);
    const packets = encodeOpus(audio);
    expect(packets).toHaveLength(packetsFor(48_000));
    const heard = decodeOpus(packets);
    const left = heard.left.subarray(OPUS_PRE_SKIP, OPUS_PRE_SKIP + 48_000);
    expect(signalToNoise(audio.left, left)).toBeGreaterThan(25);
    expect(signalToNoise(audio.right, heard.right.subarray(OPUS_PRE_SKIP, OPUS_PRE_SKIP + 48_000))).toBeGreaterThan(25);
  });

  test('the same audio gives the same packets', () => {
    expect(encodeOpus(tone(20_000))).toEqual(encodeOpus(tone(20_000)));
  });

  test('keeps to the bit rate that was asked for', () => {
    const bytes = (bitrate: number) =>
      encodeOpus(tone(96_000), { bitrate }).reduce((sum, packet) => sum + packet.length, 0);
    expect(bytes(64_000)).toBeLessThan(bytes(128_000));
    expect(bytes(64_000) * 4).toBeLessThan(64_000 * 1.3);
  });

  test('clips what is too loud instead of wrapping round, and takes not-a-number for silence', () => {
    const loud = { left: new Float32Array(4800).fill(3), right: new Float32Array(4800).fill(Number.NaN) };
    const heard = decodeOpus(encodeOpus(loud));
    expect(Math.min(...heard.left.subarray(1000, 4000))).toBeGreaterThan(0);
    expect(Math.max(...heard.right.map(Math.abs))).toBeLessThan(0.05);
  });

  test('silence is 20 ms of nothing, and nothing else is taken for a packet', () => {
    const heard = decodeOpus([SILENCE_PACKET]);
    expect(heard.left).toEqual(new Float32Array(960));
    expect(() => decodeOpus([SILENCE_PACKET, Uint8Array.of(0xff, 0xff, 0xff)])).toThrow('Packet 1');
  });
});
