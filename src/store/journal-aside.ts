import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';

/** A file of values that could not be used, as JSON, one a line, for a person to look at. */
export class Aside {
  readonly #file: string;
  /** One after another: a value that is added while others are replaced is not lost. */
  #work: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds a value. Rejects with the error of the disk. */
  add(value: unknown): Promise<void> {
    return this.#next(() => appendFile(this.#file, `${JSON.stringify(value)}\n`, { mode: 0o600 }));
  }

  /** Puts other values in the place of those that are there; does nothing when there is no file. Rejects with the error of the disk. */
  replace(change: (value: unknown) => unknown): Promise<void> {
    return this.#next(async () => {
      const text = await readFile(this.#file, 'utf8').catch(ignoreGone);
      if (text === undefined) return;
      const lines = text.split('\n').map((line) => (isJson(line) ? JSON.stringify(change(JSON.parse(line))) : ''));
      const unfinished = `${this.#file}.tmp`;
      await writeFile(
        unfinished,
        lines.filter((line) => line !== '').map((line) => `${line}\n`),
        { mode: 0o600, flush: true },
      );
      await rename(unfinished, this.#file);
    });
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

/** A line that was cut off says nothing any more. */
function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
