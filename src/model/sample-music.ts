import type { Mode } from '../theory/index.ts';
import { chooser } from './chooser.ts';
import { chordLengths, ChordMemory, chordOfToken, encodeChords } from './chord-codec.ts';
import type { SectionSpan } from './form-place.ts';
import { harmony } from './harmony.ts';
import { encodeNotes, NotesMemory, noteLengths, pitchWords, velocityWords } from './notes-codec.ts';
import { ModelError } from './model-error.ts';
import type { ChordEvent, MelodyEvent, MelodySection, NotesRequest, Sampling } from './musicians.ts';
import type { CarriedState } from './network-loss.ts';
import type { NetworkPlayer } from './network-player.ts';
import type { TokenSequence } from './token-sequence.ts';

/** Music in the same mode that a network hears before it goes on: whole bars, so that the place in the bar stays right. */
export interface Heard {
  readonly chords: readonly ChordEvent[];
  /** As long as the chords; without them the network of notes hears nothing. */
  readonly notes?: readonly MelodyEvent[];
}

/** Draws a progression of exactly `beats` quarter notes, which goes on from what was heard. Throws a ModelError when `beats` is no positive multiple of 0.5 or the sampling is out of range. */
export function sampleChords(
  player: NetworkPlayer,
  options: Sampling & { readonly mode: Mode; readonly beats: number },
  heard: Heard = { chords: [] },
): readonly ChordEvent[] {
  const asked = halfBeats(options.beats);
  const choose = chooser(options, 'chords');
  const events: ChordEvent[] = [];
  const memory = new ChordMemory(options.mode);
  let state = hear(player, encodeChords({ mode: options.mode, chords: heard.chords }), ([chord = 0, length = 0]) =>
    memory.push(chord, length),
  );
  const total = memory.now + asked;
  while (memory.now < total) {
    const { tokens, state: after } = player.step(memory.inputs(), state, choose);
    const [chord = 0, length = 0] = tokens;
    const halves = Math.min(chordLengths.value(length), total - memory.now);
    events.push({ ...chordOfToken(chord), beats: halves / 2 });
    memory.push(chord, length);
    state = after;
  }
  return events;
}

/** Draws a melody exactly as long as the progression it is played over, which goes on from what was heard. Throws a ModelError like {@link sampleChords}. */
export function sampleNotes(
  player: NetworkPlayer,
  options: NotesRequest,
  heard: Heard = { chords: [] },
): readonly MelodyEvent[] {
  for (const { beats } of options.chords) halfBeats(beats);
  const { mode } = options;
  const before = heard.notes === undefined ? [] : heard.chords;
  const chords = [...before, ...options.chords];
  const over = harmony(chords);
  const sections = sectionsOf(options.section ?? { theme: 0, returns: false }, barsOf(before), barsOf(options.chords));
  const choose = chooser(options, 'melody');
  const events: MelodyEvent[] = [];
  const memory = new NotesMemory(mode, over, sections);
  let state = hear(
    player,
    encodeNotes({ mode, notes: heard.notes ?? [], chords, sections }),
    ([pitch = 0, length = 0, velocity = 0]) => memory.push(pitch, length, velocity),
  );
  while (memory.now < over.sixteenths) {
    const { tokens, state: after } = player.step(memory.inputs(), state, choose);
    const [pitch = 0, length = 0, velocity = 0] = tokens;
    const word = pitchWords.value(pitch);
    const sixteenths = Math.min(noteLengths.value(length), over.sixteenths - memory.now);
    events.push({
      pitch: word === 'rest' ? undefined : Number(word),
      sixteenths,
      velocity: velocityWords.value(velocity),
    });
    memory.push(pitch, length, velocity);
    state = after;
  }
  return events;
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

/** The network's state after a sequence; each of its answers goes to `push`. */
function hear(
  player: NetworkPlayer,
  { length, inputs, targets }: TokenSequence,
  push: (tokens: readonly number[]) => void,
): CarriedState {
  let state = player.begin();
  for (let step = 0; step < length; step += 1) {
    const tokens = targets.map((row) => row[step] ?? 0);
    const answers = tokens.values();
    const row = inputs.map((column) => column[step] ?? 0);
    state = player.step(row, state, () => answers.next().value ?? 0).state;
    push(tokens);
  }
  return state;
}

function halfBeats(beats: number): number {
  const halves = beats * 2;
  if (!Number.isSafeInteger(halves) || halves <= 0) {
    throw new ModelError(`${beats} beats: a length must be a positive multiple of half a beat`);
  }
  return halves;
}
