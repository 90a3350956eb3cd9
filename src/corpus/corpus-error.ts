/** A fault in the corpus room: a folder that can't be read, a manifest that makes no sense. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError';
}
