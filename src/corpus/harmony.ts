import type { ChordSpan, MidiSong, MidiTrack, Note, Ticks } from '../score/index.ts';
import { PPQ, TICKS_PER_SIXTEENTH } from '../score/index.ts';
import { nameChord, type Chord } from '../theory/index.ts';

/** Chords change on this grid: an eighth. */
const CHORD_GRID: Ticks = PPQ / 2;

/** The harmony of a song: runs of chords, each without gaps. */
export interface Harmony {
  readonly runs: readonly (readonly ChordSpan[])[];
  /** The share of attacks whose notes are no chord that the radio knows. */
  readonly unnamed: number;
}

/**
 * Reads the harmony from a chord track: block chords, strummed ones too. Notes that begin on the same sixteenth are one attack;
 * with a bass track, its sounding note is the lowest. A chord lasts until the next; a rest of more than a beat ends a run.
 */
export function readHarmony(chordTrack: MidiTrack, bassTrack: MidiTrack | undefined): Harmony {
  const attacks = new Map<Ticks, Note[]>();
  for (const note of chordTrack.notes) {
    const start = Math.round(note.start / TICKS_PER_SIXTEENTH) * TICKS_PER_SIXTEENTH;
    const attack = attacks.get(start);
    if (attack === undefined) attacks.set(start, [note]);
    else attack.push(note);
  }
  const runs: ChordSpan[][] = [];
  let unnamed = 0;
  let run: ChordSpan[] = [];
  let soundsUntil = -Infinity;
  for (const [start, notes] of [...attacks].sort(([a], [b]) => a - b)) {
    const bass = bassTrack?.notes.find((note) => note.start <= start + 60 && start < note.start + note.duration);
    const chord = nameChord([...notes, ...(bass === undefined ? [] : [bass])].map((note) => note.pitch));
    if (chord === undefined) unnamed += 1;
    if (start > soundsUntil + PPQ && run.length > 0) {
      runs.push(closeRun(run, soundsUntil));
      run = [];
    }
    soundsUntil = Math.max(...notes.map((note) => note.start + note.duration));
    // What can't be named rings on as the chord before it; `unnamed` tells the caller how much of that there was.
    const named: Chord | undefined = chord ?? run.at(-1);
    if (named !== undefined) run.push({ root: named.root, quality: named.quality, start, duration: 0 });
  }
  if (run.length > 0) runs.push(closeRun(run, soundsUntil));
  return { runs: runs.filter((spans) => spans.length > 0), unnamed: unnamed / Math.max(1, attacks.size) };
}

/** Puts a run's chords on the grid, joins equal neighbours and gives each its duration. */
function closeRun(run: readonly ChordSpan[], end: Ticks): ChordSpan[] {
  const onGrid = (ticks: Ticks): Ticks => Math.round(ticks / CHORD_GRID) * CHORD_GRID;
  const last = onGrid(end);
  const joined: ChordSpan[] = [];
  run.forEach((span, index) => {
    const start = onGrid(span.start);
    const next = run[index + 1];
    const duration = (next === undefined ? last : onGrid(next.start)) - start;
    const before = joined.at(-1);
    if (duration <= 0) return;
    if (before?.root === span.root && before.quality === span.quality) {
      joined[joined.length - 1] = { ...before, duration: before.duration + duration };
    } else joined.push({ ...span, start, duration });
  });
  return joined;
}

/** The part of a run between two times. */
export function cutSpans(spans: readonly ChordSpan[], from: Ticks, to: Ticks): ChordSpan[] {
  return spans.flatMap((span) => {
    const start = Math.max(span.start, from);
    const duration = Math.min(span.start + span.duration, to) - start;
    return duration > 0 ? [{ ...span, start, duration }] : [];
  });
}

/** The track of a song with this name, whatever the case. */
export function trackNamed(song: MidiSong, name: string): MidiTrack | undefined {
  return song.tracks.find((track) => track.name.trim().toLowerCase() === name && !track.drums);
}
