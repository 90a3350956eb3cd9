/** A fault in what was asked of the composer, or in the networks; the message tells the person who asked what to do. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
}
