/** A fault in the model room: no usable backend, a model that doesn't fit; the message says what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
