import type { Random } from '../random/index.ts';
import { Cue, type Cued, type CueOptions, type Song, type SongOrigin } from './cue.ts';
import { FADE_PACKETS, FADE_PRIME_PACKETS, fadeOut } from './fade-out.ts';
import type { JingleQueue } from './jingles.ts';
import { JoinDesk } from './join-desk.ts';
import type { Join } from './join.ts';
import type { Log } from './log.ts';
import {
  packetsLeft,
  packetsOf,
  placeOf,
  releaseSongs,
  shareState,
  songsOf,
  soundingOf,
  type Now,
  type Sounding,
} from './on-air-state.ts';
import type { Pad, PadReader } from './pad.ts';
import type { JoinSource, PlayOutcome } from './ports.ts';
import type { ProductionLine } from './production-line.ts';
import type { SegmentMemory } from './segment-memory.ts';
import type { SegmentPool } from './segment-pool.ts';

/** How often each source went on air; `reserve` and `pad` are the fallbacks. */
export type SourceCounts = Readonly<Record<SongOrigin | 'pad', number>>;

/** What a programme is made of. */
export interface ProgrammeOptions {
  readonly line: ProductionLine;
  readonly pool: SegmentPool;
  readonly memory: SegmentMemory;
  readonly pad: Pad;
  /** Joins songs; without it they follow each other packet by packet. */
  readonly joins?: JoinSource;
  readonly jingles?: JingleQueue;
  /** Chooses from the reserve. */
  readonly random: Random;
  readonly log: Log;
  /** What to take from the reserve, as in {@link CueOptions}. */
  readonly heard?: CueOptions['heard'];
  readonly fits?: CueOptions['fits'];
  /** As in {@link CueOptions}; songs at different levels are not joined. */
  readonly level?: CueOptions['level'];
  /** While it is true nothing begins: what is on air goes on to its end, and then the pad plays. */
  readonly isResting?: () => boolean;
  /** Nobody needs to read of each song in the log: one of many programmes. */
  readonly isQuiet?: boolean;
  /** Something else is on air now, and how what was before ended; called on the packet tick, so it must return at once. */
  readonly onAir: (now: Sounding, before: Sounding, how: Ending) => void;
  /** What comes next has changed. */
  readonly onUpNext: () => void;
}

/** How what was on air ended. */
export type Ending = NonNullable<PlayOutcome['end']>;

// While the pad plays, a look for a song each second: what failed a moment ago may work now.
const LOOK_AGAIN_PACKETS = 50;

/** So long before a song's end the join to the next one is asked for: before that, what comes next may well change. */
const JOIN_AHEAD_PACKETS = 60 * 50;

/** So much is sent before a fade begins, while it is worked out: 0.2 s. */
const FADE_LEAD_PACKETS = 10;

/** A song that is to fade out. */
interface Leaving {
  readonly how: Ending;
  /** What follows instead of the next song. */
  readonly then: (() => void) | undefined;
  /** Packets until the fade begins. */
  wait: number;
  packets: readonly Uint8Array[] | undefined;
}

/**
 * What goes on air, packet by packet, from a source that can't fail: a request, else a fresh song, else one from the reserve on
 * disk, else the pad. Where the join of two songs is ready in time, it is sent in place of the end of the one and the beginning of the other. A
 * song plays to its end unless it is skipped; the pad fades and gives way. A song of which only the beginning is there may be on air while the rest
 * is being made.
 */
export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #counts = { request: 0, fresh: 0, reserve: 0, pad: 0 };
  readonly #cue: Cue;
  readonly #joins: JoinDesk;
  readonly #pad: PadReader;
  #now: Now = { kind: 'pad' };
  #leaving: Leaving | undefined;
  #padPackets = 0;
  #joined = 0;

  /** `like`: a programme that it begins as, with the same song at the same place. */
  constructor(options: ProgrammeOptions, like?: Programme) {
    this.#options = options;
    this.#joins = new JoinDesk(options.joins, options.log);
    this.#pad = options.pad.reader();
    this.#cue = new Cue({
      ...options,
      onAir: () => songsOf(this.#now),
      onWhole: (song) => this.#becomeWhole(song),
      onNext: options.onUpNext,
    });
    if (like !== undefined) this.#now = shareState(like.#now);
  }

  get counts(): SourceCounts {
    return { ...this.#counts };
  }

  /** Joins that were sent. */
  get joined(): number {
    return this.#joined;
  }

  sounding(): Sounding {
    return soundingOf(this.#now);
  }

  /** Whether a song is on air that is not ending already. */
  get mayFade(): boolean {
    const now = this.#now;
    const isSong = now.kind === 'song' || (now.kind === 'join' && now.phase === 'to');
    return isSong && this.#leaving === undefined;
  }

  /** Packets until something else is on air, as things are; Infinity while that is not known. */
  left(): number {
    return packetsLeft(this.#now);
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
    if (this.#now.kind === 'pad') this.#counts.pad += 1;
    this.#cue.start();
  }

  stop(): void {
    this.#cue.stop();
    this.#joins.clear();
    this.#change({ kind: 'pad' }, 'cut');
  }

  /** Makes sure that the best song there is lies in memory; to be called when there may be a better one. */
  cue(): void {
    this.#cue.look();
  }

  /** Other songs are wanted than before: chooses anew what comes next, unless it was asked for. */
  renew(): void {
    this.#cue.renew();
  }

  /**
   * Fades the song on air out. What is next follows; or the pad, when `then` is given and called. False when no song is on air, or it is ending by
   * itself.
   */
  fade(how: Ending, then?: () => void): boolean {
    const now = this.#now;
    if (!this.mayFade) return false;
    const leaving: Leaving = { how, then, wait: FADE_LEAD_PACKETS, packets: undefined };
    this.#leaving = leaving;
    void this.#prepare(leaving, now);
    return true;
  }

  /** The packet to send now. Never throws and never waits. */
  packet(): Uint8Array {
    this.#go();
    const now = this.#now;
    if (now.kind === 'pad') {
      this.#padPackets += 1;
      if (this.#padPackets % LOOK_AGAIN_PACKETS === 0) this.cue();
      return this.#pad.next();
    }
    const packets =
      now.kind === 'join' ? now.join.packets : now.kind === 'fade' ? now.packets : now.song.segment.packets;
    const packet = packets[now.at];
    now.at += 1;
    return packet ?? this.#pad.next();
  }

  /** Moves on to what the next packet is of. */
  #go(): void {
    const now = this.#now;
    if (this.#leaving !== undefined && now.kind !== 'fade') this.#goOnLeaving(this.#leaving, now);
    else if (now.kind === 'pad') {
      if (this.#cue.next !== undefined && !this.#isResting() && this.#pad.leave()) this.#advance('ended');
    } else if (now.kind === 'join') this.#goOnInJoin(now);
    else if (now.kind === 'fade') {
      if (now.at >= now.packets.length) this.#advance(this.#leaving?.how ?? 'ended');
    } else {
      const join = this.#joinOf(now);
      if (join?.fromPacket === now.at && !this.#isResting()) this.#beginJoin(now.song, join);
      else if (now.at >= now.song.segment.packets.length) this.#advance(now.song.isWhole ? 'ended' : 'cut');
    }
  }

  #isResting(): boolean {
    return this.#options.isResting?.() === true;
  }

  /** While a fade is worked out, the song goes on; when it has ended by then, that was that. */
  #goOnLeaving(leaving: Leaving, now: Now): void {
    if (now.kind === 'join') this.#goOnInJoin(now);
    const song = this.#now;
    const isOver = song.kind === 'song' && song.at >= song.song.segment.packets.length;
    if (isOver || song.kind === 'pad') return this.#advance(leaving.how);
    if (leaving.wait > 0) {
      leaving.wait -= 1;
      return;
    }
    if (leaving.packets === undefined || song.kind === 'fade') return this.#advance(leaving.how);
    const held = song.kind === 'song' ? song.song : song.to;
    this.#now = { kind: 'fade', song: held, first: placeOf(song), packets: leaving.packets, at: 0 };
  }

  async #prepare(leaving: Leaving, now: Now): Promise<void> {
    const ahead = packetsOf(now);
    if (ahead === undefined) return;
    const from = ahead.at + FADE_LEAD_PACKETS;
    const before = ahead.packets.slice(Math.max(0, from - FADE_PRIME_PACKETS), from);
    try {
      leaving.packets = await fadeOut(before, ahead.packets.slice(from, from + FADE_PACKETS));
    } catch (error) {
      this.#options.log.warn({ err: error }, 'A song could not be faded out: it breaks off');
    }
  }

  /** The join to the song that is next, when it is ready; asked for when it is time. */
  #joinOf({ song, at }: Extract<Now, { kind: 'song' }>): Join | undefined {
    const { next } = this.#cue;
    if (
      next?.isWhole !== true ||
      next.db !== song.db ||
      !song.isWhole ||
      song.segment.packets.length - at > JOIN_AHEAD_PACKETS
    )
      return undefined;
    const jingle = this.#jingleBefore(next);
    const pair = { from: song.segment.facts.id, to: next.segment.facts.id, db: song.db };
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
      this.#options.onAir(this.sounding(), before, 'ended');
      from.release();
    }
    if (now.phase === 'between' && now.at >= join.turn) {
      const before = this.sounding();
      now.phase = 'to';
      this.#announce(to);
      this.#options.onAir(this.sounding(), before, 'ended');
    }
    if (now.at >= join.packets.length) this.#now = { kind: 'song', song: to, at: join.toPacket };
  }

  #advance(how: Ending): void {
    const { log } = this.#options;
    const now = this.#now;
    const then = this.#leaving?.then;
    this.#leaving = undefined;
    if (now.kind === 'song' && !now.song.isWhole && how === 'cut') {
      const { id, title } = now.song.segment.facts;
      log.warn({ segment: id }, `The rest of "${title}" did not come in time: it breaks off`);
    }
    const isResting = then !== undefined || this.#isResting();
    const song = isResting ? undefined : this.#cue.take();
    if (song === undefined) {
      this.#counts.pad += 1;
      if (!isResting) log.warn({}, 'Nothing to play: the pad is on air');
      this.#change({ kind: 'pad' }, how);
    } else {
      this.#announce(song);
      this.#change({ kind: 'song', song, at: 0 }, how);
    }
    then?.();
    this.cue();
  }

  #announce({ segment: { facts }, from }: Cued): void {
    const { log, pool, isQuiet = false } = this.#options;
    this.#counts[from] += 1;
    if (!isQuiet) {
      if (from === 'reserve') log.warn({ segment: facts.id }, `No fresh song: "${facts.title}" from the reserve`);
      else log.info({ segment: facts.id, from }, `On air: "${facts.title}"`);
    }
    pool.played(facts.id);
  }

  #becomeWhole(song: Cued): void {
    if (this.#now.kind !== 'song' && this.#now.kind !== 'fade') return song.release();
    this.#now.song = song;
    this.#options.pool.played(song.segment.facts.id);
  }

  #change(now: Now, how: Ending): void {
    const old = this.#now;
    const before = this.sounding();
    this.#now = now;
    if (before.kind === 'song' || now.kind === 'song') this.#options.onAir(this.sounding(), before, how);
    releaseSongs(old);
  }
}
