import { encode } from 'fast-png';
import type { Score, Ticks } from './score.ts';

/** Pixels: as wide as a card of a chat, and low. */
const WIDTH = 480;
const HEIGHT = 120;
/** Kept free above and below. */
const MARGIN = 4;

type Colour = readonly [red: number, green: number, blue: number];

/** Night, and a colour for each part in turn. */
const GROUND: Colour = [24, 26, 38];
const COLOURS: readonly Colour[] = [
  [242, 179, 107],
  [122, 162, 247],
  [158, 206, 106],
  [187, 154, 247],
  [125, 207, 255],
  [247, 118, 142],
];

/**
 * A score's notes as a small picture, the bytes of a PNG of 480 x 120 pixels: time from left to right, pitch upwards, a colour for each part, louder notes
 * brighter. Drums are left out: their pitches are instruments. The same score gives the same bytes.
 */
export function pianoRollThumbnail(score: Score): Uint8Array {
  const parts = score.parts.filter(({ role }) => role !== 'drums');
  const notes = parts.flatMap(({ notes: own }, part) => own.map((note) => ({ ...note, part })));
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < data.length; at += 3) data.set(GROUND, at);
  const end = notes.reduce<Ticks>((last, { start, duration }) => Math.max(last, start + duration), 1);
  const low = notes.reduce((least, { pitch }) => Math.min(least, pitch), 127);
  const high = notes.reduce((most, { pitch }) => Math.max(most, pitch), low + 1);
  const rowHeight = (HEIGHT - 2 * MARGIN) / (high - low + 1);
  for (const { start, duration, pitch, velocity, part } of notes) {
    const colour = COLOURS[part % COLOURS.length] ?? GROUND;
    const light = 0.4 + (0.6 * velocity) / 127;
    const top = Math.round(MARGIN + (high - pitch) * rowHeight);
    const bottom = Math.max(top + 1, Math.round(MARGIN + (high - pitch + 1) * rowHeight));
    const left = Math.floor((start / end) * WIDTH);
    const right = Math.max(left + 1, Math.floor(((start + duration) / end) * WIDTH));
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < Math.min(WIDTH, right); x += 1) {
        const at = (y * WIDTH + x) * 3;
        for (let channel = 0; channel < 3; channel += 1) {
          const ground = GROUND[channel] ?? 0;
          data[at + channel] = Math.round(ground + ((colour[channel] ?? 0) - ground) * light);
        }
      }
    }
  }
  return encode({ width: WIDTH, height: HEIGHT, data, channels: 3, depth: 8 });
}
