/** A fault in the store room; its message tells the person what to do and never holds a password. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
