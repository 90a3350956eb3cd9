/** What to do about a close code of the voice gateway. */
export type VoiceClose =
  /** Joining again is forbidden or can't help. */
  | { readonly kind: 'final'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string }
  /** Removed from the channel, or about to be moved: the gateway tells which. */
  | { readonly kind: 'removed' };

/** From Discord's "Voice Close Event Codes": those it forbids to answer by reconnecting, or that come back every time. */
const FINAL: ReadonlyMap<number, string> = new Map([
  [4012, 'Discord no longer speaks this version of the voice protocol; update Raindial'],
  [4016, 'Discord and the radio share no encryption mode; update Raindial'],
  [
    4017,
    'Discord asks for end-to-end encryption and could not agree on it; reinstall with `npm ci` so that @snazzah/davey is there',
  ],
  [4021, 'Discord disconnected the radio for too many requests'],
  [4022, 'the call was ended'],
]);

/** Judges a close code. */
export function explainVoiceClose(code: number): VoiceClose {
  if (code === 4014) return { kind: 'removed' };
  const reason = FINAL.get(code);
  return reason === undefined
    ? { kind: 'retry', reason: `the voice server closed with code ${code}` }
    : { kind: 'final', reason };
}
