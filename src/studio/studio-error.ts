/** A fault in the studio; its message says what to do about it. */
export class StudioError extends Error {
  override readonly name = 'StudioError';
}
