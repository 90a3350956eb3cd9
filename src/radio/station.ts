import { Airwave, type AirwaveOptions, type Turn } from './airwave.ts';
import { Attendance } from './attendance.ts';
import { PacketClock } from './clock.ts';
import type { Catalogue, Listener, OnAir, RequestInput, StationEvent, UpNext } from './front-desk.ts';
import type { GuildDesk, StationDesk } from './guild-desk.ts';
import type { OwnProgramme } from './guild-room-options.ts';
import { GuildRoom, placeOn } from './guild-room.ts';
import type { Hearing, SongProgress, Tally } from './ports.ts';
import type { Planned } from './production-line.ts';
import type { JingleQueue } from './jingles.ts';
import { ProductionQueue } from './production-queue.ts';
import { RatingBook } from './rating-book.ts';
import type { Recipe } from './recipe.ts';
import { parseRequest } from './request.ts';
import { SegmentMemory } from './segment-memory.ts';
import type { SegmentFacts } from './segment.ts';
import type { StationHealth, StationOptions, StationStats } from './station-options.ts';
import type { SegmentPaths } from './segment-file.ts';
import { SharedJoins } from './shared-joins.ts';
import { Subscribers } from './subscribers.ts';
import type { Wish } from './week-schedule.ts';

/** Without a packet for so long, a station is not healthy. */
const UNHEALTHY_AFTER_MILLISECONDS = 2000;

/** Packets between two looks at the rooms: a second. */
const LOOK_PACKETS = 50;

const MEMORY_BYTES = 256e6;

/**
 * The radio station: one clock asks each programme for its packet, and its broadcast sends that to all who hear it. There is a common programme,
 * which the page plays and steers, and one of its own for each guild that wants something else. It runs from `start()` to `stop()` whatever else fails.
 */
export class Station implements StationDesk {
  readonly catalogue: Catalogue;
  readonly #options: StationOptions;
  readonly #clock: PacketClock;
  readonly #memory: SegmentMemory;
  readonly #production: ProductionQueue;
  readonly #joins: SharedJoins | undefined;
  readonly #book: RatingBook;
  readonly #commonJingles: JingleQueue | undefined;
  readonly #common: Airwave;
  /** Those that guilds have of their own. */
  readonly #own = new Set<Airwave>();
  readonly #gone = {
    packets: 0,
    removed: 0,
    failures: 0,
    joined: 0,
    counts: { request: 0, fresh: 0, reserve: 0, pad: 0 },
  };
  readonly #rooms = new Map<string, GuildRoom>();
  readonly #subscribers: Subscribers;
  /** Who is tuned to the common programme without a room: listeners on the web. */
  readonly #direct = new Set<Listener>();
  readonly #web: Attendance;
  #afterPacket: (() => void)[] = [];
  #ticks = 0;

  constructor(options: StationOptions) {
    const { catalogue, joins, log, memoryBytes = MEMORY_BYTES, ordersAtOnce = 2, pool, time } = options;
    this.catalogue = catalogue;
    this.#options = options;
    this.#subscribers = new Subscribers(log);
    this.#memory = new SegmentMemory(pool, memoryBytes, options.leveller);
    this.#production = new ProductionQueue(options.source, ordersAtOnce);
    this.#joins = joins === undefined ? undefined : new SharedJoins(joins);
    this.#book = new RatingBook(options.ratings, options.ratingKey);
    this.#commonJingles = options.jingles?.queue(() => this.#commonAudience() > 0);
    this.#common = this.#openCommon();
    this.#web = new Attendance({
      onAir: () => placeOn(this.#common),
      hash: (listener) => this.#book.hash(listener),
      wallClock: options.wallClock,
      report: (hearings) => this.#report(hearings),
    });
    this.#web.connect(true);
    this.#clock = new PacketClock(time, () => this.#sendPackets());
  }

  /** Goes on air at once, with the pad until there is a song. */
  start(): void {
    this.#common.start();
    this.#clock.start();
  }

  /** Goes off air; ends the plays in the log. Listeners stay tuned and hear nothing. */
  stop(): void {
    this.#clock.stop();
    for (const airwave of [this.#common, ...this.#own]) airwave.stop();
  }

  guild(guildId: string): GuildDesk {
    const known = this.#rooms.get(guildId);
    if (known !== undefined) return known;
    const { pool } = this.#options;
    const room = new GuildRoom({
      ...this.#options,
      guildId,
      common: this.#common,
      open: (own, like) => this.#openOwn(own, like),
      close: (own) => this.#closeOwn(own),
      afterPacket: (callback) => this.#afterPacket.push(callback),
      commonStyles: () => this.#options.commonStyles?.() ?? [],
      count: (fits, most) => pool.count(fits, most),
      files: (segmentId) => pool.files(segmentId),
      segment: (segmentId) => pool.get(segmentId),
      hold: (segmentId) => pool.hold(segmentId),
      stems: this.#options.stems,
      hasJingles: () => this.#options.jingles?.areThere ?? false,
      report: (hearings) => this.#report(hearings),
      onAudience: () => this.#common.line.review(),
      settings: this.#options.settings,
      book: this.#book,
    });
    this.#rooms.set(guildId, room);
    return room;
  }

  onAir(): OnAir {
    return this.#common.onAir();
  }

  upNext(): readonly UpNext[] {
    return this.#common.upNext();
  }

  /** All who listen, to whatever programme. */
  listeners(): number {
    return [...this.#rooms.values()].reduce((sum, room) => sum + room.audienceCount, this.#direct.size);
  }

  tune(listener: Listener, options: { readonly recent?: number } = {}): () => void {
    const leave = this.#common.broadcast.tune(listener, options);
    this.#direct.add(listener);
    this.#directChanged();
    return () => {
      leave();
      this.#direct.delete(listener);
      this.#directChanged();
    };
  }

  async request(
    input: RequestInput,
    options: { readonly onProgress?: (progress: SongProgress) => void } = {},
  ): Promise<SegmentFacts> {
    const randomSeed = Math.floor(this.#options.random() * 0x1_0000_0000);
    return await this.#common.line.request(parseRequest(input, this.catalogue, randomSeed), options.onProgress);
  }

  rate(rating: Parameters<StationDesk['rate']>[0]): ReturnType<StationDesk['rate']> {
    return this.#book.rate(rating, this.#common.airing, (listener, playId) => {
      const heard = this.#web.heardSeconds(listener, playId);
      // Of who is not at the stream and heard nothing of it there, nothing is known: players know no cookies.
      return heard === 0 && !this.#web.isPresent(listener) ? undefined : heard;
    });
  }

  /** The votes on a segment. Rejects with what the store rejects with. */
  tally(segmentId: string): Promise<Tally> {
    return this.#book.tally(segmentId);
  }

  /** The files of a segment, or undefined when it is no longer there. */
  files(segmentId: string): SegmentPaths | undefined {
    return this.#options.pool.files(segmentId);
  }

  subscribe(onEvent: (event: StationEvent) => void): () => void {
    return this.#subscribers.add(onEvent);
  }

  /** Looks whether guilds' schedules say something else now; to be called each minute. */
  review(): void {
    for (const room of this.#rooms.values()) this.#guard(() => room.review(), 'A schedule could not be looked at');
  }

  stats(): StationStats {
    const { pool } = this.#options;
    const airwaves = [this.#common, ...this.#own];
    const sum = (of: (airwave: Airwave) => number, gone = 0) =>
      airwaves.reduce((total, airwave) => total + of(airwave), gone);
    const { counts } = this.#gone;
    return {
      clock: this.#clock.stats(),
      packets: this.#common.broadcast.packets,
      sources: {
        request: sum(({ programme }) => programme.counts.request, counts.request),
        fresh: sum(({ programme }) => programme.counts.fresh, counts.fresh),
        reserve: sum(({ programme }) => programme.counts.reserve, counts.reserve),
        pad: sum(({ programme }) => programme.counts.pad, counts.pad),
      },
      joins: sum(({ programme }) => programme.joined, this.#gone.joined),
      productionFailures: sum(({ line }) => line.failures, this.#gone.failures),
      listeners: {
        discord: sum(({ broadcast }) => broadcast.count('discord')),
        web: sum(({ broadcast }) => broadcast.count('web')),
      },
      listenersRemoved: sum(({ broadcast }) => broadcast.removed, this.#gone.removed),
      requests: sum(({ line }) => line.requests),
      pool: { segments: pool.size, bytes: pool.bytes },
      programmes: airwaves.length,
      memory: { segments: this.#memory.size, bytes: this.#memory.bytes },
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

  #openCommon(): Airwave {
    const jingles = this.#commonJingles;
    return new Airwave({
      ...this.#shared(),
      ...(this.#joins === undefined ? {} : { joins: this.#joins }),
      ...(jingles === undefined ? {} : { jingles }),
      plan: this.#options.plan,
      ahead: () => this.#ahead(),
      audience: () => this.#commonAudience(),
      fits: ({ style }) => {
        const styles = this.#options.commonStyles?.() ?? [];
        return styles.length === 0 || styles.includes(style);
      },
      onTurn: (turn) => this.#commonTurned(turn),
      onAiring: (airing) => {
        this.#book.remember(airing);
        this.#subscribers.tell({ kind: 'on-air', onAir: this.onAir() });
        for (const room of this.#roomsOnCommon()) room.airingChanged();
      },
      onUpNext: () => {
        this.#subscribers.tell({ kind: 'up-next' });
        for (const room of this.#roomsOnCommon()) room.upNextChanged();
      },
    });
  }

  #openOwn(own: OwnProgramme, like: Airwave | undefined): Airwave {
    const { jingles, plan, planFor } = this.#options;
    const { guildId = '', wantsJingles, wish } = own;
    let planned: { readonly wish: Wish; readonly next: () => Recipe | Planned } | undefined;
    const airwave = new Airwave(
      {
        ...this.#shared(),
        ...own,
        ...(this.#joins === undefined ? {} : { joins: this.#joins.modest() }),
        // What the common programme has played already is not played again, and what waits there waits here too.
        ...(jingles === undefined
          ? {}
          : { jingles: jingles.queue(wantsJingles, like === undefined ? undefined : this.#commonJingles) }),
        isQuiet: true,
        plan: () => {
          if (planFor === undefined) return plan();
          if (planned?.wish !== wish()) planned = { wish: wish(), next: planFor(wish(), guildId) };
          return planned.next();
        },
      },
      like,
    );
    this.#own.add(airwave);
    return airwave;
  }

  #closeOwn(own: Airwave): void {
    own.stop();
    this.#own.delete(own);
    const { broadcast, line, programme } = own;
    this.#gone.removed += broadcast.removed;
    this.#gone.failures += line.failures;
    this.#gone.joined += programme.joined;
    for (const kind of ['request', 'fresh', 'reserve', 'pad'] as const)
      this.#gone.counts[kind] += programme.counts[kind];
  }

  /** What all airwaves have in common; each has its turn at the source. */
  #shared() {
    const { log, maxRequests = 20, pad, playLog, pool, random, time, wallClock } = this.#options;
    const shared: Pick<
      AirwaveOptions,
      'log' | 'maxRequests' | 'memory' | 'pad' | 'playLog' | 'pool' | 'random' | 'source' | 'time' | 'wallClock'
    > = {
      ...{ log, maxRequests, pad, playLog, pool, random, time, wallClock },
      memory: this.#memory,
      source: this.#production.lane(),
    };
    return shared;
  }

  // Nothing is made for nobody, but for a reserve to begin with.
  #ahead(): number {
    const { ahead = 2, leastSongs = 10, pool } = this.#options;
    return this.#commonAudience() > 0 || pool.size < leastSongs ? ahead : 0;
  }

  #commonAudience(): number {
    return this.#roomsOnCommon().reduce((sum, room) => sum + room.audienceCount, this.#direct.size);
  }

  #roomsOnCommon(): readonly GuildRoom[] {
    return [...this.#rooms.values()].filter((room) => room.isCommon);
  }

  #directChanged(): void {
    const identities = [...this.#direct].flatMap(({ identity }) => (identity === undefined ? [] : [identity]));
    if (identities.length > 0 || this.#web.count !== undefined) this.#web.set(identities, 'left');
    this.#common.line.review();
  }

  #commonTurned(turn: Turn): void {
    if (turn.begun !== undefined) this.#book.remember(turn.begun);
    this.#web.turn(turn);
    this.#subscribers.tell({ kind: 'on-air', onAir: this.onAir() });
    for (const room of this.#rooms.values()) {
      if (room.isCommon) room.turned(turn);
      else if (turn.begun !== undefined) room.commonTurned();
    }
  }

  #sendPackets(): void {
    for (const airwave of [this.#common, ...this.#own]) this.#guard(() => airwave.tick(), 'A packet could not be sent');
    for (const callback of this.#afterPacket.splice(0)) this.#guard(callback, 'A guild could not change its programme');
    this.#ticks += 1;
    if (this.#ticks % LOOK_PACKETS === 0)
      for (const room of this.#rooms.values()) this.#guard(() => room.look(), 'A guild could not be looked at');
  }

  #report(hearings: readonly Hearing[]): void {
    this.#guard(() => this.#options.playLog.heard(hearings), 'The play log failed');
  }

  // The last catch: whatever is wrong in one packet or one room, the next one is sent.
  #guard(act: () => void, problem: string): void {
    try {
      act();
    } catch (error) {
      this.#options.log.error({ err: error }, problem);
    }
  }
}
