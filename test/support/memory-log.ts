import type { Log } from '../../src/radio/index.ts';

/** A log that a test can read: one line an entry, such as `warn Nothing to play`. */
export class MemoryLog implements Log {
  readonly lines: string[] = [];

  info(_fields: object, message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(_fields: object, message: string): void {
    this.lines.push(`warn ${message}`);
  }

  error(_fields: object, message: string): void {
    this.lines.push(`error ${message}`);
  }
}
