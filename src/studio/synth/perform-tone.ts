import { PIECE_FRAMES, emptySum } from '../../dsp/index.ts';
import { deriveSeed } from '../../random/index.ts';
import type { Performance } from '../performance.ts';
import type { KeyEvent } from '../timed-notes.ts';
import type { TonePatch, Wave } from './patch.ts';
import { patchStrands } from './strands.ts';
import { VoicePlayer } from './voice-player.ts';
import { planVoices } from './voices.ts';
import type { Wavetable } from './wavetables.ts';

/** Plays key events on a patch that plays pitches. The same events give the same samples. */
export function performTone(
  patch: TonePatch,
  events: readonly KeyEvent[],
  tableOf: (wave: Wave) => Wavetable,
): Performance {
  const strands = patchStrands(patch, tableOf);
  const voices = planVoices(events, patch);
  const seed = deriveSeed(0, patch.name);
  let sounding: VoicePlayer[] = [];
  let next = 0;
  let now = 0;
  return {
    render(block) {
      block.left.fill(0);
      block.right.fill(0);
      for (let from = 0; from < block.left.length; from += PIECE_FRAMES) {
        const frames = Math.min(PIECE_FRAMES, block.left.length - from);
        const end = now + frames;
        for (; next < voices.length && voices[next]!.start < end; next += 1) {
          sounding.push(new VoicePlayer(voices[next]!, patch, strands, deriveSeed(seed, String(next))));
        }
        if (sounding.length > 0) {
          const piece = emptySum(0, frames);
          for (const voice of sounding) voice.add(piece, now);
          block.left.set(piece.left, from);
          block.right.set(piece.right, from);
          sounding = sounding.filter((voice) => !voice.isOver);
        }
        now = end;
      }
    },
    close() {
      sounding = [];
      next = voices.length;
    },
  };
}
