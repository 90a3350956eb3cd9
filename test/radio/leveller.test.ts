import { expect, onTestFinished, test } from 'vitest';
import { decodeOpus, LevelThread } from '../../src/radio/index.ts';
import { listener, onAir, radioUntil, songOn } from '../support/guild-radio.ts';
import { tonePackets } from '../support/packets.ts';

/** The loudest sample. */
function peak(packets: readonly Uint8Array[]): number {
  return decodeOpus(packets).left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

function thread(): LevelThread {
  const leveller = new LevelThread();
  onTestFinished(() => leveller.close());
  return leveller;
}

test('a song is made softer by as much as asked, and is as long as before', async () => {
  const song = tonePackets(100);
  const soft = await thread().render(song, -9);
  expect(soft).toHaveLength(100);
  expect(20 * Math.log10(peak(soft.slice(10)) / peak(song.slice(10)))).toBeCloseTo(-9, 0);
  // Packet by packet at the same time: what is left when the one is taken from the other is next to nothing.
  const [a, b] = [decodeOpus(song).left, decodeOpus(soft).left];
  const gain = 10 ** (9 / 20);
  const rest = a.slice(10 * 960, 90 * 960).map((sample, index) => sample - gain * (b[10 * 960 + index] ?? 0));
  expect(rest.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(0.05);
});

test('what can not be read is told, and the thread goes on', async () => {
  const leveller = thread();
  const failing = leveller.render([Uint8Array.of(0xf4, 0xff, 0xfe)], -4);
  await expect(failing).rejects.toThrow('A song could not be brought to another level: Packet 0 is not 20 ms long');
  expect(await leveller.render(tonePackets(3), -4)).toHaveLength(3);
});

test('closing ends what is not done, and a later order begins anew', async () => {
  const leveller = thread();
  const ended = expect(leveller.render(tonePackets(100), -4)).rejects.toThrow('stopped');
  await leveller.close();
  await ended;
  expect(await leveller.render(tonePackets(3), -4)).toHaveLength(3);
});

test('a guild that wants it softer hears it softer, and nobody else does', async () => {
  const radio = await onAir(['a', 'b', 'c', 'd']);
  const { station } = radio;
  const [soft, loud] = [listener(), listener()];
  station.guild('1').tune(soft);
  station.guild('2').tune(loud);
  const song = songOn(station);
  await station.guild('1').change({ volumeTarget: -23 });
  await radioUntil(radio, () => ![song, 'pad'].includes(songOn(station.guild('1'))));
  const from = soft.packets.length + 10;
  await radioUntil(radio, () => soft.packets.length >= from + 50);
  expect(soft.packets).toHaveLength(loud.packets.length);
  expect(peak(loud.packets.slice(from, from + 50))).toBeGreaterThan(0.45);
  // Where the phrase of the test's songs begins anew, peaks are not those of a steady tone.
  const db = 20 * Math.log10(peak(soft.packets.slice(from, from + 50)) / 0.5);
  expect(db).toBeGreaterThan(-10.5);
  expect(db).toBeLessThan(-7.5);
  expect(station.stats().programmes).toBe(2);
});
