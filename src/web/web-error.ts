/** A fault of the page's server; its message tells the person who runs the radio what to do. */
export class WebError extends Error {
  override readonly name = 'WebError';
}
