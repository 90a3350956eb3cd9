/** What a track says, in order; times are in the file's own ticks from its beginning. */
export interface MidiListener {
  readonly noteOn: (ticks: number, channel: number, pitch: number, velocity: number) => void;
  /** A note-on of velocity 0 is one too. */
  readonly noteOff: (ticks: number, channel: number, pitch: number) => void;
  readonly program: (ticks: number, channel: number, program: number) => void;
  /** A meta event, `FF type length data`; the data is a view into the file. */
  readonly meta: (ticks: number, type: number, data: Uint8Array) => void;
}

/** Data bytes after a channel message, by the upper half of its status less 8: two, but one for program and channel pressure. */
const DATA_BYTES = [2, 2, 2, 2, 1, 1, 2] as const;

/**
 * Tells a listener each event of a track, once, in time that grows with the bytes; running status is understood. It ends at the
 * end-of-track event. Returns what is wrong with the track, in words, or undefined; what was told before that was sound.
 */
export function readEvents(track: Uint8Array, listener: MidiListener): string | undefined {
  let at = 0;
  let ticks = 0;
  let running = 0;
  /** A number in groups of seven bits, four bytes at most; -1 when it is cut or too long. */
  const varLength = (): number => {
    let value = 0;
    for (let count = 0; count < 4; count += 1) {
      const byte = track[at];
      if (byte === undefined) return -1;
      at += 1;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return -1;
  };
  while (at < track.length) {
    const delta = varLength();
    if (delta < 0) return 'a time is corrupt';
    ticks += delta;
    const first = track[at] ?? -1;
    const status = first >= 0x80 ? first : running;
    if (first < 0 || status < 0x80) return 'an event has no status';
    if (first >= 0x80) at += 1;
    if (status < 0xf0) {
      running = status;
      const count = DATA_BYTES[(status >> 4) - 8] ?? 2;
      const a = track[at] ?? 0xff;
      const b = count === 2 ? (track[at + 1] ?? 0xff) : 0;
      if (a > 127 || b > 127) return 'an event is corrupt';
      at += count;
      tell(listener, ticks, status, a, b);
      continue;
    }
    // The standard says that running status ends here; files that go on with it are common, and mean the one before.
    if (status !== 0xff && status !== 0xf0 && status !== 0xf7) return 'an event is of no known kind';
    const type = status === 0xff ? track[at] : undefined;
    if (status === 0xff) at += 1;
    const length = varLength();
    if (length < 0 || at + length > track.length) return 'an event is cut short';
    if (type === 0x2f) return undefined;
    if (type !== undefined) listener.meta(ticks, type, track.subarray(at, at + length));
    at += length;
  }
  return undefined;
}

function tell(listener: MidiListener, ticks: number, status: number, a: number, b: number): void {
  const channel = status & 0x0f;
  const kind = status >> 4;
  if (kind === 9 && b > 0) listener.noteOn(ticks, channel, a, b);
  else if (kind === 8 || kind === 9) listener.noteOff(ticks, channel, a);
  else if (kind === 12) listener.program(ticks, channel, a);
}
