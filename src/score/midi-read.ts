import { midiChunks } from './midi-chunks.ts';
import { readTrack, type RawMeta, type RawNote } from './midi-notes.ts';
import { ScoreError } from './score-error.ts';
import { PPQ, type Note, type Ticks } from './score.ts';

/** A song may be so long: an hour and a half at 180 BPM. What is longer is a corrupt time, and would make a grid of gigabytes. */
export const MIDI_QUARTERS_MAX = 16_384;

/** So many notes may sound at once, on average; an orchestra's score has fifty. More would make whoever counts them by time slow. */
const POLYPHONY_MAX = 256;

/** A player of a MIDI file: what one channel plays with one program in one track of the file. */
export interface MidiTrack {
  /** The name of the file's track; players that share one have the same. */
  readonly name: string;
  /** General MIDI program, 0 to 127. */
  readonly program: number;
  /** Whether it plays on channel 10, where pitches are percussion keys. */
  readonly drums: boolean;
  /** Sorted by start, then by pitch; at {@link PPQ}. */
  readonly notes: readonly Note[];
}

/** A MIDI file as it was written: no key, no roles, any tempo changes and meters; times are converted to {@link PPQ}. */
export interface MidiSong {
  /** Quarter notes a minute at the beginning; 120 when the file does not say. */
  readonly tempo: number;
  /** Every tempo with the time from which it holds, in order; empty when the file does not say. */
  readonly tempos: readonly { readonly start: Ticks; readonly tempo: number }[];
  /** In order of time; `[[4, 4]]` at 0 when the file does not say. */
  readonly meters: readonly { readonly start: Ticks; readonly meter: readonly [number, number] }[];
  /** What marker events say, in order: the names of sections, often. */
  readonly markers: readonly { readonly start: Ticks; readonly text: string }[];
  /** Players that have notes. */
  readonly tracks: readonly MidiTrack[];
  /** Notes that are begun and never ended; they are left out. */
  readonly hanging: number;
  /** End of the last note. */
  readonly duration: Ticks;
}

/** Meta events by their type. */
const META = { trackName: 3, marker: 6, tempo: 0x51, meter: 0x58 } as const;
/** A name is read so far. */
const TEXT_MAX = 200;
/** Slower and faster tempos, in quarter notes a minute, are taken for corrupt and passed over. */
const TEMPO_RANGE = [10, 1000] as const;

/**
 * Reads a Standard MIDI File of type 0 or 1, or of type 2 with one track. `name` is what messages call it. Tempos and meters that
 * make no sense (no beats in a bar) are passed over, hanging notes left out. Throws a ScoreError when the file is too large, too
 * long or too dense, cut short, corrupt, timed in SMPTE frames, of type 2 with several tracks, or has no notes; and when most of its notes hang.
 */
export function readMidi(bytes: Uint8Array, name: string): MidiSong {
  const { division, tracks: chunks } = midiChunks(bytes, name);
  const raw = chunks.map(readTrack);
  const ticks = (value: number): Ticks => Math.round((value * PPQ) / division);
  const broken = raw.findIndex(({ problem }) => problem !== undefined);
  if (broken >= 0) throw new ScoreError(`${name}: corrupt in track ${broken + 1} (${raw[broken]?.problem ?? ''})`);
  const tracks = raw.flatMap(({ voices, metas }) =>
    voices.map(({ channel, program, notes }) => ({
      name: textOf(metas.find(({ type }) => type === META.trackName)?.data),
      program,
      drums: channel === 9,
      notes: notes.map((note) => noteAt(note, ticks)).sort((a, b) => a.start - b.start || a.pitch - b.pitch),
    })),
  );
  const hanging = raw.reduce((sum, track) => sum + track.hanging, 0);
  const ended = tracks.reduce((sum, { notes }) => sum + notes.length, 0);
  if (ended === 0) throw new ScoreError(`${name}: the MIDI file has no notes${hanging > 0 ? ' that end' : ''}`);
  if (hanging > ended) throw new ScoreError(`${name}: corrupt (${hanging} of ${hanging + ended} notes never end)`);
  const duration = lastEnd(tracks);
  if (duration > MIDI_QUARTERS_MAX * PPQ) {
    throw new ScoreError(`${name}: corrupt, or longer than ${MIDI_QUARTERS_MAX} quarter notes`);
  }
  const sounding = tracks.reduce((sum, { notes }) => notes.reduce((ticks, note) => ticks + note.duration, sum), 0);
  if (sounding > POLYPHONY_MAX * duration) {
    throw new ScoreError(`${name}: corrupt (more than ${POLYPHONY_MAX} notes sound at once)`);
  }
  const metas = raw.flatMap((track) => track.metas).sort((a, b) => a.ticks - b.ticks);
  const tempos = metas.flatMap((meta) => tempoOf(meta, ticks));
  const meters = metas.flatMap((meta) => meterOf(meta, ticks));
  return {
    tempo: tempos[0]?.tempo ?? 120,
    tempos,
    meters: meters.length > 0 ? meters : [{ start: 0, meter: [4, 4] }],
    markers: metas
      .filter(({ type }) => type === META.marker)
      .map((meta) => ({ start: ticks(meta.ticks), text: textOf(meta.data) })),
    tracks,
    hanging,
    duration,
  };
}

function noteAt({ start, end, pitch, velocity }: RawNote, ticks: (value: number) => Ticks): Note {
  return { start: ticks(start), duration: Math.max(1, ticks(end - start)), pitch, velocity };
}

function lastEnd(tracks: readonly MidiTrack[]): Ticks {
  return tracks.reduce((end, { notes }) => notes.reduce((last, n) => Math.max(last, n.start + n.duration), end), 0);
}

/** MIDI text has no declared encoding: each byte is taken for the letter of that number. */
function textOf(data: Uint8Array | undefined): string {
  return String.fromCharCode(...(data ?? []).slice(0, TEXT_MAX))
    .replace(/\p{Cc}/gu, ' ')
    .trim();
}

function tempoOf(meta: RawMeta, ticks: (value: number) => Ticks): MidiSong['tempos'] {
  const [high, middle, low] = meta.data;
  if (meta.type !== META.tempo || high === undefined || middle === undefined || low === undefined) return [];
  const tempo = 60_000_000 / (high * 65_536 + middle * 256 + low);
  return tempo >= TEMPO_RANGE[0] && tempo <= TEMPO_RANGE[1] ? [{ start: ticks(meta.ticks), tempo }] : [];
}

/** The meter as `[beats, value]`; none when the value is above a 64th or a bar would be shorter than an eighth. */
function meterOf(meta: RawMeta, ticks: (value: number) => Ticks): MidiSong['meters'] {
  const [beats, power] = meta.data;
  if (meta.type !== META.meter || beats === undefined || power === undefined) return [];
  return power <= 6 && beats * 8 >= 2 ** power ? [{ start: ticks(meta.ticks), meter: [beats, 2 ** power] }] : [];
}
