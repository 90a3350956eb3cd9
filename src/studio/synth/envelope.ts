import type { Envelope } from './patch.ts';

/** How steeply levels fall: -43 dB at the end, where what is left is taken away evenly. */
const STEEPNESS = 5;
const REST = Math.exp(-STEEPNESS);

/** An exponential fall from 1 at 0 to exactly 0 at 1 and beyond. */
export function fall(progress: number): number {
  if (progress >= 1) return 0;
  return (Math.exp(-STEEPNESS * progress) - REST) / (1 - REST);
}

/** Level of an envelope while its key is held, `seconds` after it went down: 0 to 1. */
function heldLevel(envelope: Envelope, seconds: number): number {
  const { attackSeconds, decaySeconds, sustain } = envelope;
  if (seconds < attackSeconds) {
    const progress = seconds / attackSeconds;
    return progress * (2 - progress);
  }
  return sustain + (1 - sustain) * fall((seconds - attackSeconds) / decaySeconds);
}

/** Level of an envelope, 0 to 1, some seconds after its key went down; the key goes up after `upSeconds`. */
export function envelopeLevel(envelope: Envelope, seconds: number, upSeconds: number): number {
  if (seconds < upSeconds) return heldLevel(envelope, seconds);
  return heldLevel(envelope, upSeconds) * fall((seconds - upSeconds) / envelope.releaseSeconds);
}
