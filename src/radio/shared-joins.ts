import type { Join } from './join.ts';
import type { JoinOptions, JoinSource } from './ports.ts';

/** Joins that are kept: one takes about a quarter of a megabyte. */
const MOST_KEPT = 64;

/** Joins for programmes of single guilds that are made at the same time. */
const MOST_MODEST = 2;

/** Makes each join once, however many programmes send it, and keeps the ones that were used last. */
export class SharedJoins implements JoinSource {
  readonly #source: JoinSource;
  readonly #kept = new Map<string, Promise<Join | undefined>>();
  #underWay = 0;

  constructor(source: JoinSource) {
    this.#source = source;
  }

  join(from: string, to: string, options: JoinOptions = {}): Promise<Join | undefined> {
    const key = keyOf(from, to, options);
    const known = this.#kept.get(key);
    const join = known ?? this.#make(key, from, to, options);
    this.#kept.delete(key);
    this.#kept.set(key, join);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return join;
  }

  /** For the programme of a single guild: what was made for others, or can be made without keeping them waiting; else there is no join. */
  modest(): JoinSource {
    return {
      join: (from, to, options = {}) => {
        const isKept = this.#kept.has(keyOf(from, to, options));
        if (!isKept && this.#underWay >= MOST_MODEST) return Promise.resolve(undefined);
        return this.join(from, to, options);
      },
    };
  }

  async #make(key: string, from: string, to: string, options: JoinOptions): Promise<Join | undefined> {
    this.#underWay += 1;
    try {
      return await this.#source.join(from, to, options);
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }
}

function keyOf(from: string, to: string, { db = 0, jingle = '' }: JoinOptions): string {
  return `${from} ${to} ${db} ${jingle}`;
}
