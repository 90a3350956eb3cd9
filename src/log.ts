import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.ts';

export type Log = Logger;

/**
 * The program's log, on standard error: lines for people, or JSON for collectors. Secrets are cut out of whatever is logged,
 * even where a library puts one into an error's text.
 */
export function createLog(config: Pick<Config, 'logLevel' | 'logFormat' | 'databaseUrl' | 'discord'>): Log {
  const secrets = secretsOf(config);
  const options = {
    level: config.logLevel,
    base: null,
    hooks: {
      streamWrite: (line: string) => secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line),
    },
  };
  if (config.logFormat === 'json') return pino(options, pino.destination({ dest: 2, sync: true }));
  return pino(
    options,
    pretty({
      destination: 2,
      sync: true,
      colorize: process.stderr.isTTY,
      translateTime: 'SYS:HH:MM:ss',
      hideObject: true,
    }),
  );
}

function secretsOf(config: Pick<Config, 'databaseUrl' | 'discord'>): readonly string[] {
  const password = config.databaseUrl === undefined ? '' : new URL(config.databaseUrl).password;
  return [config.discord?.token ?? '', password, decoded(password)].filter((secret) => secret.length >= 4);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
