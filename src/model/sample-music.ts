import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Mode } from '../theory/index.ts';
import { chooseToken } from './choose-token.ts';
import { chordLengths, ChordMemory, chordOfToken } from './chord-codec.ts';
import { harmony } from './harmony.ts';
import { NotesMemory, noteLengths, pitchWords, velocityWords } from './notes-codec.ts';
import { ModelError } from './model-error.ts';
import type { ChordEvent, MelodyEvent, Sampling } from './musicians.ts';
import type { Choose, NetworkPlayer } from './network-player.ts';

/** Draws a progression of exactly `beats` quarter notes. Throws a ModelError when `beats` is no positive multiple of 0.5 or the sampling is out of range. */
export function sampleChords(
  player: NetworkPlayer,
  options: Sampling & { readonly mode: Mode; readonly beats: number },
): readonly ChordEvent[] {
  const total = halfBeats(options.beats);
  const choose = chooser(options, 'chords');
  const events: ChordEvent[] = [];
  const memory = new ChordMemory(options.mode);
  let state = player.begin();
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

/** Draws a melody exactly as long as the progression it is played over. Throws a ModelError like {@link sampleChords}. */
export function sampleNotes(
  player: NetworkPlayer,
  options: Sampling & { readonly mode: Mode; readonly chords: readonly ChordEvent[] },
): readonly MelodyEvent[] {
  for (const { beats } of options.chords) halfBeats(beats);
  const over = harmony(options.chords);
  const choose = chooser(options, 'melody');
  const events: MelodyEvent[] = [];
  const memory = new NotesMemory(options.mode, over);
  let state = player.begin();
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

function chooser({ seed, temperature, topP }: Sampling, label: string): Choose {
  if (!(temperature > 0)) throw new ModelError(`temperature ${temperature}: it must be above 0`);
  if (!(topP > 0 && topP <= 1)) throw new ModelError(`topP ${topP}: it must be above 0 and at most 1`);
  const random = seededRandom(deriveSeed(seed, label));
  return (_head, logits) => chooseToken(logits, { temperature, topP }, random);
}

function halfBeats(beats: number): number {
  const halves = beats * 2;
  if (!Number.isSafeInteger(halves) || halves <= 0) {
    throw new ModelError(`${beats} beats: a length must be a positive multiple of half a beat`);
  }
  return halves;
}
