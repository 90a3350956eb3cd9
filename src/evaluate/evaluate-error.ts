/** Nothing to evaluate, or too little of it; the message says what is missing. */
export class EvaluateError extends Error {
  override readonly name = 'EvaluateError';
}
