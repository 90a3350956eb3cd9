import { createHash } from 'node:crypto';

/** What a song is for: to learn from, to decide when to stop, or to be measured on at the very end. */
export type Split = 'train' | 'validation' | 'test';

/** The sha256 of a file's bytes or of a text, in hexadecimal. */
export function contentHash(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Which split a song belongs to, by its content hash: 80 % train, 10 % validation, 10 % test. A song never changes its split
 * when other songs come or go, and all its windows stay together.
 */
export function splitOf(hash: string): Split {
  const share = Number.parseInt(hash.slice(0, 8), 16) / 0x1_0000_0000;
  if (share < 0.8) return 'train';
  return share < 0.9 ? 'validation' : 'test';
}
