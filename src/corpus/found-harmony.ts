import type { ChordSpan, MidiSong, Note, Ticks } from '../score/index.ts';
import { TICKS_PER_SIXTEENTH } from '../score/index.ts';
import { findChords, pitchClass, type ChordSlot } from '../theory/index.ts';
import { barLines, type Bar } from './bar-lines.ts';

/** A harmony that was found by analysis. */
export interface FoundHarmony {
  /** Stretches without a silent bar, each without gaps; equal neighbours are one chord. */
  readonly runs: readonly (readonly ChordSpan[])[];
  /** The share of what sounds that lies within its chord, 0 to 1; songs of triads and passing notes have 0.8 to 0.9. */
  readonly covered: number;
}

/** A stretch of a song that has one chord. */
interface Stretch extends ChordSlot {
  readonly start: Ticks;
  readonly duration: Ticks;
}

/**
 * Finds the harmony of a song that has no chord track, from all that its pitched tracks play: one chord for each half bar of an
 * even meter, for each bar of an odd one (see {@link findChords}).
 */
export function findHarmony(song: MidiSong): FoundHarmony {
  const notes = song.tracks.filter(({ drums }) => !drums).flatMap((track) => track.notes);
  const stretches = weigh(notes, barLines(song).flatMap(halves));
  const findings = findChords(stretches);
  const runs: ChordSpan[][] = [];
  let open = false;
  let sounding = 0;
  let inside = 0;
  stretches.forEach((stretch, index) => {
    const finding = findings[index];
    const total = sum(stretch.weights);
    sounding += total;
    inside += total * (finding?.covered ?? 0);
    const silent = total === 0 && sum(stretches[index + 1]?.weights ?? []) === 0;
    if (finding === undefined || silent) {
      open = false;
      return;
    }
    const { start, duration } = stretch;
    if (!open) runs.push([]);
    open = true;
    const run = runs.at(-1) ?? [];
    const before = run.at(-1);
    if (before?.root === finding.chord.root && before.quality === finding.chord.quality) {
      run[run.length - 1] = { ...before, duration: before.duration + duration };
    } else run.push({ ...finding.chord, start, duration });
  });
  return { runs, covered: sounding === 0 ? 0 : inside / sounding };
}

/** A bar of an even number of beats in two, others whole. */
function halves({ start, duration, meter: [beats] }: Bar): readonly { start: Ticks; duration: Ticks }[] {
  if (beats % 2 !== 0 || duration % 2 !== 0) return [{ start, duration }];
  return [start, start + duration / 2].map((from) => ({ start: from, duration: duration / 2 }));
}

/** How long each pitch class sounds in each stretch, and how long it is the lowest. */
function weigh(
  notes: readonly Note[],
  stretches: readonly { readonly start: Ticks; readonly duration: Ticks }[],
): readonly Stretch[] {
  const weighed = stretches.map((stretch) => ({ ...stretch, weights: twelve(), bass: twelve() }));
  const last = stretches.at(-1);
  const steps = Math.ceil(((last?.start ?? 0) + (last?.duration ?? 0)) / TICKS_PER_SIXTEENTH);
  const lowest = new Uint8Array(steps).fill(255);
  const owner = new Int32Array(steps);
  stretches.forEach(({ start, duration }, index) => {
    owner.fill(index, Math.round(start / TICKS_PER_SIXTEENTH), Math.round((start + duration) / TICKS_PER_SIXTEENTH));
  });
  for (const { start, duration, pitch } of notes) {
    const from = Math.round(start / TICKS_PER_SIXTEENTH);
    const to = Math.min(steps, Math.max(from + 1, Math.round((start + duration) / TICKS_PER_SIXTEENTH)));
    for (let step = from; step < to; step += 1) {
      const weights = weighed[owner[step] ?? 0]?.weights;
      if (weights !== undefined) weights[pitchClass(pitch)] = (weights[pitchClass(pitch)] ?? 0) + 1;
      if (pitch < (lowest[step] ?? 0)) lowest[step] = pitch;
    }
  }
  lowest.forEach((pitch, step) => {
    const bass = weighed[owner[step] ?? 0]?.bass;
    if (pitch < 255 && bass !== undefined) bass[pitchClass(pitch)] = (bass[pitchClass(pitch)] ?? 0) + 1;
  });
  return weighed;
}

function twelve(): number[] {
  return new Array<number>(12).fill(0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
