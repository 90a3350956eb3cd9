import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { openComposer } from '../compose/index.ts';
import type { Config } from '../config.ts';
import { checkDiscord } from '../discord/index.ts';
import { progressBar } from './progress-bar.ts';
import { lockDataFolder, ownerOfDataFolder, probeDatabase } from '../store/index.ts';
import { openStudio } from '../studio/index.ts';

/** What was found: `warn` is worth knowing, `fail` keeps the radio, or what was asked of it, from working. */
interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  /** What is so, and where something is wrong, what to do. */
  readonly text: string;
}

/**
 * Checks this machine and its files and prints what it found, one line a finding. Resolves with false when something failed.
 */
export async function doctor(config: Config, options: { readonly json: boolean }): Promise<boolean> {
  const checks: readonly (readonly [string, (config: Config) => Promise<readonly Omit<Finding, 'check'>[]>])[] = [
    ['Node', checkNode],
    ['data folder', checkDataFolder],
    ['SoundFonts and effects', checkStudio],
    ['models', checkModels],
    ['database', checkDatabase],
    ['Discord', checkBot],
  ];
  const findings: Finding[] = [];
  for (const [check, look] of checks) {
    const found = await look(config).catch((error: unknown) => [
      { state: 'fail' as const, text: error instanceof Error ? error.message : String(error) },
    ]);
    for (const finding of found) {
      findings.push({ check, ...finding });
      if (!options.json) console.log(`${MARKS[finding.state]} ${check}: ${finding.text}`);
    }
  }
  const healthy = findings.every((finding) => finding.state !== 'fail');
  if (options.json) console.log(JSON.stringify({ healthy, findings }, null, 2));
  return healthy;
}

const MARKS = { ok: '✔', warn: '!', fail: '✘' } as const;

type Found = readonly Omit<Finding, 'check'>[];

const LEAST_NODE = [22, 19] as const;

async function checkNode(): Promise<Found> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fit = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const advice = `; it needs ${LEAST_NODE.join('.')} or newer: run it through npm, which brings the right one`;
  return Promise.resolve([
    { state: fit ? 'ok' : 'fail', text: `version ${process.versions.node}${fit ? '' : advice}` },
  ]);
}

/** A SoundFont takes 200 MB when it is prepared, and a song 2 MB. */
const LEAST_FREE_BYTES = 500_000_000;

async function checkDataFolder({ data }: Config): Promise<Found> {
  await mkdir(data, { recursive: true });
  await access(data, constants.W_OK);
  const { bavail, bsize } = await statfs(data);
  const free = bavail * bsize;
  const text = `${data}, ${Math.round(free / 1e6)} MB free`;
  if (free < LEAST_FREE_BYTES) {
    return [{ state: 'warn', text: `${text}: free some space, or set RAINDIAL_DATA to another folder` }];
  }
  return [{ state: 'ok', text }];
}

async function checkStudio({ data, folders }: Config): Promise<Found> {
  const bar = progressBar('preparing', process.stderr);
  const studio = await openStudio({
    soundfonts: folders.soundfonts,
    effects: folders.effects,
    cache: path.join(data, 'cache'),
    onProgress: (progress) => bar.update(progress),
  }).finally(() => bar.stop());
  const effects = studio.effects();
  const found: Found = [
    { state: 'ok', text: `${studio.instruments().length} instruments` },
    { state: 'ok', text: `effects ${effects.join(', ')}` },
    ...studio.problems.map((problem) => ({ state: 'warn' as const, text: `${problem} (skipped)` })),
  ];
  studio.close();
  return found;
}

async function checkModels({ folders, backend }: Config): Promise<Found> {
  const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
  const versions = Object.entries(composer.versions).map(([name, version]) => `${name} ${version}`);
  return [
    { state: 'ok', text: `${versions.join(', ')}; styles ${composer.styles.join(', ')}` },
    { state: 'ok', text: `tfjs backend ${composer.backend}` },
    ...composer.problems.map((problem) => ({ state: 'warn' as const, text: problem })),
  ];
}

async function checkDatabase(config: Config): Promise<Found> {
  const { data, databaseUrl } = config;
  const owner = await ownerOfDataFolder(data);
  if (owner !== undefined && databaseUrl === undefined) {
    return [{ state: 'ok', text: `embedded, in use by the radio that runs (process ${owner.pid})` }];
  }
  const dataFolder = owner === undefined ? await lockDataFolder(data) : undefined;
  try {
    await probeDatabase({
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      dataFolder: dataFolder ?? unusedFolder(data),
    });
    return [{ state: 'ok', text: databaseUrl === undefined ? 'embedded' : 'Postgres, up to date' }];
  } finally {
    await dataFolder?.release();
  }
}

/** A server needs no data folder: a radio that runs keeps its lock. */
function unusedFolder(folder: string) {
  return { folder, publish: () => Promise.resolve(), release: () => Promise.resolve() };
}

/** Discord takes a bot's token away when it logs in too often in a day. */
function checkLogins({ shards, loginsLeft }: { readonly shards: number; readonly loginsLeft: number }): Found[number] {
  const text = `Discord wants ${shards === 1 ? 'one connection' : `${shards} connections`} (shards), and ${loginsLeft} logins are left today`;
  return loginsLeft < shards
    ? { state: 'warn', text: `${text}: wait until tomorrow before you start the bot again` }
    : { state: 'ok', text };
}

async function checkBot({ discord }: Config): Promise<Found> {
  if (discord === undefined) {
    return [{ state: 'ok', text: 'off; set DISCORD_TOKEN to make this a bot' }];
  }
  const checked = await checkDiscord(discord);
  if (checked.kind === 'problem') return [{ state: 'fail', text: checked.problem }];
  return [
    { state: 'ok', text: `logged in as ${checked.bot}, on ${checked.guilds} servers` },
    checkLogins(checked),
    { state: 'ok', text: `invite it with ${checked.inviteUrl}` },
    ...checked.missing.map(({ guild, rights }) => ({
      state: 'warn' as const,
      text: `on ${guild} it lacks ${rights.join(', ')}: give its role these rights`,
    })),
  ];
}
