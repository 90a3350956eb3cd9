import { chooser } from './chooser.ts';
import { chordLengths, ChordMemory, chordOfToken, encodeChords } from './chord-codec.ts';
import type { SectionSpan } from './form-place.ts';
import { harmony } from './harmony.ts';
import { encodeNotes, NotesMemory, noteLengths, pitchWords, velocityWords } from './notes-codec.ts';
import { ModelError } from './model-error.ts';
import type { ChordEvent, ChordsRequest, MelodyEvent, MelodySection, NotesRequest } from './musicians.ts';
import type { CarriedState } from './network-loss.ts';
import type { Choose, NetworkPlayer } from './network-player.ts';
import type { TokenSequence } from './token-sequence.ts';

/** Of 4/4. */
const HALF_BEATS_PER_BAR = 8;
const SIXTEENTHS_PER_BAR = 16;

/** Music in the same mode that a network hears before it goes on: whole bars, so that the place in the bar stays right. */
export interface Heard {
  readonly chords: readonly ChordEvent[];
  /** As long as the chords; without them the network of notes hears nothing. */
  readonly notes?: readonly MelodyEvent[];
}

/** A way to hear the music so far: what came before it, and how much it counts in what is written. */
export interface Voice {
  readonly player: NetworkPlayer;
  readonly heard: Heard;
  /** In a bar of what is asked for, from 0; the weights of all voices sum to 1 in each bar. */
  readonly weightAt: (bar: number) => number;
}

/** How far a piece is written; what is written never changes, so that one beginning can go on in several ways. */
export interface Passage<Event> {
  readonly events: readonly Event[];
  /** In the grid of the network's codec. */
  readonly length: number;
  /** What the network's heads answered, event by event, and what each voice remembers. */
  readonly tokens: readonly (readonly number[])[];
  readonly states: readonly CarriedState[];
}

/** Writes a piece in as many steps as one likes. */
export interface Writer<Event> {
  /** Nothing is written yet; what comes before is heard. */
  readonly begin: Passage<Event>;
  /** Goes on until a bar line is reached or passed (the end, when no bar is given). */
  readonly goOn: (passage: Passage<Event>, seed: number, bar?: number) => Passage<Event>;
}

/** One voice that has heard nothing. */
function alone(player: NetworkPlayer): readonly Voice[] {
  return [{ player, heard: { chords: [] }, weightAt: () => 1 }];
}

/** Draws a progression of exactly `beats` quarter notes. Throws a ModelError when `beats` is no positive multiple of 0.5 or the sampling is out of range. */
export function sampleChords(player: NetworkPlayer, options: ChordsRequest): readonly ChordEvent[] {
  const { begin, goOn } = chordWriter(options, alone(player));
  return goOn(begin, options.seed).events;
}

/** Draws a melody exactly as long as the progression it is played over. Throws a ModelError like {@link sampleChords}. */
export function sampleNotes(player: NetworkPlayer, options: NotesRequest): readonly MelodyEvent[] {
  const { begin, goOn } = noteWriter(options, alone(player));
  return goOn(begin, options.seed).events;
}

/**
 * Who writes progressions like those of {@link sampleChords} that go on from what the voices heard: each chord is drawn from the weighed
 * geometric mean of what they expect.
 */
export function chordWriter(options: Omit<ChordsRequest, 'seed'>, voices: readonly Voice[]): Writer<ChordEvent> {
  const { mode } = options;
  return writer({
    voices: voices.map(({ player, heard, weightAt }) => ({
      player,
      memory: () => new ChordMemory(mode),
      heard: encodeChords({ mode, chords: heard.chords }),
      weightAt,
    })),
    total: halfBeats(options.beats),
    bar: HALF_BEATS_PER_BAR,
    chooser: (seed) => chooser({ ...options, seed }, 'chords'),
    event: ([chord = 0, length = 0], left) => {
      const halves = Math.min(chordLengths.value(length), left);
      return { event: { ...chordOfToken(chord), beats: halves / 2 }, length: halves };
    },
  });
}

/** Who writes melodies like those of {@link sampleNotes} that go on from what the voices heard, as {@link chordWriter} does. */
export function noteWriter(options: Omit<NotesRequest, 'seed'>, voices: readonly Voice[]): Writer<MelodyEvent> {
  const { mode, section = { theme: 0, returns: false } } = options;
  for (const { beats } of options.chords) halfBeats(beats);
  return writer({
    voices: voices.map(({ player, heard, weightAt }) => {
      const before = heard.notes === undefined ? [] : heard.chords;
      const chords = [...before, ...options.chords];
      const sections = sectionsOf(section, barsOf(before), barsOf(options.chords));
      return {
        player,
        memory: () => new NotesMemory(mode, harmony(chords), sections),
        heard: encodeNotes({ mode, notes: heard.notes ?? [], chords, sections }),
        weightAt,
      };
    }),
    total: harmony(options.chords).sixteenths,
    bar: SIXTEENTHS_PER_BAR,
    chooser: (seed) => chooser({ ...options, seed }, 'melody'),
    event: ([pitch = 0, length = 0, velocity = 0], left) => {
      const word = pitchWords.value(pitch);
      const sixteenths = Math.min(noteLengths.value(length), left);
      return {
        event: {
          pitch: word === 'rest' ? undefined : Number(word),
          sixteenths,
          velocity: velocityWords.value(velocity),
        },
        length: sixteenths,
      };
    },
  });
}

/** What a codec remembers of the music so far. */
interface Memory {
  inputs(): readonly number[];
  push(...tokens: readonly number[]): void;
}

/** What differs from network to network. */
interface Writing<Event> {
  readonly voices: readonly {
    readonly player: NetworkPlayer;
    /** An empty memory. */
    readonly memory: () => Memory;
    readonly heard: TokenSequence;
    readonly weightAt: (bar: number) => number;
  }[];
  /** In the grid of the codec, as is the length of a bar. */
  readonly total: number;
  readonly bar: number;
  readonly chooser: (seed: number) => Choose;
  /** The event of an answer, cut to what is left. */
  readonly event: (tokens: readonly number[], left: number) => { readonly event: Event; readonly length: number };
}

function writer<Event>({ voices, total, bar: barLength, chooser: chooserOf, event }: Writing<Event>): Writer<Event> {
  const [first] = voices;
  if (first === undefined) throw new RangeError('nobody to write');
  const states = voices.map(({ player, heard }) => hear(player, heard));
  return {
    begin: { events: [], length: 0, tokens: [], states },
    goOn(passage, seed, bar = Infinity) {
      const choose = chooserOf(seed);
      const memories = voices.map(({ memory, heard }) => {
        const own = memory();
        for (let step = 0; step < heard.length; step += 1) own.push(...column(heard.targets, step));
        for (const tokens of passage.tokens) own.push(...tokens);
        return own;
      });
      const until = Math.min(total, bar * barLength);
      let now = passage;
      while (now.length < until) {
        const place = Math.floor(now.length / barLength);
        const step = first.player.stepTogether(
          voices.map(({ player, weightAt }, index) => ({
            player,
            inputs: memories[index]?.inputs() ?? [],
            state: now.states[index] ?? player.begin(),
            weight: weightAt(place),
          })),
          choose,
        );
        for (const memory of memories) memory.push(...step.tokens);
        const next = event(step.tokens, total - now.length);
        now = {
          events: [...now.events, next.event],
          length: now.length + next.length,
          tokens: [...now.tokens, step.tokens],
          states: step.states,
        };
      }
      return now;
    },
  };
}

/** The network's state after a sequence. */
function hear(player: NetworkPlayer, { length, inputs, targets }: TokenSequence): CarriedState {
  let state = player.begin();
  for (let step = 0; step < length; step += 1) {
    const answers = column(targets, step).values();
    state = player.step(column(inputs, step), state, () => answers.next().value ?? 0).state;
  }
  return state;
}

function column(rows: TokenSequence['inputs'], step: number): readonly number[] {
  return rows.map((row) => row[step] ?? 0);
}

/** What was heard as the song's first theme, and the section asked for behind it. */
function sectionsOf(section: MelodySection, heardBars: number, bars: number): readonly SectionSpan[] {
  if (!Number.isSafeInteger(section.theme) || section.theme < 0) {
    throw new ModelError(`theme ${section.theme}: themes are counted 0, 1, 2`);
  }
  const asked = { ...section, from: heardBars, bars };
  return heardBars === 0 ? [asked] : [{ theme: 0, returns: false, from: 0, bars: heardBars }, asked];
}

function barsOf(chords: readonly ChordEvent[]): number {
  return Math.ceil(chords.reduce((sum, { beats }) => sum + beats, 0) / 4);
}

function halfBeats(beats: number): number {
  const halves = beats * 2;
  if (!Number.isSafeInteger(halves) || halves <= 0) {
    throw new ModelError(`${beats} beats: a length must be a positive multiple of half a beat`);
  }
  return halves;
}
