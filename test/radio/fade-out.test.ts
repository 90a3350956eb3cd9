import { describe, expect, test } from 'vitest';
import { decodeOpus, encodeOpus, FADE_PACKETS, FADE_PRIME_PACKETS, fadeOut } from '../../src/radio/index.ts';
import { tone } from '../support/packets.ts';

/** The loudest sample of a packet. */
function peak(wave: Float32Array, packet: number): number {
  return wave.subarray(packet * 960, (packet + 1) * 960).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

describe('fadeOut', () => {
  const song = encodeOpus(tone(100 * 960 - 312));
  const at = 40;

  test('takes over from a song without a seam, and falls to silence', async () => {
    const fade = await fadeOut(song.slice(at - FADE_PRIME_PACKETS, at), song.slice(at, at + FADE_PACKETS));
    expect(fade).toHaveLength(FADE_PACKETS);
    const heard = decodeOpus([...song.slice(0, at), ...fade]).left;
    const own = decodeOpus(song).left;
    // The first packets of the fade are nearly as loud as the song: what they differ by is what is heard of the seam.
    let noise = 0;
    for (let sample = at * 960; sample < (at + 2) * 960; sample += 1)
      noise = Math.max(noise, Math.abs((heard[sample] ?? 0) - (own[sample] ?? 0)));
    expect(noise).toBeLessThan(0.02);
    const peaks = Array.from({ length: FADE_PACKETS }, (_, packet) => peak(heard, at + packet));
    expect(peaks[0]).toBeGreaterThan(0.48);
    expect(peaks[FADE_PACKETS / 2]).toBeGreaterThan(0.2);
    expect(peaks[FADE_PACKETS / 2]).toBeLessThan(0.3);
    expect(peaks.at(-1)).toBeLessThan(0.01);
    expect(peaks.every((value, index) => value <= (peaks[index - 1] ?? 1) + 0.01)).toBe(true);
  });

  test('is as long as what is left of a song, from its very beginning, too', async () => {
    expect(await fadeOut([], song.slice(0, 7))).toHaveLength(7);
    expect(await fadeOut(song.slice(90, 98), song.slice(98))).toHaveLength(2);
    expect(await fadeOut(song, [])).toEqual([]);
  });

  test('names a packet that is not 20 ms of Opus', async () => {
    // 10 ms of silence.
    await expect(fadeOut([], [Uint8Array.of(0xf4, 0xff, 0xfe)])).rejects.toThrow('Packet 0 is not 20 ms long');
  });
});
