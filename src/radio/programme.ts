import type { Random } from '../random/index.ts';
import type { Log } from './log.ts';
import type { Pad } from './pad.ts';
import type { Order, ProductionLine } from './production-line.ts';
import { PACKET_MILLISECONDS, type Segment, type SegmentFacts } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';

/** Where a song on air came from. */
export type SongOrigin = 'request' | 'fresh' | 'reserve';

/** A song read into memory. */
export interface Song {
  readonly segment: Segment;
  readonly from: SongOrigin;
}

/** What sounds now: a song and how far it is, or the pad. */
export type Sounding =
  { readonly kind: 'song'; readonly song: Song; readonly seconds: number } | { readonly kind: 'pad' };

/** How often each source went on air; `reserve` and `pad` are the fallbacks. */
export type SourceCounts = Readonly<Record<SongOrigin | 'pad', number>>;

/** What a programme is made of. */
export interface ProgrammeOptions {
  readonly line: ProductionLine;
  readonly pool: SegmentPool;
  readonly pad: Pad;
  /** Chooses from the reserve. */
  readonly random: Random;
  readonly log: Log;
  /** Something else is on air now; called on the packet tick, so it must return at once. */
  readonly onAir: (now: Sounding, before: Sounding) => void;
  /** What comes next has changed. */
  readonly onUpNext: () => void;
}

// While the pad plays, a look for a song each second: what failed a moment ago may work now.
const LOOK_AGAIN_PACKETS = 50;

// A song in memory with what keeps it in the pool; `order` is undefined when it is from the reserve.
interface Cued extends Song {
  readonly order: Order | undefined;
  readonly release: () => void;
}

/**
 * What goes on air, packet by packet, from a source that can't fail: a request, else a fresh song, else one from the reserve on
 * disk, else the pad. The next song is read into memory ahead of time, so that a packet never waits for the disk. A song plays to its
 * end; the pad gives way at once.
 */
export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #counts = { request: 0, fresh: 0, reserve: 0, pad: 0 };
  #now: { readonly kind: 'pad' } | { readonly kind: 'song'; readonly song: Cued; at: number } = { kind: 'pad' };
  #next: Cued | undefined;
  #cueing = false;
  #cueWanted = false;
  #padPackets = 0;
  #running = false;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
  }

  get counts(): SourceCounts {
    return { ...this.#counts };
  }

  sounding(): Sounding {
    if (this.#now.kind === 'pad') return this.#now;
    return { kind: 'song', song: this.#now.song, seconds: (this.#now.at * PACKET_MILLISECONDS) / 1000 };
  }

  /** The song that is in memory and will be next as things are. */
  next(): Song | undefined {
    return this.#next;
  }

  /** Looks for the first song; until there is one, the pad plays. */
  start(): void {
    this.#running = true;
    this.#counts.pad += 1;
    this.cue();
  }

  stop(): void {
    this.#running = false;
    this.#next?.release();
    this.#next = undefined;
    this.#change({ kind: 'pad' });
  }

  /** The packet to send now. Never throws and never waits. */
  packet(): Uint8Array {
    const ended = this.#now.kind === 'song' && this.#now.at >= this.#now.song.segment.packets.length;
    if (ended || (this.#now.kind === 'pad' && this.#next !== undefined)) this.#advance();
    if (this.#now.kind === 'pad') {
      this.#padPackets += 1;
      if (this.#padPackets % LOOK_AGAIN_PACKETS === 0) this.cue();
      return this.#options.pad.next();
    }
    const packet = this.#now.song.segment.packets[this.#now.at];
    this.#now.at += 1;
    return packet ?? this.#options.pad.next();
  }

  /** Makes sure that the best song there is lies in memory; to be called when there may be a better one. */
  cue(): void {
    this.#cueWanted = this.#running;
    if (this.#cueWanted && !this.#cueing) void this.#cueWhileWanted();
  }

  async #cueWhileWanted(): Promise<void> {
    this.#cueing = true;
    while (this.#cueWanted) {
      this.#cueWanted = false;
      try {
        await this.#load();
      } catch (error) {
        this.#options.log.error({ err: error }, 'The next song could not be read');
      }
    }
    this.#cueing = false;
  }

  async #load(): Promise<void> {
    const { line, pool, random } = this.#options;
    const order = line.firstReady();
    if (order?.state.kind === 'ready') {
      if (this.#next?.order !== order) await this.#loadOrder(order, order.state);
    } else if (this.#next === undefined) {
      const facts = pool.pick(random, this.#spokenFor());
      if (facts !== undefined) await this.#loadReserve(facts.id);
    }
  }

  // What is on air is not played again at once, and what is ordered is not reserve.
  #spokenFor(): ReadonlySet<string> {
    const ids = this.#options.line.orders().flatMap(({ state }) => (state.kind === 'ready' ? [state.facts.id] : []));
    return new Set(this.#now.kind === 'song' ? [...ids, this.#now.song.segment.facts.id] : ids);
  }

  async #loadOrder(order: Order, { facts, release }: { facts: SegmentFacts; release: () => void }): Promise<void> {
    const { line, pool } = this.#options;
    try {
      const segment = await pool.read(facts.id);
      this.#replaceNext({ segment, from: order.requested ? 'request' : 'fresh', order, release });
    } catch (error) {
      release();
      line.take(order);
      this.cue();
      throw error;
    }
  }

  async #loadReserve(id: string): Promise<void> {
    const { pool } = this.#options;
    const release = pool.hold(id);
    try {
      this.#replaceNext({ segment: await pool.read(id), from: 'reserve', order: undefined, release });
    } catch (error) {
      release();
      // A damaged segment has been set aside: look at another. One that could not be read just now waits for the next look.
      if (pool.get(id) === undefined) this.cue();
      throw error;
    }
  }

  #replaceNext(cued: Cued): void {
    if (!this.#running) {
      cued.release();
      return;
    }
    // An order that gives way stays ready on the line; only the reserve is let go.
    if (this.#next?.order === undefined) this.#next?.release();
    this.#next = cued;
    this.#options.onUpNext();
  }

  #advance(): void {
    const { line, log, pool } = this.#options;
    const song = this.#next;
    this.#next = undefined;
    if (song === undefined) {
      this.#counts.pad += 1;
      log.warn({}, 'Nothing to play: the pad is on air');
      this.#change({ kind: 'pad' });
    } else {
      const { facts } = song.segment;
      this.#counts[song.from] += 1;
      if (song.from === 'reserve') log.warn({ segment: facts.id }, `No fresh song: "${facts.title}" from the reserve`);
      else log.info({ segment: facts.id, from: song.from }, `On air: "${facts.title}"`);
      pool.played(facts.id);
      this.#change({ kind: 'song', song, at: 0 });
      if (song.order !== undefined) line.take(song.order);
    }
    this.cue();
  }

  #change(now: { readonly kind: 'pad' } | { readonly kind: 'song'; readonly song: Cued; at: number }): void {
    const before = this.sounding();
    if (this.#now.kind === 'song') this.#now.song.release();
    this.#now = now;
    if (before.kind === 'song' || now.kind === 'song') this.#options.onAir(this.sounding(), before);
  }
}
