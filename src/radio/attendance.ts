import type { Airing, Turn } from './airwave.ts';
import type { ListeningEnd } from './evidence.ts';
import type { Hearing } from './ports.ts';

/** A song on air, and how many seconds of it have been. */
export interface Place {
  readonly airing: Airing;
  readonly seconds: number;
}

/** What an attendance is kept with. */
export interface AttendanceOptions {
  /** Where; not given for the web page. */
  readonly guildId?: string;
  /** What is on air there, and how many seconds of it. */
  readonly onAir: () => Place | undefined;
  /** A keyed hash of an identity. */
  readonly hash: (listener: string) => string;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  readonly report: (hearings: readonly Hearing[]) => void;
}

/** A stretch that goes on. */
interface Stretch {
  readonly airing: Airing;
  readonly from: number;
}

/** Plays of which it is still known how long each listener heard them, for ratings that come late: some three hours. */
const REMEMBERED_PLAYS = 100;

/** Who listens in one place, and which stretches of which songs each of them heard. */
export class Attendance {
  readonly #options: AttendanceOptions;
  /** By the hash of each listener: what they hear, or undefined while no song is on. */
  readonly #present = new Map<string, Stretch | undefined>();
  /** Seconds by play and listener. */
  readonly #heard = new Map<string, Map<string, number>>();
  /** Plays were forgotten: of one that is not remembered, nothing can be said. */
  #hasForgotten = false;
  #isKnown = false;
  #isConnected = false;

  constructor(options: AttendanceOptions) {
    this.#options = options;
  }

  /** How many listen; undefined as long as nobody has told. */
  get count(): number | undefined {
    return this.#isKnown ? this.#present.size : undefined;
  }

  /** By the hash of a listener. */
  isPresent(listener: string): boolean {
    return this.#present.has(listener);
  }

  /** Whether they hear anything: while a room is without its connection, nobody does. */
  connect(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    const before = [...this.#present];
    this.#isConnected = isConnected;
    this.#begin(this.#options.onAir());
    if (!isConnected) this.#close(before, this.#options.onAir()?.seconds ?? 0, () => 'cut');
  }

  /** These listen now, by their identities; `end`: how it is to be told of those who no longer do. */
  set(listeners: readonly string[], end: ListeningEnd): void {
    this.#isKnown = true;
    const { hash, onAir } = this.#options;
    const now = onAir();
    const coming = new Set(listeners.map((listener) => hash(listener)));
    const gone = [...this.#present].filter(([listener]) => !coming.has(listener));
    for (const [listener] of gone) this.#present.delete(listener);
    const stretch = this.#stretchFrom(now);
    for (const listener of coming) if (!this.#present.has(listener)) this.#present.set(listener, stretch);
    this.#close(gone, now?.seconds ?? 0, () => end);
  }

  /** Something else is on air; `wantedSkip`: who wanted what was before to be skipped. */
  turn({ ended, begun }: Turn, wantedSkip: ReadonlySet<string> = new Set()): void {
    const listening = [...this.#present];
    this.#begin(begun === undefined ? undefined : { airing: begun, seconds: 0 });
    if (ended === undefined) return;
    const { how, seconds } = ended;
    this.#close(listening, seconds, (listener) => {
      if (how === 'skipped') return wantedSkip.has(listener) ? 'skipped' : 'cut';
      return how;
    });
  }

  /** They hear something else from now on, in the midst of it: what the place has on air. */
  tuneIn(): void {
    this.#begin(this.#options.onAir());
  }

  /**
   * Seconds of a play that a listener (by the hash) has heard until now; undefined when that is not known: nobody has told who listens, or the play
   * was long ago.
   */
  heardSeconds(listener: string, playId: string): number | undefined {
    if (!this.#isKnown) return undefined;
    const known = this.#heard.get(playId);
    const before = known?.get(listener) ?? 0;
    const stretch = this.#present.get(listener);
    const now = this.#options.onAir();
    if (stretch?.airing.play.id === playId) return before + Math.max(0, (now?.seconds ?? stretch.from) - stretch.from);
    const isForgotten = known === undefined && this.#hasForgotten && now?.airing.play.id !== playId;
    return isForgotten ? undefined : before;
  }

  /** All who are there hear this from now on. */
  #begin(place: Place | undefined): void {
    const stretch = this.#stretchFrom(place);
    for (const listener of this.#present.keys()) this.#present.set(listener, stretch);
  }

  #stretchFrom(place: Place | undefined): Stretch | undefined {
    return place === undefined || !this.#isConnected ? undefined : { airing: place.airing, from: place.seconds };
  }

  #close(
    stretches: readonly (readonly [string, Stretch | undefined])[],
    toSeconds: number,
    endOf: (listener: string) => ListeningEnd,
  ): void {
    const { guildId, report, wallClock } = this.#options;
    const at = wallClock();
    const hearings = stretches.flatMap(([listener, stretch]): Hearing[] => {
      if (stretch === undefined || toSeconds <= stretch.from) return [];
      const { play } = stretch.airing;
      this.#remember(play.id, listener, toSeconds - stretch.from);
      return [
        {
          playId: play.id,
          segmentId: play.segmentId,
          listener,
          ...(guildId === undefined ? {} : { guildId }),
          fromSeconds: stretch.from,
          toSeconds,
          end: endOf(listener),
          at,
        },
      ];
    });
    if (hearings.length > 0) report(hearings);
  }

  #remember(playId: string, listener: string, seconds: number): void {
    const heard = this.#heard.get(playId) ?? new Map<string, number>();
    heard.set(listener, (heard.get(listener) ?? 0) + seconds);
    this.#heard.set(playId, heard);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size <= REMEMBERED_PLAYS || oldest === undefined) return;
    this.#heard.delete(oldest);
    this.#hasForgotten = true;
  }
}
