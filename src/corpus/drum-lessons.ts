import type { MidiSong, Note, Ticks } from '../score/index.ts';
import { TICKS_PER_SIXTEENTH } from '../score/index.ts';
import { DRUM_VOICES, drumVoice, type DrumStyle, type DrumVoice } from '../theory/index.ts';
import type { Lesson } from './lesson.ts';
import type { CorpusSong } from './read-corpus.ts';
import { contentHash, splitOf } from './split.ts';

/** A stroke of a groove. */
export interface DrumHit {
  /** The nearest sixteenth, counted from the first bar line. */
  readonly at: number;
  readonly voice: DrumVoice;
  /** MIDI velocity, 1 to 127. */
  readonly velocity: number;
  /** How far from that sixteenth it was played; below 0 is early. */
  readonly offset: Ticks;
}

/** A groove in 4/4 to learn from, in whole bars. */
export interface DrumLesson extends Lesson {
  readonly style: DrumStyle;
  /** Quarter notes a minute. */
  readonly tempo: number;
  /** Whether the file says that it is a fill. */
  readonly fill: boolean;
  readonly bars: number;
  /** In order of time, then of {@link DRUM_VOICES}; at most one of a voice on a sixteenth. */
  readonly hits: readonly DrumHit[];
}

/** Longer grooves give their first bars: a long performance repeats itself, and many short ones teach more in the same time. */
const BARS_MAX = 32;
/** A groove with fewer strokes teaches little. */
const HITS_MIN = 8;
/** Strokes that lie further from the grid than this, in a share of at least {@link BY_HAND_SHARE}, were played by a person. */
const ON_GRID: Ticks = 4;
const BY_HAND_SHARE = 0.3;
/** The tempi of LoFi's drums, in quarter notes a minute. */
const EASY_TEMPO = [60, 110] as const;

/** Words of names, and what they say of the style; the first that fits counts, and the file's name before its folder's. */
const STYLE_WORDS: readonly (readonly [RegExp, DrumStyle])[] = [
  [/hip-?hop|trip-?hop|\btrip\b|boom-?bap|lo-?fi\b/, 'hip-hop'],
  [/d-?n-?b|drum-?(and|n|&)-?bass|jungle|breakbeat/, 'drum and bass'],
  [/trance|techno|\brave/, 'trance'],
  [/house|dance|disco/, 'house'],
  [/funk|soul|\br-?[n&]?-?b\b|gospel|motown/, 'funk'],
  [/jazz|swing|bebop/, 'jazz'],
  [/latin|afro|reggae|bossa|samba|salsa|highlife|middleeastern/, 'latin'],
  [/rock|punk|pop|country|blues|metal/, 'rock'],
];

/** Gathers the drums of songs. */
export interface DrumGathering {
  /** Takes a song's drums if they are in 4/4 throughout, and new: of grooves with the same strokes on the grid one is used. Says why not. */
  add(song: CorpusSong): string | undefined;
  readonly lessons: readonly DrumLesson[];
}

/** A gathering of no songs yet. */
export function gatherDrums(): DrumGathering {
  const lessons: DrumLesson[] = [];
  const seen = new Set<string>();
  return {
    lessons,
    add(song) {
      const lesson = drumLesson(song);
      if (typeof lesson === 'string') return lesson;
      const strokes = contentHash(lesson.hits.map(({ at, voice }) => `${at} ${voice}`).join('\n'));
      if (seen.has(strokes)) return 'its drums are in another file';
      seen.add(strokes);
      lessons.push(lesson);
      return undefined;
    },
  };
}

/** The lesson of a song's drums, or why there is none. */
function drumLesson(song: CorpusSong): DrumLesson | string {
  const { midi, file, provenance } = song;
  if (midi.meters.some(({ meter }) => meter[0] !== 4 || meter[1] !== 4)) return 'not in 4/4 throughout';
  const notes = midi.tracks.filter((track) => track.drums).flatMap((track) => track.notes);
  if (notes.length === 0) return 'no drums';
  const { bars, hits } = groove(notes);
  if (hits.length < HITS_MIN) return 'too few drum strokes';
  return {
    song: file,
    provenance,
    split: splitOf(familyHash(song)),
    style: styleOf(file, midi, hits),
    tempo: midi.tempo,
    fill: /(^|[^a-z])fill([^a-z]|$)/i.test(file),
    bars,
    hits,
  };
}

/**
 * Strokes on the grid, from the bar in which the drums begin; of two on one place the louder stays. What is played a little before
 * the first bar line belongs to it.
 */
function groove(notes: readonly Note[]): { readonly bars: number; readonly hits: readonly DrumHit[] } {
  const grid = (ticks: Ticks): number => Math.round(ticks / TICKS_PER_SIXTEENTH);
  const first = Math.floor(grid(Math.min(...notes.map(({ start }) => start))) / 16) * 16;
  const loudest = new Map<string, DrumHit>();
  for (const { start, pitch, velocity } of notes) {
    const at = grid(start) - first;
    if (at >= BARS_MAX * 16) continue;
    const voice = drumVoice(pitch);
    const rival = loudest.get(`${at} ${voice}`);
    if (rival !== undefined && rival.velocity >= velocity) continue;
    loudest.set(`${at} ${voice}`, { at, voice, velocity, offset: start - grid(start) * TICKS_PER_SIXTEENTH });
  }
  const hits = [...loudest.values()].sort(
    (a, b) => a.at - b.at || DRUM_VOICES.indexOf(a.voice) - DRUM_VOICES.indexOf(b.voice),
  );
  return { bars: Math.ceil(((hits.at(-1)?.at ?? 0) + 1) / 16), hits };
}

function styleOf(file: string, { tempo }: MidiSong, hits: readonly DrumHit[]): DrumStyle {
  const folders = file.toLowerCase().split('/');
  const named =
    folders.reverse().flatMap((name) => STYLE_WORDS.find(([words]) => words.test(name))?.[1] ?? [])[0] ?? 'other';
  const offGrid = hits.filter(({ offset }) => Math.abs(offset) > ON_GRID).length;
  const byHand = offGrid >= BY_HAND_SHARE * hits.length;
  const easy = tempo >= EASY_TEMPO[0] && tempo <= EASY_TEMPO[1];
  return byHand && easy && (named === 'hip-hop' || named === 'funk') ? 'lofi' : named;
}

/**
 * What decides a groove's split. Renderings of a groove library whose names differ only in their last number are one groove over other
 * chords: a network that has heard one must not be measured on the next.
 */
function familyHash({ file, hash, provenance }: CorpusSong): string {
  if (provenance.status !== 'copyleft-library-output') return hash;
  return contentHash(file.replace(/-?\d+\.midi?$/i, ''));
}
