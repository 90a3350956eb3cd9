import { pitchClass, scalePitchClasses } from '../theory/index.ts';
import { PPQ, TICKS_PER_SIXTEENTH, type Note, type Score, type Ticks } from './score.ts';

/** What can be counted in a score without listening to it. */
export interface ScoreMetrics {
  readonly scaleConsistency: number;
  readonly pitchClassEntropy: number;
  readonly grooveConsistency: number;
  readonly barsRepeated: number;
  readonly emptyBeats: number;
}

/**
 * Share of notes within the one scale that fits best, of all major and natural minor scales: 1 for a scale of C major.
 * `scale_consistency` of MusPy (Dong et al., ISMIR 2020), after Mogren 2016. NaN without notes. Leave drums out.
 */
export function scaleConsistency(notes: readonly Note[]): number {
  const counts = pitchClassCounts(notes);
  // A natural minor scale has the notes of its relative major: twelve sets cover all.
  const inScale = Array.from({ length: 12 }, (_, tonic) =>
    scalePitchClasses({ tonic, mode: 'major' }).reduce((sum, tone) => sum + (counts[tone] ?? 0), 0),
  );
  return Math.max(...inScale) / notes.length;
}

/**
 * Shannon entropy of the pitch-class histogram in bits: 0 for one pitch class, 3.585 for all twelve alike.
 * `pitch_class_entropy` of MusPy, H1 of Wu & Yang ("The Jazz Transformer on the Front Line", ISMIR 2020) over a whole piece.
 * NaN without notes. Leave drums out.
 */
export function pitchClassEntropy(notes: readonly Note[]): number {
  if (notes.length === 0) return Number.NaN;
  return pitchClassCounts(notes)
    .filter((count) => count > 0)
    .reduce((entropy, count) => entropy - (count / notes.length) * Math.log2(count / notes.length), 0);
}

/**
 * How alike the rhythms of neighbouring bars are: 1 minus the mean share of sixteenths on which one bar has an onset and the next
 * has none. `groove_consistency` of MusPy, after the grooving pattern similarity of Wu & Yang 2020, on onsets rounded to sixteenths,
 * so that swing and a late hand don't count. NaN for less than two bars.
 */
export function grooveConsistency(notes: readonly Note[], bars: number, sixteenthsPerBar = 16): number {
  if (bars < 2) return Number.NaN;
  const onsets = new Uint8Array(bars * sixteenthsPerBar);
  for (const note of notes) onsets[sixteenthOf(note.start)] = 1;
  let differences = 0;
  for (let cell = sixteenthsPerBar; cell < onsets.length; cell += 1) {
    if (onsets[cell] !== onsets[cell - sixteenthsPerBar]) differences += 1;
  }
  return 1 - differences / (sixteenthsPerBar * (bars - 1));
}

/**
 * Share of the bars with notes in which exactly the pitches and onsets (in sixteenths) of an earlier bar come back.
 * NaN when no bar has notes.
 */
export function barsRepeated(notes: readonly Note[], sixteenthsPerBar = 16): number {
  const bars = new Map<number, string[]>();
  for (const note of notes) {
    const sixteenth = sixteenthOf(note.start);
    const bar = Math.floor(sixteenth / sixteenthsPerBar);
    bars.set(bar, [...(bars.get(bar) ?? []), `${sixteenth % sixteenthsPerBar}:${note.pitch}`]);
  }
  const different = new Set([...bars.values()].map((events) => events.sort().join(' ')));
  return 1 - different.size / bars.size;
}

/** Share of the beats (quarter notes) in which nothing sounds: `empty_beat_rate` of MusPy. */
export function emptyBeats(notes: readonly Note[], duration: Ticks): number {
  const beats = Math.ceil(duration / PPQ);
  const sounding = new Uint8Array(beats);
  for (const note of notes) {
    sounding.fill(1, Math.floor(note.start / PPQ), Math.ceil((note.start + note.duration) / PPQ));
  }
  return 1 - sounding.reduce((sum, beat) => sum + beat, 0) / beats;
}

/** All metrics of a score; pitch is counted without drums, rhythm with them. Bars repeated are those of the pitched parts. */
export function measureScore(score: Score): ScoreMetrics {
  const sixteenthsPerBar = (score.meter[0] * 16) / score.meter[1];
  const all = score.parts.flatMap((part) => part.notes);
  const pitched = score.parts.filter((part) => part.role !== 'drums').flatMap((part) => part.notes);
  const bars = Math.ceil(score.duration / (sixteenthsPerBar * TICKS_PER_SIXTEENTH));
  return {
    scaleConsistency: scaleConsistency(pitched),
    pitchClassEntropy: pitchClassEntropy(pitched),
    grooveConsistency: grooveConsistency(all, bars, sixteenthsPerBar),
    barsRepeated: barsRepeated(pitched, sixteenthsPerBar),
    emptyBeats: emptyBeats(all, score.duration),
  };
}

function sixteenthOf(ticks: Ticks): number {
  return Math.round(ticks / TICKS_PER_SIXTEENTH);
}

function pitchClassCounts(notes: readonly Note[]): readonly number[] {
  const counts = new Array<number>(12).fill(0);
  for (const note of notes) {
    const tone = pitchClass(note.pitch);
    counts[tone] = (counts[tone] ?? 0) + 1;
  }
  return counts;
}
