import type { MidiSong, Section } from '../score/index.ts';
import { TICKS_PER_SIXTEENTH } from '../score/index.ts';
import { pitchClass } from '../theory/index.ts';
import type { Bar } from './bar-lines.ts';

/** Bars on each side that a boundary is judged by, and that a section has at least. */
const REACH = 4;
/** A boundary stands out from the mean novelty by so many standard deviations. */
const NOVELTY_MIN = 0.5;
/** Sections that are so alike (cosine of their mean bars) have the same letter. */
const ALIKE_MIN = 0.95;
/** What is told of a bar: 12 pitch classes, 16 places for pitched onsets and for drums, how busy each of the two is, and silence. */
const FEATURES = 12 + 16 + 16 + 2 + 1;

/**
 * The sections of a song. By its marker events, when there are at least two, each moved to the nearest bar line. Else by where the
 * music changes: the novelty of J. Foote 2000 (a checkerboard over the self-similarity of bars, four bars each way), and the letters
 * A, B, C… for sections that are like none before them. Whole bars, without gaps; none for a song without bars.
 */
export function findSections(song: MidiSong, bars: readonly Bar[]): readonly Section[] {
  const named = song.markers.filter(({ text, start }) => text !== '' && start < song.duration);
  if (named.length >= 2) return sectionsAt(markedBars(named, bars), bars);
  const features = barFeatures(song, bars);
  const boundaries = peaks(novelty(features));
  const starts = [0, ...boundaries];
  const means = starts.map((from, index) => meanOf(features.slice(from, starts[index + 1])));
  const letters: string[] = [];
  const models: (readonly number[])[] = [];
  for (const mean of means) {
    const alike = models.findIndex((model) => cosine(model, mean) >= ALIKE_MIN);
    if (alike < 0) models.push(mean);
    letters.push(String.fromCharCode(65 + Math.min(25, alike < 0 ? models.length - 1 : alike)));
  }
  return sectionsAt(new Map(starts.map((start, index) => [start, letters[index] ?? 'A'])), bars);
}

/** Names by the bar on which they begin; what is before the first marker is the intro. */
function markedBars(markers: MidiSong['markers'], bars: readonly Bar[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  let bar = 0;
  for (const { start, text } of markers) {
    while (bar + 1 < bars.length && nearer(start, bars[bar + 1], bars[bar])) bar += 1;
    names.set(bar, text);
  }
  return names.has(0) ? names : new Map([[0, 'intro'], ...names]);
}

function nearer(time: number, candidate: Bar | undefined, current: Bar | undefined): boolean {
  return Math.abs(time - (candidate?.start ?? Infinity)) <= Math.abs(time - (current?.start ?? Infinity));
}

function sectionsAt(names: ReadonlyMap<number, string>, bars: readonly Bar[]): readonly Section[] {
  const last = bars.at(-1);
  if (last === undefined) return [];
  const starts = [...names.keys()];
  return starts.map((bar, index) => {
    const start = bars[bar]?.start ?? 0;
    const end = bars[starts[index + 1] ?? Infinity]?.start ?? last.start + last.duration;
    return { name: names.get(bar) ?? '', start, duration: end - start };
  });
}

/** Each bar as a row of numbers of length 1, in which the groups weigh alike. */
function barFeatures(song: MidiSong, bars: readonly Bar[]): readonly (readonly number[])[] {
  const rows = bars.map(() => new Array<number>(FEATURES).fill(0));
  for (const { drums, notes } of song.tracks) {
    let bar = 0;
    for (const { start, duration, pitch } of notes) {
      while ((bars[bar + 1]?.start ?? Infinity) <= start) bar += 1;
      const row = rows[bar];
      if (row === undefined) continue;
      const place = Math.round((start - (bars[bar]?.start ?? 0)) / TICKS_PER_SIXTEENTH) % 16;
      const add = (feature: number, amount: number): number => (row[feature] = (row[feature] ?? 0) + amount);
      if (!drums) add(pitchClass(pitch), duration);
      add((drums ? 28 : 12) + place, 1);
      add(drums ? 45 : 44, 1);
    }
  }
  return rows.map((row) =>
    unit([
      ...unit(row.slice(0, 12)),
      ...unit(row.slice(12, 28)),
      ...unit(row.slice(28, 44)),
      ...row.slice(44, 46).map((onsets) => Math.log2(1 + onsets) / 4),
      row.some((value) => value > 0) ? 0 : 1,
    ]),
  );
}

function unit(row: readonly number[]): readonly number[] {
  const length = Math.sqrt(dot(row, row));
  return length === 0 ? row : row.map((value) => value / length);
}

/** How much each bar begins something new: alike within the bars before and within those after, unlike across. */
function novelty(features: readonly (readonly number[])[]): readonly number[] {
  const lags = 2 * REACH;
  // How alike each bar is to those after it, as far as a checkerboard reaches.
  const alike = new Float64Array(features.length * lags);
  features.forEach((row, bar) => {
    for (let lag = 0; lag < lags; lag += 1) alike[bar * lags + lag] = dot(row, features[bar + lag] ?? []);
  });
  return features.map((_, bar) => {
    if (bar < REACH || bar + REACH > features.length) return 0;
    let sum = 0;
    for (let i = -REACH; i < REACH; i += 1) {
      for (let j = -REACH; j < REACH; j += 1) {
        const similarity = alike[(bar + Math.min(i, j)) * lags + Math.abs(i - j)] ?? 0;
        sum += i < 0 === j < 0 ? similarity : -similarity;
      }
    }
    return sum / (lags * lags);
  });
}

/** The bars whose novelty stands out and is the highest within reach. */
function peaks(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const found: number[] = [];
  values.forEach((value, bar) => {
    const around = values.slice(Math.max(0, bar - REACH + 1), bar + REACH);
    const isPeak = value > 0.01 && value >= mean + NOVELTY_MIN * deviation && value >= Math.max(...around);
    if (isPeak && bar - (found.at(-1) ?? 0) >= REACH) found.push(bar);
  });
  return found;
}

function meanOf(rows: readonly (readonly number[])[]): readonly number[] {
  return Array.from({ length: FEATURES }, (_, feature) =>
    rows.reduce((sum, row) => sum + (row[feature] ?? 0) / rows.length, 0),
  );
}

/** 1 for rows of the same direction. */
function cosine(a: readonly number[], b: readonly number[]): number {
  return dot(unit(a), unit(b));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < b.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
