import type { Problem } from './problem.ts';
import type { Refusal } from './request-rules.ts';

/** Why something failed: what was asked for is wrong (`invalid`), too much was asked for (`busy`), or the station is at fault. */
export type RadioErrorReason = 'invalid' | 'busy' | 'fault';

/** A fault in the radio room; its message tells the person who asked what to do. */
export class RadioError extends Error {
  override readonly name = 'RadioError';
  /** `fault` unless said otherwise. */
  readonly reason: RadioErrorReason;
  /** What the message says, for those who say it in another language; only when a guild's rules refused a request. */
  readonly refusal: Refusal | undefined;
  /** The same, when it was not a guild's rules; a fault that only whoever runs the station can mend has neither. */
  readonly problem: Problem | undefined;

  constructor(
    message: string,
    options: ErrorOptions & {
      readonly reason?: RadioErrorReason;
      readonly refusal?: Refusal;
      readonly problem?: Problem;
    } = {},
  ) {
    super(message, options);
    this.reason = options.reason ?? 'fault';
    this.refusal = options.refusal;
    this.problem = options.problem;
  }
}
