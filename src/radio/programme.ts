import type { Random } from '../random/index.ts';
import { Cue, type Cued, type Song, type SongOrigin } from './cue.ts';
import type { Jingles } from './jingles.ts';
import { JoinDesk } from './join-desk.ts';
import type { Join } from './join.ts';
import type { Log } from './log.ts';
import type { Pad } from './pad.ts';
import type { JoinSource } from './ports.ts';
import type { ProductionLine } from './production-line.ts';
import { PACKET_MILLISECONDS } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';

/** What sounds now: a song and how far it is, or no song: the pad, or a jingle. */
export type Sounding =
  { readonly kind: 'song'; readonly song: Song; readonly seconds: number } | { readonly kind: 'pad' };

/** How often each source went on air; `reserve` and `pad` are the fallbacks. */
export type SourceCounts = Readonly<Record<SongOrigin | 'pad', number>>;

/** What a programme is made of. */
export interface ProgrammeOptions {
  readonly line: ProductionLine;
  readonly pool: SegmentPool;
  readonly pad: Pad;
  /** Joins songs; without it they follow each other packet by packet. */
  readonly joins?: JoinSource;
  readonly jingles?: Jingles;
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

/** So long before a song's end the join to the next one is asked for: before that, what comes next may well change. */
const JOIN_AHEAD_PACKETS = 60 * 50;

type Now =
  | { readonly kind: 'pad' }
  | { readonly kind: 'song'; song: Cued; at: number }
  /** `phase`: which of the two songs counts as on air, or neither. */
  | {
      readonly kind: 'join';
      readonly join: Join;
      readonly from: Cued;
      readonly to: Cued;
      phase: 'from' | 'between' | 'to';
      at: number;
    };

/**
 * What goes on air, packet by packet, from a source that can't fail: a request, else a fresh song, else one from the reserve on
 * disk, else the pad. Where the join of two songs is ready in time, it is sent in place of the end of the one and the beginning of the other. A
 * song plays to its end; the pad gives way at once. A song of which only the beginning is there may be on air while the rest is being made.
 */
export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #counts = { request: 0, fresh: 0, reserve: 0, pad: 0 };
  readonly #cue: Cue;
  readonly #joins: JoinDesk;
  #now: Now = { kind: 'pad' };
  #padPackets = 0;
  #joined = 0;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
    this.#joins = new JoinDesk(options.joins, options.log);
    this.#cue = new Cue({
      ...options,
      onAir: () => this.#songs(),
      onWhole: (song) => this.#becomeWhole(song),
      onNext: options.onUpNext,
    });
  }

  get counts(): SourceCounts {
    return { ...this.#counts };
  }

  /** Joins that were sent. */
  get joined(): number {
    return this.#joined;
  }

  sounding(): Sounding {
    const now = this.#now;
    if (now.kind === 'pad') return now;
    if (now.kind === 'song') return sounding(now.song, now.at);
    if (now.phase === 'between') return { kind: 'pad' };
    if (now.phase === 'from') return sounding(now.from, now.join.fromPacket + now.at);
    return sounding(now.to, now.join.toPacket - now.join.packets.length + now.at);
  }

  /** The song that is in memory and will be next as things are. */
  next(): Song | undefined {
    return this.#cue.next;
  }

  /** The song to which a join is on air, until it counts as on air itself. */
  coming(): Song | undefined {
    return this.#now.kind === 'join' && this.#now.phase !== 'to' ? this.#now.to : undefined;
  }

  /** Looks for the first song; until there is one, the pad plays. */
  start(): void {
    this.#counts.pad += 1;
    this.#cue.start();
  }

  stop(): void {
    this.#cue.stop();
    this.#joins.clear();
    this.#change({ kind: 'pad' });
  }

  /** Makes sure that the best song there is lies in memory; to be called when there may be a better one. */
  cue(): void {
    this.#cue.look();
  }

  /** The packet to send now. Never throws and never waits. */
  packet(): Uint8Array {
    this.#go();
    const now = this.#now;
    if (now.kind === 'pad') {
      this.#padPackets += 1;
      if (this.#padPackets % LOOK_AGAIN_PACKETS === 0) this.cue();
      return this.#options.pad.next();
    }
    const packets = now.kind === 'song' ? now.song.segment.packets : now.join.packets;
    const packet = packets[now.at];
    now.at += 1;
    return packet ?? this.#options.pad.next();
  }

  /** Moves on to what the next packet is of. */
  #go(): void {
    const now = this.#now;
    switch (now.kind) {
      case 'pad':
        if (this.#cue.next !== undefined) this.#advance();
        break;
      case 'song': {
        const join = this.#joinOf(now);
        if (join?.fromPacket === now.at) this.#beginJoin(now.song, join);
        else if (now.at >= now.song.segment.packets.length) this.#advance();
        break;
      }
      case 'join':
        this.#goOnInJoin(now);
    }
  }

  /** The join to the song that is next, when it is ready; asked for when it is time. */
  #joinOf({ song, at }: Extract<Now, { kind: 'song' }>): Join | undefined {
    const { next } = this.#cue;
    if (next?.isWhole !== true || !song.isWhole || song.segment.packets.length - at > JOIN_AHEAD_PACKETS)
      return undefined;
    const jingle = this.#jingleBefore(next);
    const pair = { from: song.segment.facts.id, to: next.segment.facts.id };
    return this.#joins.want(jingle === undefined ? pair : { ...pair, jingle });
  }

  /** Never before a request, nor while one is being made. */
  #jingleBefore(next: Cued): string | undefined {
    const { jingles, line } = this.#options;
    return next.from === 'request' || line.requests > 0 ? undefined : jingles?.due();
  }

  #beginJoin(from: Cued, join: Join): void {
    const to = this.#cue.next;
    if (to === undefined) return;
    if (this.#jingleBefore(to) !== undefined) this.#options.jingles?.played();
    this.#joins.clear();
    this.#joined += 1;
    this.#now = { kind: 'join', join, from, to, phase: 'from', at: 0 };
    this.#cue.take();
    this.cue();
    this.#goOnInJoin(this.#now);
  }

  #goOnInJoin(now: Extract<Now, { kind: 'join' }>): void {
    const { join, from, to } = now;
    if (now.phase === 'from' && now.at >= join.leave) {
      const before = this.sounding();
      now.phase = now.at >= join.turn ? 'to' : 'between';
      if (now.phase === 'to') this.#announce(to);
      this.#options.onAir(this.sounding(), before);
      from.release();
    }
    if (now.phase === 'between' && now.at >= join.turn) {
      const before = this.sounding();
      now.phase = 'to';
      this.#announce(to);
      this.#options.onAir(this.sounding(), before);
    }
    if (now.at >= join.packets.length) this.#now = { kind: 'song', song: to, at: join.toPacket };
  }

  #advance(): void {
    const now = this.#now;
    if (now.kind === 'song' && !now.song.isWhole) {
      const { id, title } = now.song.segment.facts;
      this.#options.log.warn({ segment: id }, `The rest of "${title}" did not come in time: it breaks off`);
    }
    const song = this.#cue.take();
    if (song === undefined) {
      this.#counts.pad += 1;
      this.#options.log.warn({}, 'Nothing to play: the pad is on air');
      this.#change({ kind: 'pad' });
    } else {
      this.#announce(song);
      this.#change({ kind: 'song', song, at: 0 });
    }
    this.cue();
  }

  #announce({ segment: { facts }, from }: Cued): void {
    const { log, pool } = this.#options;
    this.#counts[from] += 1;
    if (from === 'reserve') log.warn({ segment: facts.id }, `No fresh song: "${facts.title}" from the reserve`);
    else log.info({ segment: facts.id, from }, `On air: "${facts.title}"`);
    pool.played(facts.id);
  }

  /** The songs that are on air, the later one last. */
  #songs(): readonly Cued[] {
    if (this.#now.kind === 'pad') return [];
    return this.#now.kind === 'song' ? [this.#now.song] : [this.#now.from, this.#now.to];
  }

  #becomeWhole(song: Cued): void {
    if (this.#now.kind !== 'song') return;
    this.#now.song = song;
    this.#options.pool.played(song.segment.facts.id);
  }

  #change(now: Now): void {
    const before = this.sounding();
    if (this.#now.kind === 'song') this.#now.song.release();
    if (this.#now.kind === 'join') {
      if (this.#now.phase === 'from') this.#now.from.release();
      this.#now.to.release();
    }
    this.#now = now;
    if (before.kind === 'song' || now.kind === 'song') this.#options.onAir(this.sounding(), before);
  }
}

function sounding(song: Cued, packets: number): Sounding {
  const heard = Math.max(0, Math.min(song.segment.packets.length, packets));
  return { kind: 'song', song, seconds: (heard * PACKET_MILLISECONDS) / 1000 };
}
