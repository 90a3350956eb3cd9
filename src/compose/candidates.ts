import {
  candidateNames,
  isCandidateName,
  ModelError,
  readCandidate,
  SHIPPED,
  type Musicians,
  type NetworkName,
  type OriginalityIndex,
  withNetworks,
} from '../model/index.ts';
import type { Style } from './style.ts';

/** A set of networks that may take the place of the shipped ones. */
export interface Candidate {
  readonly version: string;
  /** Model name to version, of all the networks it plays with: its own, and the shipped ones for the others. */
  readonly networks: Readonly<Record<string, string>>;
  /** The names of its own. */
  readonly own: readonly string[];
  /** The radio's own styles whose songs its networks have a part in. */
  readonly styles: readonly string[];
}

/** Who plays for a candidate, and what its networks learnt. */
export interface CandidatePlayers {
  readonly musicians: Musicians;
  readonly learnt: Readonly<Partial<Record<NetworkName, OriginalityIndex>>>;
}

/** Candidates that were found, and one line for each folder that had to be left out. */
export interface Candidates {
  readonly found: readonly Candidate[];
  readonly problems: readonly string[];
}

/** The networks that write the songs of each family. */
const WRITERS: Readonly<Record<Style['family'], readonly NetworkName[]>> = {
  lofi: ['chords', 'notes', 'percussion'],
  edm: ['chords', 'melody', 'percussion'],
};

/** Reads all candidates of a models folder, and keeps none of their networks in memory: {@link CandidateShelf} reads them when they are to play. */
export async function openCandidates(
  modelsDir: string,
  shipped: Musicians,
  styles: readonly Style[],
): Promise<Candidates> {
  const found: Candidate[] = [];
  const problems: string[] = [];
  for (const version of await candidateNames(modelsDir)) {
    try {
      if (!isCandidateName(version)) {
        throw new ModelError(
          `its name is none: at most 32 lower-case letters and digits in words with dashes, such as "v2", and not "${SHIPPED}"`,
        );
      }
      const { networks } = await readCandidate(modelsDir, version);
      const own = Object.keys(networks);
      const concerned = styles.filter(({ family }) => WRITERS[family].some((name) => own.includes(name)));
      found.push({
        version,
        networks: withNetworks(shipped, networks).versions,
        own,
        styles: concerned.map(({ name }) => name),
      });
    } catch (error) {
      problems.push(`The networks ${version} are left out: ${reasonOf(error)}. Restore or delete their folder.`);
    }
  }
  return { found, problems };
}

/** Songs that none of a candidate's networks were asked for, after which they go from memory. */
const KEPT_SONGS = 32;

/** The candidates whose networks are in memory: those that played lately. */
export class CandidateShelf {
  readonly #modelsDir: string;
  readonly #shipped: Musicians;
  readonly #found: readonly Candidate[];
  readonly #kept = new Map<string, { readonly players: CandidatePlayers; song: number }>();
  #songs = 0;

  constructor(modelsDir: string, shipped: Musicians, found: readonly Candidate[]) {
    this.#modelsDir = modelsDir;
    this.#shipped = shipped;
    this.#found = found;
  }

  /** The versions that are in memory now. */
  get kept(): readonly string[] {
    return [...this.#kept.keys()];
  }

  /** Who plays the next song; undefined are the shipped networks. Throws a ModelError, whose message is a reason, when a candidate isn't there, or isn't the one that was found. */
  async take(version: string | undefined): Promise<CandidatePlayers | undefined> {
    this.#songs += 1;
    for (const [name, { song }] of this.#kept) {
      if (name !== version && this.#songs - song > KEPT_SONGS) this.#kept.delete(name);
    }
    if (version === undefined || version === SHIPPED) return undefined;
    const known = this.#kept.get(version);
    const players = known?.players ?? (await this.#read(version));
    this.#kept.set(version, { players, song: this.#songs });
    return players;
  }

  async #read(version: string): Promise<CandidatePlayers> {
    const expected = this.#found.find((candidate) => candidate.version === version);
    if (expected === undefined) throw new ModelError('they are not there');
    try {
      const { networks, learnt } = await readCandidate(this.#modelsDir, version);
      const musicians = withNetworks(this.#shipped, networks);
      if (!isSame(musicians.versions, expected.networks)) {
        throw new ModelError('they were changed since the start');
      }
      return { musicians, learnt };
    } catch (error) {
      throw new ModelError(reasonOf(error), { cause: error });
    }
  }
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((name) => a[name] === b[name]);
}

/** What is wrong with a candidate, without the advice that is meant for the shipped networks. Throws what is a fault of the program. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ModelError || (error instanceof Error && 'syscall' in error))) throw error;
  return error.message.split('; ')[0] ?? '';
}
