/**
 * What an error of the database means for what was asked of it.
 * `refused`: the database understood and will never take this write, so trying again is of no use.
 * `away`: the database could not do it now (unreachable, restarting, disk full); the same write may succeed later.
 */
export interface Fault {
  readonly kind: 'refused' | 'away';
  /** For the log: a phrase without the URL and without a password. */
  readonly problem: string;
}

/**
 * SQLSTATE classes of writes that stay wrong however often they are tried: 22 data exception, 23 integrity constraint
 * violation, 54 program limit exceeded (such as a key too long for an index). Source: PostgreSQL manual, appendix A.
 */
const REFUSED_CLASSES = new Set(['22', '23', '54']);

/** Tells a write that is wrong from a database that is away. Takes errors of Prisma, of pg and of Node's sockets. */
export function faultOf(error: unknown): Fault {
  const state = sqlState(error);
  if (state !== undefined) {
    return { kind: REFUSED_CLASSES.has(state.slice(0, 2)) ? 'refused' : 'away', problem: explain(error, state) };
  }
  // Prisma's own check of the arguments, or a value that could not be turned into a row: a retry would fail the same way.
  if (error instanceof TypeError || error instanceof RangeError || nameOf(error) === 'PrismaClientValidationError') {
    return { kind: 'refused', problem: lastLine(error) };
  }
  return { kind: 'away', problem: explain(error, undefined) };
}

/** The five-character SQLSTATE of a Postgres error, straight from pg or wrapped by Prisma; undefined for other errors. */
export function sqlState(error: unknown): string | undefined {
  const cause = at(at(at(error, 'meta'), 'driverAdapterError'), 'cause');
  for (const code of [at(cause, 'originalCode'), at(error, 'code')]) {
    // Prisma's own codes are five characters too (P2010); no SQLSTATE class starts with P2 or P1.
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P[12]/.test(code)) return code;
  }
  return undefined;
}

const SLOW = 'it takes too long to answer';

/** What pg says of a query, and of a connection, that it gave up: it has no code for these. */
const GIVEN_UP = /^Query read timeout|timeout exceeded when trying to connect|terminated due to connection timeout/i;

function explain(error: unknown, state: string | undefined): string {
  switch (state ?? at(error, 'code')) {
    case '28P01':
    case '28000':
      return `it refuses the user or the password (${lastLine(error)})`;
    case '3D000':
      return `there is no such database (${lastLine(error)})`;
    case '53100':
      return 'its disk is full';
    case '53300':
      return 'it has too many connections';
    // A query that the server gave up, and a transaction that Prisma did.
    case '57014':
    case 'P2028':
      return SLOW;
    case 'ECONNREFUSED':
      return 'nothing listens at its address (ECONNREFUSED)';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host name is not known';
    default:
      return GIVEN_UP.test(lastLine(error)) ? SLOW : lastLine(error);
  }
}

/** Prisma puts the reason on the last line of its messages, below a drawing of the call. */
function lastLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = at(error, 'code');
  const last = message.trim().split('\n').at(-1);
  // Prisma's words around what the server said.
  const line = /^Raw query failed\. Code: `.*?`\. Message: `(.+)`$/.exec(last ?? '')?.[1] ?? last;
  return line !== undefined && line !== '' ? line : typeof code === 'string' ? code : nameOf(error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
