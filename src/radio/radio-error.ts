/** A fault in the radio room; its message tells the person who asked what to do. */
export class RadioError extends Error {
  override readonly name = 'RadioError';
}
