import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Mode } from '../theory/index.ts';
import { chooseToken } from './choose-token.ts';
import { chordInputs, chordLengths, chordOfWord, chordWords, startToken, type ChordMoment } from './chord-codec.ts';
import { harmony, MELODY_START, melodyInputs, noteLengths, pitchWords, velocityWords } from './melody-codec.ts';
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
  let state = player.begin();
  let moment: ChordMoment = {
    chord: startToken(chordWords),
    length: startToken(chordLengths),
    time: 0,
    mode: options.mode,
  };
  while (moment.time < total) {
    const { tokens, state: after } = player.step(chordInputs(moment), state, choose);
    const [chord = 0, length = 0] = tokens;
    const halves = Math.min(chordLengths.value(length), total - moment.time);
    events.push({ ...chordOfWord(chordWords.value(chord)), beats: halves / 2 });
    state = after;
    moment = { ...moment, chord, length, time: moment.time + halves };
  }
  return events;
}

/** Draws a melody exactly as long as the progression it is played over. Throws a ModelError like {@link sampleChords}. */
export function sampleMelody(
  player: NetworkPlayer,
  options: Sampling & { readonly mode: Mode; readonly chords: readonly ChordEvent[] },
): readonly MelodyEvent[] {
  for (const { beats } of options.chords) halfBeats(beats);
  const over = harmony(options.chords);
  const choose = chooser(options, 'melody');
  const events: MelodyEvent[] = [];
  let state = player.begin();
  let before = MELODY_START;
  let time = 0;
  while (time < over.sixteenths) {
    const { tokens, state: after } = player.step(melodyInputs(before, time, over, options.mode), state, choose);
    const [pitch = 0, length = 0, velocity = 0] = tokens;
    const word = pitchWords.value(pitch);
    const sixteenths = Math.min(noteLengths.value(length), over.sixteenths - time);
    events.push({
      pitch: word === 'rest' ? undefined : Number(word),
      sixteenths,
      velocity: velocityWords.value(velocity),
    });
    state = after;
    before = { pitch, length, velocity };
    time += sixteenths;
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
