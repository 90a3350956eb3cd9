import path from 'node:path';
import envPaths from 'env-paths';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';

/** Bad settings; the message has one line for each variable and says what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const LOG_FORMATS = ['pretty', 'json'] as const;
const BACKENDS = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`);

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

/** Messages never repeat a value: it may be a secret. */
const environment = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be an address or a host name, such as 127.0.0.1')
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  RAINDIAL_DATA: z.string().default(() => envPaths('raindial', { suffix: '' }).data),
  RAINDIAL_POOL_MB: wholeNumber(50, 1_000_000).default(2_000),
  RAINDIAL_RETENTION_DAYS: wholeNumber(0, 36_500).default(365),
  RAINDIAL_WORKERS: wholeNumber(1, 64).default(1),
  RAINDIAL_BACKEND: z.enum(BACKENDS, `must be one of ${BACKENDS.join(', ')}`).optional(),
  RAINDIAL_STYLES: z
    .string()
    .transform((names) => names.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => name !== ''), 'must be names of styles with commas between them')
    .default([]),
  RAINDIAL_JINGLES: z
    .string()
    .refine((text) => text === 'off' || isCron(text), 'must be a cron expression, such as */30 * * * *, or off')
    .default('*/30 * * * *'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  LOG_FORMAT: z.enum(LOG_FORMATS, `must be one of ${LOG_FORMATS.join(', ')}`).default('pretty'),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => hasProtocol(url, ['postgres:', 'postgresql:']),
      'must be a Postgres URL, such as postgresql://user:password@host:5432/raindial',
    )
    .optional(),
  DISCORD_TOKEN: z
    .string()
    .regex(/^\S+$/, 'must be one word: the bot token from the Discord developer portal')
    .optional(),
  DISCORD_API_URL: z
    .string()
    .refine((url) => hasProtocol(url, ['http:', 'https:']), 'must be an http or https URL')
    .optional(),
});

/** The folders that people may add to; they lie beside `src/`. */
export interface Folders {
  readonly models: string;
  readonly styles: string;
  readonly soundfonts: string;
  readonly effects: string;
}

/** Every setting of a run, from the environment. Nothing else in the program reads `process.env`. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Size the pool of segments may grow to. */
  readonly poolBytes: number;
  /** What is known of single listeners is deleted when it is as old as this; never when not given. */
  readonly retentionDays: number | undefined;
  /** Worker threads that make segments. */
  readonly workers: number;
  /** The styles to play when nobody asks for anything; all of LoFi when there are none. */
  readonly rotation: readonly string[];
  /** When to play a jingle, as a cron expression; never when not given. */
  readonly jingles: string | undefined;
  /** The tfjs backend to use; the first of the ladder that works when not given. */
  readonly backend: (typeof BACKENDS)[number] | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly logFormat: (typeof LOG_FORMATS)[number];
  readonly databaseUrl: string | undefined;
  readonly discord: { readonly token: string; readonly apiUrl?: string } | undefined;
  readonly folders: Folders;
}

/**
 * Reads the settings; an empty variable counts as not set.
 * Throws a ConfigError that names every bad variable, without their values.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigError(`${lines.join('\n')}\nSet these in the environment or in .env; .env.example explains each.`);
  }
  const root = path.dirname(import.meta.dirname);
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, ...values } = parsed.data;
  return {
    host: values.HOST,
    port: values.PORT,
    data: path.resolve(values.RAINDIAL_DATA),
    poolBytes: values.RAINDIAL_POOL_MB * 1_000_000,
    retentionDays: values.RAINDIAL_RETENTION_DAYS === 0 ? undefined : values.RAINDIAL_RETENTION_DAYS,
    workers: values.RAINDIAL_WORKERS,
    rotation: values.RAINDIAL_STYLES,
    jingles: values.RAINDIAL_JINGLES === 'off' ? undefined : values.RAINDIAL_JINGLES,
    backend: values.RAINDIAL_BACKEND,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    databaseUrl: values.DATABASE_URL,
    discord: token === undefined ? undefined : { token, ...(apiUrl === undefined ? {} : { apiUrl }) },
    folders: {
      models: path.join(root, 'models'),
      styles: path.join(root, 'styles'),
      soundfonts: path.join(root, 'soundfonts'),
      effects: path.join(root, 'effects'),
    },
  };
}
