/** Where the store tells the operator what happens; a pino logger is one. */
export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
