import {
  atLevel,
  decodeStretch,
  type Join,
  type JoinPlan,
  type JoinSound,
  LEAD_PACKETS,
  LEAST_AGAINST_ONE_ENCODE,
  levelBed,
  makeJoin,
  mixFrames,
  planJoin,
  readSegment,
  type Segment,
  songPacketsNeeded,
} from '../radio/index.ts';
import { readJingles, type Jingle, type Studio } from '../studio/index.ts';

/** Which songs to join, and which jingle to put between them. */
export interface JoinWish {
  /** Ids of segments in the pool. */
  readonly from: string;
  readonly to: string;
  /** A jingle's name. */
  readonly jingle?: string;
  /** How much louder or softer than they were made the songs are sent, in decibels; as they were made when it is not given. */
  readonly db?: number;
}

/** What a join is made with. */
export interface JoinShop {
  /** Folder of the segments. */
  readonly segments: string;
  readonly jingles: string;
  readonly studio: Pick<Studio, 'bed'>;
  /** How true a join on the beat must be around its seams; {@link LEAST_AGAINST_ONE_ENCODE} when not given. */
  readonly leastAgainstOneEncode?: ReturnType<typeof makeJoin>['againstOneEncode'];
}

/**
 * Makes the join of two segments that lie in the pool; undefined when none fits them. A jingle that is no longer there is left out, and where no
 * seam of a join on the beat is true enough, a bridge takes its place. Throws a RadioError when a segment can't be read.
 */
export async function joinSongs(wish: JoinWish, shop: JoinShop): Promise<Join | undefined> {
  const { segments, jingles, studio, leastAgainstOneEncode = LEAST_AGAINST_ONE_ENCODE } = shop;
  const { db = 0 } = wish;
  const [from, to] = await Promise.all(
    [wish.from, wish.to].map(async (id) => segmentAt(await readSegment(segments, id), db)),
  );
  if (from === undefined || to === undefined) return undefined;
  const jingle = wish.jingle === undefined ? undefined : await findJingle(jingles, wish.jingle);
  const songs = { from: from.packets, to: to.packets };
  const prepared = await prepareJoin(from, to, studio, {
    jingle: jingle === undefined ? undefined : soundAt(jingle.audio, db),
  });
  if (prepared === undefined) return undefined;
  const join = makeJoin(prepared.plan, prepared.sound, songs);
  if (prepared.plan.kind === 'bridge' || join.againstOneEncode >= leastAgainstOneEncode) return join;
  const bridge = await prepareJoin(from, to, studio, { bridge: true });
  return bridge === undefined ? join : makeJoin(bridge.plan, bridge.sound, songs);
}

/** A segment as it is sent at another level: the packets are exactly those that the station's leveller makes, since each makes the same of the same. */
function segmentAt({ facts, packets }: Segment, db: number): Segment {
  return db === 0 ? { facts, packets } : { facts: { ...facts, lufs: facts.lufs + db }, packets: atLevel(packets, db) };
}

function soundAt({ left, right }: Jingle['audio'], db: number): Jingle['audio'] {
  const gain = 10 ** (db / 20);
  return { left: left.map((sample) => sample * gain), right: right.map((sample) => sample * gain) };
}

/** What a join may be told: the jingle to lay into it, or to be a bridge whatever the songs are. */
export interface JoinOptions {
  readonly jingle?: Jingle['audio'] | undefined;
  readonly bridge?: boolean;
}

/** How two songs are joined, and what the join is mixed from; undefined when no join fits them. */
export async function prepareJoin(
  from: Segment,
  to: Segment,
  studio: Pick<Studio, 'bed'>,
  { jingle, bridge }: JoinOptions = {},
): Promise<{ readonly plan: JoinPlan; readonly sound: JoinSound } | undefined> {
  const plan = planJoin(sideOf(from), sideOf(to), { jingleFrames: jingle?.left.length ?? 0, bridge: bridge ?? false });
  if (plan === undefined) return undefined;
  const sound = {
    from: decodeStretch(from.packets, plan.fromPacket - LEAD_PACKETS, from.packets.length),
    to: decodeStretch(to.packets, 0, songPacketsNeeded(plan)),
  };
  if (plan.kind === 'beats') return { plan, sound };
  const [fromBed, toBed] = await Promise.all([bedOf(from, plan, studio), bedOf(to, plan, studio)]);
  return { plan, sound: { ...sound, fromBed, toBed, ...(jingle === undefined ? {} : { jingle }) } };
}

function sideOf({ facts, packets }: Segment): Parameters<typeof planJoin>[0] {
  return { facts, packets: packets.length };
}

async function bedOf(segment: Segment, plan: JoinPlan, studio: Pick<Studio, 'bed'>): ReturnType<Studio['bed']> {
  const { lufs, effects, seed } = segment.facts;
  const bed = await studio.bed(mixFrames(plan), lufs, { effects, seed });
  levelBed(bed, segment);
  return bed;
}

async function findJingle(folder: string, name: string): Promise<Jingle | undefined> {
  for await (const found of readJingles(folder)) if (found.kind === 'jingle' && found.name === name) return found;
  return undefined;
}

/** The jingles of a folder by name, and what is wrong with other files in it. */
export async function namesOfJingles(
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly problems: readonly string[] }> {
  const names: string[] = [];
  const problems: string[] = [];
  for await (const found of readJingles(folder)) {
    if (found.kind === 'jingle') names.push(found.name);
    else problems.push(found.problem);
  }
  return { names, problems };
}
