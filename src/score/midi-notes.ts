import { readEvents } from './midi-events.ts';

/** A note of one player of a MIDI track, in the file's own ticks. */
export interface RawNote {
  readonly start: number;
  readonly end: number;
  readonly pitch: number;
  readonly velocity: number;
}

/** The notes of a track that one channel plays with one program. */
export interface RawVoice {
  readonly channel: number;
  readonly program: number;
  readonly notes: readonly RawNote[];
}

/** A meta event of a track. */
export interface RawMeta {
  readonly ticks: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/** What a track of a MIDI file holds. */
export interface RawTrack {
  readonly voices: readonly RawVoice[];
  readonly metas: readonly RawMeta[];
  /** Notes that begin and are never ended; they are left out. */
  readonly hanging: number;
  /** What is wrong with the track, in words. */
  readonly problem: string | undefined;
}

/** A note that has begun, and where it goes when it ends. */
interface Begun {
  readonly start: number;
  readonly velocity: number;
  readonly voice: RawNote[];
}

/**
 * Pairs a track's note-ons with its note-offs: of notes of one pitch and channel that sound at once, the first to begin is the
 * first to end. Takes time in proportion to the events, however many notes hang. Notes are in the order of their ends.
 */
export function readTrack(track: Uint8Array): RawTrack {
  const metas: RawMeta[] = [];
  const voices = new Map<number, RawNote[]>();
  const programs = new Uint8Array(16);
  const sounding = new Map<number, { readonly begun: Begun[]; ended: number }>();
  const problem = readEvents(track, {
    meta: (ticks, type, data) => metas.push({ ticks, type, data }),
    program: (_, channel, program) => (programs[channel] = program),
    noteOn: (start, channel, pitch, velocity) => {
      const key = (programs[channel] ?? 0) * 16 + channel;
      const voice = voices.get(key) ?? [];
      if (voice.length === 0) voices.set(key, voice);
      const begun = { start, velocity, voice };
      const queue = sounding.get(channel * 128 + pitch);
      if (queue === undefined) sounding.set(channel * 128 + pitch, { begun: [begun], ended: 0 });
      else queue.begun.push(begun);
    },
    noteOff: (end, channel, pitch) => {
      const queue = sounding.get(channel * 128 + pitch);
      const first = queue?.begun[queue.ended];
      if (queue === undefined || first === undefined) return;
      queue.ended += 1;
      if (queue.ended === queue.begun.length) sounding.delete(channel * 128 + pitch);
      first.voice.push({ start: first.start, end, pitch, velocity: first.velocity });
    },
  });
  const hanging = [...sounding.values()].reduce((sum, { begun, ended }) => sum + begun.length - ended, 0);
  return {
    voices: [...voices]
      .filter(([, notes]) => notes.length > 0)
      .map(([key, notes]) => ({ channel: key % 16, program: Math.floor(key / 16), notes })),
    metas,
    hanging,
    problem,
  };
}
