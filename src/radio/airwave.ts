import { randomUUID } from 'node:crypto';
import { Broadcast } from './broadcast.ts';
import type { Cued } from './cue.ts';
import type { OnAir, UpNext } from './front-desk.ts';
import type { Log } from './log.ts';
import type { Sounding } from './on-air-state.ts';
import type { Play, PlayLog } from './ports.ts';
import { ProductionLine, type ProductionLineOptions } from './production-line.ts';
import { Programme, type Ending, type ProgrammeOptions } from './programme.ts';
import type { SegmentFacts } from './segment.ts';

/** A play and what it is of. */
export interface Airing {
  readonly play: Play;
  readonly segment: SegmentFacts;
  readonly from: Cued['from'];
}

/** A turn from one thing on air to another. */
export interface Turn {
  readonly ended: { readonly airing: Airing; readonly seconds: number; readonly how: Ending } | undefined;
  readonly begun: Airing | undefined;
}

/** What an airwave is made of. */
export interface AirwaveOptions
  extends
    Omit<ProgrammeOptions, 'line' | 'onAir' | 'onUpNext'>,
    Omit<ProductionLineOptions, 'onMade' | 'onChange' | 'pool' | 'log'> {
  /** Whose programme it is; not given for the common one. */
  readonly guildId?: string;
  readonly playLog: PlayLog;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  readonly log: Log;
  /** How many hear it: people in voice channels and on the web. */
  readonly audience: () => number;
  /** A song ended, or began, or both; called on the packet tick. */
  readonly onTurn: (turn: Turn) => void;
  /** More is known of the song on air. */
  readonly onAiring: (airing: Airing) => void;
  readonly onUpNext: () => void;
}

interface LoggedAiring extends Airing {
  /** The segment is known to the play log, and so the play is. */
  isLogged: boolean;
  /** It is another airwave's play, which has it logged. */
  readonly isBorrowed: boolean;
}

/** One programme with its line of production and those who hear it: it knows what is on air as a play, and has it logged. */
export class Airwave {
  readonly line: ProductionLine;
  readonly programme: Programme;
  readonly broadcast: Broadcast;
  readonly #options: AirwaveOptions;
  #airing: LoggedAiring | undefined;
  #padSince: number;

  /** `like`: an airwave that it begins as: the same play at the same place. */
  constructor(options: AirwaveOptions, like?: Airwave) {
    this.#options = options;
    this.#padSince = like === undefined ? options.wallClock() : like.#padSince;
    this.broadcast = new Broadcast(options.log);
    this.line = new ProductionLine({
      ...options,
      onMade: (facts) => this.#made(facts),
      onChange: () => {
        this.programme.cue();
        options.onUpNext();
      },
    });
    this.programme = new Programme(
      {
        ...options,
        line: this.line,
        onAir: (now, before, how) => this.#turn(now, before, how),
        onUpNext: () => options.onUpNext(),
      },
      like?.programme,
    );
    if (like !== undefined && like.#airing !== undefined)
      this.#airing = { ...like.#airing, isLogged: true, isBorrowed: true };
  }

  /** The play on air; undefined while the pad is. */
  get airing(): Airing | undefined {
    return this.programme.sounding().kind === 'song' ? this.#airing : undefined;
  }

  /** Goes on air, with the pad until there is a song. */
  start(): void {
    this.#padSince = this.#options.wallClock();
    this.programme.start();
    this.line.start();
  }

  /** Goes off air; ends the play in the log. */
  stop(): void {
    this.programme.stop();
    this.line.stop();
  }

  /** Sends a packet to everyone. */
  tick(): void {
    this.broadcast.send(this.programme.packet());
  }

  onAir(): OnAir {
    const sounding = this.programme.sounding();
    if (sounding.kind === 'pad' || this.#airing === undefined) return { kind: 'pad', since: this.#padSince };
    const { play, segment, from } = this.#airing;
    return { kind: 'song', play, segment, from, elapsedSeconds: sounding.seconds };
  }

  upNext(): readonly UpNext[] {
    const orders = this.line.orders().map(({ recipe, requested, state }): UpNext => {
      if (state.kind === 'ready') return { kind: 'ready', segment: state.facts, requested };
      if (state.kind === 'opening') return { kind: 'ready', segment: state.opening.facts, requested };
      return { kind: 'composing', style: recipe.style, requested, progress: state.progress };
    });
    const coming = this.programme.coming();
    const first: readonly UpNext[] =
      coming === undefined
        ? []
        : [{ kind: 'ready', segment: coming.segment.facts, requested: coming.from === 'request' }];
    // What is ready is played before what is not, whoever asked for it.
    const ready = orders.filter((order) => order.kind === 'ready');
    const next = this.programme.next();
    if (ready.length > 0 || next === undefined)
      return [...first, ...ready, ...orders.filter((order) => order.kind !== 'ready')];
    return [...first, ...orders, { kind: 'ready', segment: next.segment.facts, requested: false }];
  }

  #turn(now: Sounding, before: Sounding, how: Ending): void {
    const ended = before.kind === 'song' ? this.#airing : undefined;
    const seconds = before.kind === 'song' ? before.seconds : 0;
    const begun = now.kind === 'song' ? this.#airingOf(now.song) : undefined;
    // A song that broke off before it was made: what was known of it is better than nothing.
    if (ended !== undefined && !ended.isLogged) this.#logStart(ended, ended.segment);
    this.#airing = begun;
    if (begun === undefined) this.#padSince = this.#options.wallClock();
    this.#options.onTurn({ ended: ended === undefined ? undefined : { airing: ended, seconds, how }, begun });
    if (ended !== undefined && !ended.isBorrowed) {
      const outcome = { seconds, listeners: this.#options.audience(), end: how };
      this.#note((playLog) => playLog.playEnded(ended.play.id, outcome));
    }
    if (begun === undefined || now.kind !== 'song') return;
    // A segment must be known to the log before it is played: one of the reserve may be older than the log, and one that is not whole will be.
    if (begun.from === 'reserve') this.#logStart(begun, begun.segment);
    else if (now.song.isWhole) this.#logStart(begun);
  }

  #airingOf({ segment: { facts }, from, order }: Cued): LoggedAiring {
    const { guildId, wallClock } = this.#options;
    const play: Play = {
      id: randomUUID(),
      segmentId: facts.id,
      startedAt: wallClock(),
      ...(guildId === undefined ? {} : { guildId }),
      ...(order?.choice === undefined ? {} : { choice: order.choice }),
    };
    return { play, segment: facts, from, isLogged: false, isBorrowed: false };
  }

  #logStart(airing: LoggedAiring, made?: SegmentFacts): void {
    airing.isLogged = true;
    if (made !== undefined) this.#note((playLog) => playLog.segmentMade(made));
    this.#note((playLog) => playLog.playStarted(airing.play));
  }

  /** A segment is finished; it may be on air already. */
  #made(facts: SegmentFacts): void {
    this.#note((playLog) => playLog.segmentMade(facts));
    const airing = this.#airing;
    if (airing === undefined || airing.segment.id !== facts.id || airing.isLogged || airing.isBorrowed) return;
    this.#airing = { ...airing, segment: facts };
    this.#logStart(this.#airing);
    this.#options.onAiring(this.#airing);
  }

  // A log that breaks its promise never to throw must not cost a song.
  #note(write: (playLog: PlayLog) => void): void {
    try {
      write(this.#options.playLog);
    } catch (error) {
      this.#options.log.error({ err: error }, 'The play log failed');
    }
  }
}
