import type { MelodySection, Musicians } from '../model/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Key } from '../theory/index.ts';
import { audition, type Audition } from './audition.ts';
import { between, happens } from './chance.ts';
import type { Phrase } from './draft.ts';
import { BEATS_PER_BAR } from './form.ts';
import { writeGroove } from './groove.ts';
import { holdChords, progressionFaults, turnAround, writeChords } from './harmony.ts';
import { editMelody, melodyFaults, writeMelody } from './melody-line.ts';
import { refrain, REFRAIN_BARS } from './refrain.ts';
import type { LofiStyle } from './lofi-style.ts';

/** Bars of a melody: longer than the progression, so that it goes on where the chords repeat. */
export const MELODY_BARS = 8;

const CHORD_TAKES = 6;
const MELODY_TAKES = 3;

/**
 * Has the networks write a phrase, chords first, a melody over them and the drums, and edits all of it. The seed decides all of it;
 * `section` is the phrase's place in the song.
 * The notes network is given the chords as they stay, before they are coloured.
 */
export function writePhrase(
  musicians: Musicians,
  options: {
    readonly style: LofiStyle;
    readonly key: Key;
    readonly tempo: number;
    readonly section: MelodySection;
    readonly seed: number;
  },
): Audition<Phrase> {
  const { style, key, tempo, section, seed } = options;
  const { harmony, melody: singing } = style;
  const turns = happens(harmony.turnaround, seededRandom(deriveSeed(seed, 'turnaround')));
  const sungAgain = Math.round(between(singing.refrain, seededRandom(deriveSeed(seed, 'refrain'))));
  const progression = audition(
    (attempt) => {
      const { temperature, topP } = harmony;
      const takeSeed = deriveSeed(seed, `chords ${attempt}`);
      const beats = harmony.bars * BEATS_PER_BAR;
      const held = holdChords(
        musicians.chords({ seed: takeSeed, temperature, topP, mode: key.mode, beats, section }),
        harmony.beatsPerChordMin,
      );
      return turns ? turnAround(held) : held;
    },
    (events) => progressionFaults(events, key),
    CHORD_TAKES,
  );
  const chords = writeChords(progression.take, {
    key,
    sevenths: harmony.sevenths,
    ninths: harmony.ninths,
    random: seededRandom(deriveSeed(seed, 'colours')),
  });
  const repeats = Math.ceil(MELODY_BARS / harmony.bars);
  const melody = audition(
    (attempt) => {
      const events = musicians.notes({
        seed: deriveSeed(seed, `melody ${attempt}`),
        temperature: singing.temperature,
        topP: singing.topP,
        mode: key.mode,
        chords: Array.from({ length: repeats }, () => progression.take).flat(),
        section,
      });
      const edited = editMelody(writeMelody(events, key), { key, chords, singing });
      return refrain(edited, harmony.bars === REFRAIN_BARS ? sungAgain : 0);
    },
    (notes) => melodyFaults(notes, MELODY_BARS),
    MELODY_TAKES,
  );
  const groove = style.drumming && writeGroove(musicians, { drumming: style.drumming, tempo, seed });
  return {
    take: { chords, melody: melody.take, groove: groove?.take ?? [] },
    rejections: progression.rejections + melody.rejections + (groove?.rejections ?? 0),
  };
}
