import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { StoreError } from '../store-error.ts';
import type { Dump, Rows } from './dump.ts';

/** The format of the file: lines of text, compressed. The first says what follows, each other one is `table [row,row,…]`, and the last `end`. */
const FORMAT = 1;

const header = z.object({
  raindial: z.literal(FORMAT),
  migrations: z.array(z.string()),
  sums: z.record(z.string(), z.object({ rows: z.int(), checksum: z.string() })),
});

/** Writes a dump to a file, which is there whole or not at all. */
export async function writeBackup(file: string, { migrations, sums, rows }: Dump): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ raindial: FORMAT, migrations, sums })}\n`;
    for await (const { table, rows: some } of rows) yield `${table} [${some.join(',')}]\n`;
    yield 'end\n';
  }
  try {
    const output = createWriteStream(unfinished, { mode: 0o600, flush: true });
    await pipeline(Readable.from(lines()), createGzip(), output);
    await rename(unfinished, file);
  } catch (error) {
    if (error instanceof StoreError || !('syscall' in (error as object))) throw error;
    throw new StoreError(`The backup can't be written to ${file} (${(error as Error).message}).`, { cause: error });
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Reads a file that `writeBackup` made, once through to see that it is whole. Throws a StoreError when it isn't. */
export async function readBackup(file: string): Promise<Dump> {
  try {
    let first: z.output<typeof header> | undefined;
    let last = '';
    for await (const line of readLines(file)) {
      first ??= header.parse(JSON.parse(line));
      last = line;
    }
    if (first === undefined) throw new Error('it is empty');
    if (last !== 'end') throw new Error('it was not written to its end');
    const { migrations, sums } = first;
    return { migrations, sums, rows: readRows(file) };
  } catch (error) {
    throw new StoreError(`${file} is not a backup that can be read (${reasonOf(error)}). Nothing was changed.`, {
      cause: error,
    });
  }
}

async function* readRows(file: string): AsyncGenerator<Rows> {
  let number = 0;
  for await (const line of readLines(file)) {
    if (number++ === 0 || line === 'end') continue;
    const space = line.indexOf(' ');
    yield { table: line.slice(0, space), rows: [line.slice(space + 2, -1)] };
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  const input = createReadStream(file);
  const text = createGunzip();
  // readline passes no errors on: they reach the reader as an early end, and then as this.
  const broken = pipeline(input, text).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Infinity })) yield line;
    const error = await broken;
    if (error !== undefined) throw error;
  } finally {
    input.destroy();
    text.destroy();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'it does not begin as one';
  return (error as Error).message;
}
