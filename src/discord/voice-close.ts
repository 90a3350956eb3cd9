import type { EndReason, WaitReason } from './reasons.ts';

/** What to do about a close code of the voice gateway. */
export type VoiceClose =
  /** Joining again is forbidden or can't help. */
  | { readonly kind: 'final'; readonly reason: EndReason }
  | { readonly kind: 'retry'; readonly reason: WaitReason }
  /** Removed from the channel, or about to be moved: the gateway tells which. */
  | { readonly kind: 'removed' };

/** From Discord's "Voice Close Event Codes": those it forbids to answer by reconnecting, or that come back every time. */
const FINAL: ReadonlyMap<number, EndReason> = new Map([
  [4012, { kind: 'voice-version' }],
  [4016, { kind: 'encryption-modes' }],
  [4017, { kind: 'encryption-refused' }],
  [4021, { kind: 'too-many-requests' }],
  [4022, { kind: 'call-ended' }],
]);

/** Judges a close code. */
export function explainVoiceClose(code: number): VoiceClose {
  if (code === 4014) return { kind: 'removed' };
  const reason = FINAL.get(code);
  return reason === undefined ? { kind: 'retry', reason: { kind: 'closed', code } } : { kind: 'final', reason };
}
