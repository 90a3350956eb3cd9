import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, rmSync } from 'node:fs';
import { appendFile, chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../test/support/spawn-radio.ts';

/** Where Postgres's programs lie when they are not on the PATH: Debian, Red Hat, Homebrew, Postgres.app. */
const USUAL_FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** The folder with `initdb` and `pg_ctl`, of the newest Postgres in the usual places; undefined when there is none. */
export function findPostgres(): string | undefined {
  const usual = USUAL_FOLDERS.flatMap((pattern) =>
    globSync(pattern).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })),
  );
  const folders = [...usual, ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.find((folder) => ['initdb', 'pg_ctl'].every((name) => existsSync(path.join(folder, name))));
}

/** Whom Postgres runs as: not root, which it refuses to. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** Postgres as it is asked to stop: `immediate` is a crash, after which it recovers at its next start. */
type Stopping = 'fast' | 'immediate';

/** A Postgres server of one's own, on a free port of this machine, in a folder that is removed with it. */
export class OwnPostgres {
  /** Where it answers, its password included. */
  readonly url: string;
  readonly #bin: string;
  readonly #folder: string;
  readonly #account: Account;

  private constructor(options: { bin: string; folder: string; account: Account; url: string }) {
    this.url = options.url;
    this.#bin = options.bin;
    this.#folder = options.folder;
    this.#account = options.account;
  }

  /** Makes one; it is not started. Throws an Error when root has no `postgres` user to run it as. */
  static async make(bin: string): Promise<OwnPostgres> {
    const account = accountFor();
    const port = await freePort();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-postgres-'));
    const password = randomBytes(12).toString('hex');
    const passwordFile = path.join(folder, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined) {
      for (const one of [folder, passwordFile]) await chown(one, account.uid, account.gid);
    }
    await chmod(folder, 0o700);
    const made = new OwnPostgres({
      bin,
      folder,
      account,
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    });
    const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    await made.#run('initdb', ['-D', made.#data, '-E', 'UTF8', '--no-locale', ...access]);
    const settings = [`port = ${port}`, `listen_addresses = '127.0.0.1'`, `unix_socket_directories = ''`];
    await appendFile(path.join(made.#data, 'postgresql.conf'), `${settings.join('\n')}\n`);
    return made;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const log = path.join(this.#folder, 'log');
    // Not `execFile`: the server keeps what it inherits open, and that would be waited for.
    const starting = spawn(this.#tool('pg_ctl'), ['start', '-D', this.#data, '-w', '-t', '60', '-l', log], {
      ...this.#account,
      cwd: this.#folder,
      stdio: 'ignore',
    });
    const [code] = (await once(starting, 'exit')) as [number | null];
    if (code !== 0)
      throw new Error(`Postgres did not start. Its log says:\n${await readFile(log, 'utf8').catch(() => '')}`);
  }

  async stop(mode: Stopping): Promise<void> {
    await this.#run('pg_ctl', ['stop', '-D', this.#data, '-m', mode, '-w']);
  }

  /** Stops it, if it runs, and removes it. */
  async remove(): Promise<void> {
    await this.stop('immediate').catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The same for a program that is told to end. */
  removeAtOnce(): void {
    try {
      const stopping = ['stop', '-D', this.#data, '-m', 'immediate'];
      execFileSync(this.#tool('pg_ctl'), stopping, { ...this.#account, cwd: this.#folder, stdio: 'ignore' });
    } catch {
      // It did not run.
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  #tool(name: string): string {
    return path.join(this.#bin, name);
  }

  async #run(name: string, parameters: readonly string[]): Promise<void> {
    await promisify(execFile)(this.#tool(name), [...parameters], { ...this.#account, cwd: this.#folder });
  }
}

/** Nobody in particular, unless this is root: then the user whom Postgres's packages make. */
function accountFor(): Account {
  if (process.getuid?.() !== 0) return {};
  try {
    const idOf = (what: '-u' | '-g') =>
      Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    throw new Error('Postgres refuses to run as root, and there is no user `postgres` to run it as.');
  }
}
