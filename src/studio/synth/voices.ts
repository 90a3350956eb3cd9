import { SAMPLE_RATE } from '../../dsp/index.ts';
import type { KeyEvent } from '../timed-notes.ts';
import type { TonePatch } from './patch.ts';

/** A note that a synthesiser plays: when, how, and what becomes of it. Frames are counted from the beginning of the part. */
export interface Voice {
  readonly start: number;
  readonly pitch: number;
  /** Where its pitch comes from. */
  readonly fromPitch: number;
  /** From 0 to 1. */
  readonly velocity: number;
  /** Its key goes up; Infinity when it never does. */
  readonly up: number;
  /** It gives way to another note and fades quickly; Infinity when it need not. */
  readonly cut: number;
}

/** Time in which a voice that gives way fades. */
export const CUT_FRAMES = Math.round(0.008 * SAMPLE_RATE);

/** Notes no further apart are one chord, however the player rolled it, and do not cut each other. */
const CHORD_FRAMES = Math.round(0.045 * SAMPLE_RATE);

type Sounding = { -readonly [Key in keyof Voice]: Voice[Key] };

/**
 * The voices that key events ask for, in order. What a voice is depends on nothing that happens after its end: playing less of the same
 * events gives the beginning of the same sound.
 */
export function planVoices(events: readonly KeyEvent[], patch: TonePatch): readonly Voice[] {
  const voices: Sounding[] = [];
  const tail = Math.ceil(patch.loudness.releaseSeconds * SAMPLE_RATE);
  let sounding: Sounding[] = [];
  const isHeld = (voice: Sounding): boolean => voice.up === Infinity && voice.cut === Infinity;
  for (const { frame, pitch, velocity } of events) {
    if (velocity === 0) {
      for (const voice of sounding) if (voice.pitch === pitch && voice.up === Infinity) voice.up = frame;
      continue;
    }
    sounding = sounding.filter((voice) => frame < Math.min(voice.up + tail, voice.cut));
    let fromPitch = pitch;
    if (patch.legato !== undefined) {
      for (const voice of sounding) {
        if (frame - voice.start <= CHORD_FRAMES) continue;
        if (isHeld(voice)) fromPitch = voice.pitch;
        voice.cut = Math.min(voice.cut, frame);
      }
    }
    const alive = sounding.filter((voice) => voice.cut === Infinity);
    if (alive.length >= patch.voices) (alive.find((voice) => voice.up < Infinity) ?? alive[0]!).cut = frame;
    const voice = { start: frame, pitch, fromPitch, velocity: velocity / 127, up: Infinity, cut: Infinity };
    voices.push(voice);
    sounding.push(voice);
  }
  return voices;
}
