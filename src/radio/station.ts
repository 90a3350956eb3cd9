import { createHmac, randomUUID } from 'node:crypto';
import type { Random } from '../random/index.ts';
import { Broadcast } from './broadcast.ts';
import { PacketClock, type ClockStats } from './clock.ts';
import type { Catalogue, FrontDesk, Listener, OnAir, RequestInput, StationEvent, UpNext } from './front-desk.ts';
import type { Jingles } from './jingles.ts';
import type { Log } from './log.ts';
import type { Pad } from './pad.ts';
import type { JoinSource, Play, PlayLog, Progress, RatingStore, SegmentSource, Tally, Thumb } from './ports.ts';
import { ProductionLine } from './production-line.ts';
import { Programme, type Sounding, type SourceCounts } from './programme.ts';
import { RadioError } from './radio-error.ts';
import type { Recipe } from './recipe.ts';
import { parseRequest } from './request.ts';
import type { SegmentFacts } from './segment.ts';
import type { SegmentPaths } from './segment-file.ts';
import type { SegmentPool } from './segment-pool.ts';
import type { Time } from './time.ts';

/** What a station is made of. */
export interface StationOptions {
  readonly catalogue: Catalogue;
  readonly source: SegmentSource;
  readonly pool: SegmentPool;
  /** Joins songs; without it they follow each other packet by packet. */
  readonly joins?: JoinSource;
  readonly jingles?: Jingles;
  readonly pad: Pad;
  /** What to compose when nobody asked for anything. */
  readonly plan: () => Recipe;
  readonly playLog: PlayLog;
  readonly ratings: RatingStore;
  /** Secret that turns listeners' identities into what is stored. */
  readonly ratingKey: string | Uint8Array;
  /** Chooses from the reserve, and seeds for requests without one. */
  readonly random: Random;
  readonly time: Time;
  /** Milliseconds since the epoch: for what people read, never for the air. */
  readonly wallClock: () => number;
  readonly log: Log;
  /** Songs to keep ahead of the air; 2 when not given. */
  readonly ahead?: number;
  /** Requests that may wait at once; 20 when not given. */
  readonly maxRequests?: number;
}

/** What a station counts, for `/metrics` and for the table of a long run. */
export interface StationStats {
  readonly clock: ClockStats;
  readonly packets: number;
  readonly sources: SourceCounts;
  /** Songs that went over into the next one by a join. */
  readonly joins: number;
  readonly productionFailures: number;
  readonly listeners: Readonly<Record<Listener['kind'], number>>;
  readonly listenersRemoved: number;
  readonly requests: number;
  readonly pool: { readonly segments: number; readonly bytes: number };
}

/** Whether packets flow. */
export interface StationHealth {
  readonly healthy: boolean;
  readonly onAir: OnAir['kind'];
  /** Seconds since the last packet; undefined before the first. */
  readonly silentSeconds: number | undefined;
}

/** Without a packet for so long, a station is not healthy. */
const UNHEALTHY_AFTER_MILLISECONDS = 2000;

/** Plays that can still be rated after they ended. */
const REMEMBERED_PLAYS = 200;

interface Airing {
  readonly play: Play;
  readonly segment: SegmentFacts;
  /** The segment is known to the play log, and so the play is. */
  isLogged: boolean;
}

/**
 * One radio station: a clock asks the programme for each packet and the broadcast sends it to every listener. It runs from
 * `start()` to `stop()` whatever else fails.
 */
export class Station implements FrontDesk {
  readonly catalogue: Catalogue;
  readonly #options: StationOptions;
  readonly #clock: PacketClock;
  readonly #line: ProductionLine;
  readonly #programme: Programme;
  readonly #broadcast: Broadcast;
  readonly #subscribers = new Set<(event: StationEvent) => void>();
  readonly #airings = new Map<string, Airing>();
  #airing: Airing | undefined;
  #padSince: number;

  constructor(options: StationOptions) {
    const { catalogue, log, time } = options;
    this.catalogue = catalogue;
    this.#options = options;
    this.#padSince = options.wallClock();
    this.#broadcast = new Broadcast(log);
    this.#line = new ProductionLine({
      ...options,
      ahead: options.ahead ?? 2,
      maxRequests: options.maxRequests ?? 20,
      onMade: (facts) => this.#made(facts),
      onChange: () => {
        this.#programme.cue();
        this.#tell({ kind: 'up-next' });
      },
    });
    this.#programme = new Programme({
      ...options,
      line: this.#line,
      onAir: (now, before) => this.#onAirChanged(now, before),
      onUpNext: () => this.#tell({ kind: 'up-next' }),
    });
    this.#clock = new PacketClock(time, () => this.#sendPacket());
  }

  /** Goes on air at once, with the pad until there is a song. */
  start(): void {
    this.#padSince = this.#options.wallClock();
    this.#programme.start();
    this.#line.start();
    this.#clock.start();
  }

  /** Goes off air; ends the play in the log. Listeners stay tuned and hear nothing. */
  stop(): void {
    this.#clock.stop();
    this.#programme.stop();
    this.#line.stop();
  }

  onAir(): OnAir {
    const sounding = this.#programme.sounding();
    if (sounding.kind === 'pad' || this.#airing === undefined) return { kind: 'pad', since: this.#padSince };
    const { from } = sounding.song;
    const { play, segment } = this.#airing;
    return { kind: 'song', play, segment, from, elapsedSeconds: sounding.seconds };
  }

  upNext(): readonly UpNext[] {
    const orders = this.#line.orders().map(({ recipe, requested, state }): UpNext => {
      if (state.kind === 'ready') return { kind: 'ready', segment: state.facts, requested };
      if (state.kind === 'opening') return { kind: 'ready', segment: state.opening.facts, requested };
      return { kind: 'composing', style: recipe.style, requested, progress: state.progress };
    });
    const coming = this.#programme.coming();
    const first: readonly UpNext[] =
      coming === undefined
        ? []
        : [{ kind: 'ready', segment: coming.segment.facts, requested: coming.from === 'request' }];
    // What is ready is played before what is not, whoever asked for it.
    const ready = orders.filter((order) => order.kind === 'ready');
    const next = this.#programme.next();
    if (ready.length > 0 || next === undefined)
      return [...first, ...ready, ...orders.filter((order) => order.kind !== 'ready')];
    return [...first, ...orders, { kind: 'ready', segment: next.segment.facts, requested: false }];
  }

  listeners(): number {
    return this.#broadcast.count();
  }

  tune(listener: Listener, options: { readonly recent?: number } = {}): () => void {
    return this.#broadcast.tune(listener, options);
  }

  async request(
    input: RequestInput,
    options: { readonly onProgress?: (progress: Progress) => void } = {},
  ): Promise<SegmentFacts> {
    const randomSeed = Math.floor(this.#options.random() * 0x1_0000_0000);
    return await this.#line.request(parseRequest(input, this.catalogue, randomSeed), options.onProgress);
  }

  async rate(rating: {
    readonly listener: string;
    readonly thumb: Thumb;
    readonly playId?: string;
    readonly guildId?: string;
  }): Promise<{ readonly segment: SegmentFacts; readonly tally: Tally }> {
    const { listener, thumb, playId, guildId } = rating;
    const airing = playId === undefined ? this.#airing : this.#airings.get(playId);
    if (airing === undefined) {
      const message =
        playId === undefined ? 'No song is on air that could be rated' : 'That song was too long ago to be rated';
      throw new RadioError(message, { reason: 'invalid' });
    }
    const { play, segment } = airing;
    const hashed = createHmac('sha256', this.#options.ratingKey).update(listener).digest('hex');
    try {
      await this.#options.ratings.rate({
        playId: play.id,
        segmentId: segment.id,
        listener: hashed,
        thumb,
        ...(guildId === undefined ? {} : { guildId }),
      });
      return { segment, tally: await this.#options.ratings.tally(segment.id) };
    } catch (cause) {
      throw new RadioError('The rating could not be stored. Try again in a moment', { cause });
    }
  }

  /** The votes on a segment. Rejects with what the store rejects with. */
  tally(segmentId: string): Promise<Tally> {
    return this.#options.ratings.tally(segmentId);
  }

  /** The files of a segment, or undefined when it is no longer there. */
  files(segmentId: string): SegmentPaths | undefined {
    return this.#options.pool.files(segmentId);
  }

  subscribe(onEvent: (event: StationEvent) => void): () => void {
    this.#subscribers.add(onEvent);
    return () => {
      this.#subscribers.delete(onEvent);
    };
  }

  stats(): StationStats {
    const { pool } = this.#options;
    return {
      clock: this.#clock.stats(),
      packets: this.#broadcast.packets,
      sources: this.#programme.counts,
      joins: this.#programme.joined,
      productionFailures: this.#line.failures,
      listeners: { discord: this.#broadcast.count('discord'), web: this.#broadcast.count('web') },
      listenersRemoved: this.#broadcast.removed,
      requests: this.#line.requests,
      pool: { segments: pool.size, bytes: pool.bytes },
    };
  }

  health(): StationHealth {
    const { sinceLastTick } = this.#clock.stats();
    return {
      healthy: sinceLastTick !== undefined && sinceLastTick < UNHEALTHY_AFTER_MILLISECONDS,
      onAir: this.onAir().kind,
      silentSeconds: sinceLastTick === undefined ? undefined : sinceLastTick / 1000,
    };
  }

  // The last catch: whatever is wrong in one packet, the next one is sent.
  #sendPacket(): void {
    try {
      this.#broadcast.send(this.#programme.packet());
    } catch (error) {
      this.#options.log.error({ err: error }, 'A packet could not be sent');
    }
  }

  #onAirChanged(now: Sounding, before: Sounding): void {
    const ended = before.kind === 'song' ? this.#airing : undefined;
    if (ended !== undefined && before.kind === 'song') {
      const outcome = { seconds: before.seconds, listeners: this.listeners() };
      // A song that broke off before it was made: what was known of it is better than nothing.
      if (!ended.isLogged) this.#logStart(ended, ended.segment);
      this.#note((playLog) => playLog.playEnded(ended.play.id, outcome));
    }
    if (now.kind === 'song') {
      const segment = now.song.segment.facts;
      const play: Play = { id: randomUUID(), segmentId: segment.id, startedAt: this.#options.wallClock() };
      this.#airing = { play, segment, isLogged: false };
      this.#remember(this.#airing);
      // A segment must be known to the log before it is played: one of the reserve may be older than the log, and one that is not whole will be.
      if (now.song.from === 'reserve') this.#logStart(this.#airing, segment);
      else if (now.song.isWhole) this.#logStart(this.#airing);
    } else {
      this.#airing = undefined;
      this.#padSince = this.#options.wallClock();
    }
    this.#tell({ kind: 'on-air', onAir: this.onAir() });
  }

  #logStart(airing: Airing, made?: SegmentFacts): void {
    airing.isLogged = true;
    if (made !== undefined) this.#note((playLog) => playLog.segmentMade(made));
    this.#note((playLog) => playLog.playStarted(airing.play));
  }

  /** A segment is finished; it may be on air already. */
  #made(facts: SegmentFacts): void {
    this.#note((playLog) => playLog.segmentMade(facts));
    const airing = this.#airing;
    if (airing === undefined || airing.segment.id !== facts.id || airing.isLogged) return;
    this.#airing = { ...airing, segment: facts };
    this.#remember(this.#airing);
    this.#logStart(this.#airing);
    this.#tell({ kind: 'on-air', onAir: this.onAir() });
  }

  // A log that breaks its promise never to throw must not cost a song.
  #note(write: (playLog: PlayLog) => void): void {
    try {
      write(this.#options.playLog);
    } catch (error) {
      this.#options.log.error({ err: error }, 'The play log failed');
    }
  }

  #remember(airing: Airing): void {
    this.#airings.set(airing.play.id, airing);
    const [oldest] = this.#airings.keys();
    if (this.#airings.size > REMEMBERED_PLAYS && oldest !== undefined) this.#airings.delete(oldest);
  }

  #tell(event: StationEvent): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(event);
      } catch (error) {
        this.#options.log.error({ err: error }, 'A front end failed to take in what changed');
      }
    }
  }
}
