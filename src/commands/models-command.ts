import { openComposer } from '../compose/index.ts';
import type { Config } from '../config.ts';
import { RadioError } from '../radio/index.ts';
import { nearestNames } from '../score/index.ts';
import { ownerOfDataFolder, readEvidence } from '../store/index.ts';
import {
  type Decision,
  evidenceOn,
  isSameNetworks,
  type NetworkSet,
  readRecords,
  readWords,
  rolloutVerdict,
  SHIPPED_NETWORKS,
  type Standing,
  standingOf,
  type TrialNotes,
  writeWords,
} from '../taste/index.ts';
import { EXIT } from './exit-codes.ts';

/** What `raindial models` is asked to do. */
export type ModelsRequest =
  { readonly what: 'list' } | { readonly what: 'promote' | 'roll back' | 'decide by rule'; readonly version: string };

/** Of more plays than this the latest count. */
const PLAYS_AT_MOST = 200_000;

/**
 * Tells how new networks stand to the shipped ones, or writes down what a person decides of them, whether the radio runs or not. Resolves with the
 * exit code. Throws a RadioError for a version that is not there or notes that are damaged, and what the rooms throw.
 */
export async function models(config: Config, request: ModelsRequest): Promise<number> {
  const { folders, backend, data } = config;
  const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
  const shipped = { version: SHIPPED_NETWORKS, networks: composer.versions, styles: composer.styles };
  for (const problem of composer.problems) console.error(`note: ${problem}`);
  const { candidates } = composer;
  const notes = await readNotes(data);
  if (request.what === 'list') {
    const standing = standingOf(shipped, candidates, notes);
    console.log(await listed(config, { shipped, standing, notes }));
    return EXIT.ok;
  }
  const words = wordsAfter(request, candidates, notes.words);
  await writeWords(data, words);
  const { champion, challenger } = standingOf(shipped, candidates, { ...notes, words });
  const beside = challenger === undefined ? '' : `, and ${challenger.version} is on trial beside them`;
  const isRunning = (await ownerOfDataFolder(data)) !== undefined;
  const when = isRunning ? 'within a minute' : 'from the next start of the radio on';
  console.log(`Songs are composed by the networks ${champion.version}${beside}, ${when}.`);
  return EXIT.ok;
}

/** Throws a RadioError for a damaged file: a word must not take the place of others that can't be read. */
async function readNotes(data: string): Promise<TrialNotes> {
  const [records, words] = [await readRecords(data), await readWords(data)];
  if (records.kind === 'damaged') console.error(`note: ${records.problem}: the trials start anew.`);
  if (words.kind === 'damaged') {
    throw new RadioError(`${words.problem}. Mend or delete it, then say again what you decided`);
  }
  return { records: records.kind === 'damaged' ? {} : records.notes, words: words.notes };
}

function wordsAfter(
  { what, version }: Exclude<ModelsRequest, { what: 'list' }>,
  candidates: readonly NetworkSet[],
  words: TrialNotes['words'],
): TrialNotes['words'] {
  const set = candidates.find((candidate) => candidate.version === version);
  if (set === undefined) throw unknown(version, candidates);
  const others = Object.fromEntries(Object.entries(words).filter(([name]) => name !== version));
  if (what === 'decide by rule') return others;
  const word: Decision = { networks: set.networks, verdict: what, why: 'decided by hand', at: Date.now() };
  return { ...others, [version]: word };
}

function unknown(version: string, candidates: readonly NetworkSet[]): RadioError {
  const names = candidates.map((candidate) => candidate.version);
  const reason = 'invalid';
  if (names.length === 0) {
    return new RadioError('There are no candidates: put one into models/candidates, or train one with --candidate', {
      reason,
    });
  }
  const there = version === SHIPPED_NETWORKS ? [] : nearestNames(version, names);
  const advice =
    version === SHIPPED_NETWORKS
      ? `The shipped networks play when what is promoted is rolled back; there are ${names.join(', ')}`
      : `There are no networks "${version}"; there are ${(there.length > 0 ? there : names).join(', ')}`;
  return new RadioError(advice, { reason });
}

/** The list for people: what plays, what is tried, how that stands and why. */
async function listed(
  config: Config,
  known: { readonly shipped: NetworkSet; readonly standing: Standing; readonly notes: TrialNotes },
): Promise<string> {
  const { shipped, standing, notes } = known;
  const { champion, challenger, waiting, decided } = standing;
  const lines = [line(shipped, champion.version === SHIPPED_NETWORKS ? 'in use' : 'ship with the radio')];
  for (const { set, decision, by } of decided) {
    const what = decision.verdict === 'promote' ? 'promoted' : 'rolled back';
    const use = set === champion ? 'in use; ' : '';
    const who = by === 'hand' ? 'by hand' : `by the rule: ${decision.why}`;
    lines.push(line(set, `${use}${what} on ${day(decision.at)} ${who}`));
  }
  if (challenger !== undefined) lines.push(line(challenger, await onTrial(config, { champion, challenger, notes })));
  for (const set of waiting) lines.push(line(set, `waits for the trial of ${challenger?.version ?? ''} to end`));
  return lines.join('\n');
}

async function onTrial(
  { data, databaseUrl }: Config,
  trial: { readonly champion: NetworkSet; readonly challenger: NetworkSet; readonly notes: TrialNotes },
): Promise<string> {
  const { champion, challenger, notes } = trial;
  const record = notes.records[challenger.version];
  if (record === undefined || !isSameNetworks(record.networks, challenger.networks)) {
    return 'its trial begins when the radio starts next';
  }
  const say = (message: string) => console.error(message);
  const evidence = await readEvidence(
    { dataFolder: data, ...(databaseUrl === undefined ? {} : { databaseUrl }) },
    { from: record.since, to: Date.now(), limit: PLAYS_AT_MOST },
    { info: () => undefined, warn: say, error: say },
  );
  const pair = { champion: champion.version, challenger: challenger.version };
  const { why } = rolloutVerdict(pair, evidenceOn([champion, challenger], evidence));
  const styles = challenger.styles.join(', ');
  return `on trial beside ${champion.version} since ${day(record.since)}, in ${styles}: ${why}`;
}

function line({ version, networks }: NetworkSet, state: string): string {
  const weights = Object.entries(networks).map(([name, weight]) => `${name} ${weight}`);
  return `${version}: ${state}\n  ${weights.join(', ')}`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
