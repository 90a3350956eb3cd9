import { describe, expect, it } from 'vitest';
import { faultOf } from '../../src/store/fault.ts';

/** An error as pg throws it. */
function postgres(code: string, message = 'so it is'): Error {
  return Object.assign(new Error(message), { code });
}

/** An error as Prisma throws it, around one of the driver. */
function prisma(code: string, originalCode: string, message: string): Error {
  return Object.assign(new Error(`\nInvalid call:\n\n\n${message}`), {
    code,
    meta: { driverAdapterError: { cause: { originalCode } } },
  });
}

describe('faultOf', () => {
  it.each([
    ['a value out of range', postgres('22003')],
    ['a key that is there already', prisma('P2002', '23505', 'Unique constraint failed')],
    ['a key too long for its index', postgres('54000')],
    ['a number that is no integer', new RangeError('0.5 can not be converted to a BigInt')],
  ])('gives up %s', (_, error) => {
    expect(faultOf(error).kind).toBe('refused');
  });

  it.each([
    ['a full disk', postgres('53100'), 'its disk is full'],
    ['a server that shuts down', prisma('P2010', '57P01', 'terminating connection'), 'terminating connection'],
    [
      'a connection that the server ends',
      prisma('P2010', '57P01', 'Raw query failed. Code: `57P01`. Message: `terminating connection`'),
      'terminating connection',
    ],
    ['a deadlock', postgres('40P01', 'deadlock detected'), 'deadlock detected'],
    [
      'a lost connection',
      Object.assign(new Error('\nCall:\n\nServer has closed the connection.'), { code: 'P1017' }),
      'Server has closed the connection.',
    ],
    [
      'an address where nothing listens',
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      'nothing listens at its address (ECONNREFUSED)',
    ],
    ['a query that the server gave up', postgres('57014', 'canceling statement'), 'it takes too long to answer'],
    ['a query that was given up here', new Error('Query read timeout'), 'it takes too long to answer'],
    ['something unheard of', 'a string', 'a string'],
  ])('tries again after %s', (_, error, problem) => {
    expect(faultOf(error)).toEqual({ kind: 'away', problem });
  });
});
