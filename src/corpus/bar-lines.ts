import { PPQ, type MidiSong, type Ticks } from '../score/index.ts';

/** A bar of a song. */
export interface Bar {
  readonly start: Ticks;
  readonly duration: Ticks;
  readonly meter: readonly [number, number];
}

/** The bars of a song until its last note, by its meters; a meter that changes within a bar cuts it. 4/4 until the first meter. */
export function barLines(song: MidiSong): readonly Bar[] {
  const bars: Bar[] = [];
  const changes = song.meters.filter(({ start }) => start < song.duration);
  if ((changes[0]?.start ?? 1) > 0) changes.unshift({ start: 0, meter: [4, 4] });
  changes.forEach(({ start, meter }, index) => {
    const end = changes[index + 1]?.start ?? song.duration;
    const length = (4 * PPQ * meter[0]) / meter[1];
    for (let at = start; at < end; at += length) {
      const next = changes[index + 1] === undefined ? at + length : Math.min(at + length, end);
      bars.push({ start: at, duration: next - at, meter });
    }
  });
  return bars;
}
