import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { surviveStrayRejections } from '../../src/commands/serve.ts';

test('a promise that fails with nobody waiting for it is told and survived', () => {
  const process = new EventEmitter();
  const told: string[] = [];
  surviveStrayRejections(process, { error: (message) => void told.push(message) });
  process.emit('unhandledRejection', new Error('the shard is idle'));
  process.emit('unhandledRejection', 'a string');
  expect(told).toEqual([
    'Something failed that nobody waited for: the shard is idle',
    'Something failed that nobody waited for: a string',
  ]);
});
