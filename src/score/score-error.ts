/** A fault in a score or a MIDI file; the message names the file and says what is wrong with it. */
export class ScoreError extends Error {
  override readonly name = 'ScoreError';
}
