/** What an `acid` chunk tells of a loop. */
export interface AcidTempo {
  /** Beats in the whole file; undefined when it is not told. */
  readonly beats: number | undefined;
  /** Beats a minute; undefined when it is not told. */
  readonly tempo: number | undefined;
}

/** Tempos that anyone could mean. */
const SLOWEST = 20;
const FASTEST = 400;

/** Samples of a loop below which its marks are a mistake. */
const SHORTEST_LOOP = 1000;

/**
 * Reads an `acid` chunk as loop libraries write it: flags (bit 0: one shot, no loop), root note, two unknown fields, number of beats,
 * meter, tempo. Undefined when it tells no tempo.
 */
export function acidTempo(chunk: DataView): AcidTempo | undefined {
  if (chunk.byteLength < 24 || (chunk.getUint32(0, true) & 1) === 1) return undefined;
  const beats = chunk.getUint32(12, true);
  const tempo = chunk.getFloat32(20, true);
  const told = {
    beats: beats >= 1 && beats <= 1024 ? beats : undefined,
    tempo: tempo >= SLOWEST && tempo <= FASTEST ? tempo : undefined,
  };
  return told.beats === undefined && told.tempo === undefined ? undefined : told;
}

/**
 * The first forward loop of a `smpl` chunk: its first frame, and the one after its last; undefined when it marks none that makes sense
 * in a file of so many frames.
 */
export function loopPoints(chunk: DataView, frames: number): readonly [number, number] | undefined {
  if (chunk.byteLength < 60 || chunk.getUint32(28, true) === 0 || chunk.getUint32(40, true) !== 0) return undefined;
  const first = chunk.getUint32(44, true);
  const end = chunk.getUint32(48, true) + 1;
  return end <= frames && end - first >= SHORTEST_LOOP ? [first, end] : undefined;
}

/** The tempo that a file's name tells in beats a minute: `boombap-85bpm` is 85; undefined when it tells none. */
export function tempoOfName(name: string): number | undefined {
  const match = /(\d{2,3}(?:\.\d+)?)[ _-]?bpm|bpm[ _-]?(\d{2,3}(?:\.\d+)?)/i.exec(name);
  const tempo = Number(match?.[1] ?? match?.[2]);
  return tempo >= SLOWEST && tempo <= FASTEST ? tempo : undefined;
}
