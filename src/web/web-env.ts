import type { HttpBindings } from '@hono/node-server';
import type { FrontDesk, Station } from '../radio/index.ts';

/** What handlers find in their context. */
export interface WebEnv {
  /** Node's request and response; not there when a test calls `app.request()`. */
  readonly Bindings: Partial<HttpBindings>;
  readonly Variables: {
    /** Who asks: a random id from a cookie. */
    listener: string;
  };
}

/** What the web shows of a station: the front desk, and what only the web tells. */
export type WebDesk = FrontDesk & Pick<Station, 'stats' | 'health' | 'tally' | 'files'>;
