import type { EvidenceReader, Log } from '../radio/index.ts';
import { rolloutVerdict } from './rollout.ts';
import {
  isSameNetworks,
  type NetworkSet,
  type Standing,
  standingOf,
  type TrialNotes,
  versionsFor,
} from './standing.ts';
import { SETTLED_MILLISECONDS } from './taste-school.ts';
import { TrialMemory } from './trial-evidence.ts';
import { type Noted, readRecords, readWords, writeRecords } from './trial-files.ts';

/** What the trials of new networks need. */
export interface RolloutsOptions {
  /** Where verdicts are kept over restarts. */
  readonly dataFolder: string;
  readonly evidence: EvidenceReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * The trials of new networks on air, one after the other. While one goes on, songs are planned by both versions; the rule of {@link rolloutVerdict} ends it, or a person
 * does. What was decided is kept in the data folder; nothing under `models/` is ever changed.
 */
export class Rollouts {
  readonly #options: RolloutsOptions;
  #shipped: NetworkSet | undefined;
  #candidates: readonly NetworkSet[] = [];
  #notes: TrialNotes = { records: {}, words: {} };
  #standing: Standing | undefined;
  #memory: { readonly of: string; readonly heard: TrialMemory } | undefined;
  /** What was told last, so that nothing is told twice. */
  #told = '';
  #wordsProblem: string | undefined;
  #isUnwritten = false;
  #isBusy = false;
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: RolloutsOptions) {
    this.#options = options;
  }

  /** Reads what was decided before. Never rejects: what can't be read is said. */
  static async open(options: RolloutsOptions): Promise<Rollouts> {
    const rollouts = new Rollouts(options);
    const records = notesOr(await readRecords(options.dataFolder), (problem) => {
      options.log.warn({}, `${problem}: the trials of new networks start anew.`);
      rollouts.#isUnwritten = true;
    });
    rollouts.#notes = { ...rollouts.#notes, records };
    await rollouts.look();
    return rollouts;
  }

  /** Takes in what there is to be tried; until then the shipped networks are alone. Resolves when it is written down; never rejects. */
  begin(shipped: NetworkSet, candidates: readonly NetworkSet[]): Promise<void> {
    this.#shipped = shipped;
    this.#candidates = candidates;
    return this.#settle();
  }

  /** Reads what a person decided meanwhile. Never rejects. */
  async look(): Promise<void> {
    const read = await readWords(this.#options.dataFolder);
    const words = notesOr(read, (problem) => {
      if (problem === this.#wordsProblem) return;
      const advice =
        'what was decided by hand does not count. Mend or delete the file, and decide again with "raindial models".';
      this.#options.log.warn({}, `${problem}: ${advice}`);
    });
    this.#wordsProblem = read.kind === 'damaged' ? read.problem : undefined;
    this.#notes = { ...this.#notes, words };
    await this.#settle();
  }

  /** The versions that a style's songs are to be planned by; none when the shipped networks are alone. */
  versionsFor(style: string): readonly string[] {
    return this.#standing === undefined ? [] : versionsFor(style, this.#standing);
  }

  /** The version that composes a song of a style that was asked for: the one that stays; undefined when that is the shipped one and the style is not on trial. */
  inUse(style: string): string | undefined {
    return this.versionsFor(style)[0];
  }

  /** Looks at the rule with what was heard since. Calls while one is under way do nothing. Never rejects. */
  async review(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { evidence, now, log } = this.#options;
    try {
      await this.look();
      const challenger = this.#standing?.challenger;
      const heard = this.#heard();
      if (challenger === undefined || heard === undefined) return;
      await heard.readOn(evidence, now() - SETTLED_MILLISECONDS);
      // A person may have decided while it was read.
      if (this.#standing?.challenger !== challenger || this.#heard() !== heard) return;
      const trial = { champion: this.#standing.champion.version, challenger: challenger.version };
      const { verdict, why } = rolloutVerdict(trial, heard.evidence);
      if (verdict === 'go on') return;
      const { networks, version } = challenger;
      const record = this.#notes.records[version]!;
      this.#note(version, { ...record, decision: { networks, verdict, why, at: now() } });
      await this.#settle();
    } catch (error) {
      log.warn({ err: error }, 'How the trial of new networks stands could not be read, and is read again later');
    } finally {
      this.#isBusy = false;
    }
  }

  /** What the running trial has to go by; begun anew when other networks are compared. */
  #heard(): TrialMemory | undefined {
    const { champion, challenger } = this.#standing ?? {};
    const record = challenger === undefined ? undefined : this.#notes.records[challenger.version];
    if (champion === undefined || challenger === undefined || record === undefined) return undefined;
    const of = JSON.stringify([champion.version, champion.networks, challenger.version, record.since]);
    if (this.#memory?.of !== of) {
      this.#memory = { of, heard: new TrialMemory([champion, challenger], record.since) };
    }
    return this.#memory.heard;
  }

  /** Finds how the sets stand now, begins the trial whose turn it is, writes it down and tells it. */
  async #settle(): Promise<void> {
    if (this.#shipped === undefined) return;
    const { now } = this.#options;
    const standing = standingOf(this.#shipped, this.#candidates, this.#notes);
    this.#standing = standing;
    const { challenger } = standing;
    if (challenger !== undefined) {
      const record = this.#notes.records[challenger.version];
      if (record === undefined || !isSameNetworks(record.networks, challenger.networks)) {
        this.#note(challenger.version, { networks: challenger.networks, since: now() });
      }
    }
    this.#tell(standing);
    if (this.#isUnwritten) await this.#write();
  }

  #note(version: string, record: TrialNotes['records'][string]): void {
    this.#notes = { ...this.#notes, records: { ...this.#notes.records, [version]: record } };
    this.#isUnwritten = true;
  }

  #write(): Promise<void> {
    // One after the other: each writes what is known when its turn comes.
    this.#writing = this.#writing.then(() => this.#writeOnce());
    return this.#writing;
  }

  async #writeOnce(): Promise<void> {
    try {
      await writeRecords(this.#options.dataFolder, this.#notes.records);
      this.#isUnwritten = false;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.log.error(
        {},
        `What was decided of new networks can't be kept (${why}); it is written again later.`,
      );
    }
  }

  #tell({ champion, challenger, decided }: Standing): void {
    const lines = [
      ...promotedAndLost(this.#notes, decided).map(
        (version) => `The networks ${version} were promoted, but they are not there any more, or others are.`,
      ),
      ...decided.map(({ set, decision, by }) => {
        const what = decision.verdict === 'promote' ? 'promoted' : 'rolled back';
        return `The networks ${set.version} are ${what} by ${by === 'hand' ? 'hand' : `the rule: ${decision.why}`}.`;
      }),
      challenger === undefined
        ? `Songs are composed by the networks ${champion.version}.`
        : `The networks ${challenger.version} are on trial beside ${champion.version}, in ${challenger.styles.join(', ')}.`,
    ];
    const before = this.#told;
    this.#told = lines.join('\n');
    // Where nothing ever was on trial there is nothing to tell.
    if (this.#told === before || (this.#candidates.length === 0 && lines.length === 1)) return;
    for (const line of lines.filter((each) => !before.split('\n').includes(each))) this.#options.log.info({}, line);
  }
}

/** What was promoted and does not stand any more, by version. */
function promotedAndLost({ records, words }: TrialNotes, decided: Standing['decided']): readonly string[] {
  const there = new Set(decided.map(({ set }) => set.version));
  const all = {
    ...Object.fromEntries(Object.entries(records).map(([version, { decision }]) => [version, decision])),
    ...words,
  };
  return Object.entries(all).flatMap(([version, decision]) =>
    decision?.verdict === 'promote' && !there.has(version) ? [version] : [],
  );
}

function notesOr<T>(noted: Noted<T>, onDamaged: (problem: string) => void): Readonly<Record<string, T>> {
  if (noted.kind === 'notes') return noted.notes;
  onDamaged(noted.problem);
  return {};
}
