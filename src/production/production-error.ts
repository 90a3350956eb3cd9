/** A fault while making a segment; the message may be shown to the listener who asked for it. */
export class ProductionError extends Error {
  override readonly name = 'ProductionError';
}
