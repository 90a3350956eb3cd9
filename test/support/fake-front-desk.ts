import { randomUUID } from 'node:crypto';
import {
  parseRequest,
  radioError,
  type FrontDesk,
  type Listener,
  type OnAir,
  type RequestInput,
  type StationDesk,
  type StationEvent,
  type UpNext,
} from '../../src/radio/index.ts';
import type { SongProgress, SegmentFacts, Tally } from '../../src/radio/index.ts';
import { FakeGuildDesk } from './fake-guild-desk.ts';
import { segmentFacts } from './segment-facts.ts';

const PACKET_MILLISECONDS = 20;

type Rating = Parameters<FrontDesk['rate']>[0];

/** A request that waits for the test to fulfil it. */
export interface WaitingRequest {
  readonly input: RequestInput;
  readonly progress: (progress: SongProgress) => void;
  readonly fulfil: (song: SegmentFacts) => void;
}

/** A station's desk in a test's hands: it plays the given packets round and round, and remembers what it is asked. */
export class FakeFrontDesk implements StationDesk {
  readonly catalogue = {
    styles: ['lofi', 'house'],
    moods: ['calm', 'rainy', 'party'],
    instruments: ['Rhodes', 'Nylon Guitar', 'Bright Grand', 'Electric Bass', 'Grand Piano'],
    effects: ['rain', 'vinyl'],
  };
  readonly requests: WaitingRequest[] = [];
  readonly ratings: Rating[] = [];
  readonly song = segmentFacts();
  nowOnAir: OnAir = {
    kind: 'song',
    play: { id: '6f1c2d3e-0000-4000-8000-000000000001', segmentId: this.song.id, startedAt: 0 },
    segment: this.song,
    from: 'fresh',
    elapsedSeconds: 12,
  };
  next: readonly UpNext[] = [{ kind: 'ready', segment: segmentFacts({ title: 'Attic Window' }), requested: false }];
  readonly #guilds = new Map<string, FakeGuildDesk>();
  readonly #packets: readonly Uint8Array[];
  readonly #listeners = new Set<Listener>();
  readonly #subscribers = new Set<(event: StationEvent) => void>();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;

  constructor(packets: readonly Uint8Array[]) {
    this.#packets = packets;
    this.#timer = setInterval(() => this.#tick(), PACKET_MILLISECONDS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  guild(guildId: string): FakeGuildDesk {
    const desk = this.#guilds.get(guildId) ?? new FakeGuildDesk(guildId, this);
    this.#guilds.set(guildId, desk);
    return desk;
  }

  onAir(): OnAir {
    return this.nowOnAir;
  }

  upNext(): readonly UpNext[] {
    return this.next;
  }

  listeners(): number {
    return this.#listeners.size;
  }

  tune(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  request(
    input: RequestInput,
    options?: { readonly onProgress?: (progress: SongProgress) => void },
  ): Promise<SegmentFacts> {
    return new Promise((resolve) => {
      // What is wrong is refused as the station refuses it.
      parseRequest(input, this.catalogue, 0);
      this.requests.push({ input, progress: (progress) => options?.onProgress?.(progress), fulfil: resolve });
    });
  }

  rate(rating: Rating): Promise<{ readonly segment: SegmentFacts; readonly tally: Tally }> {
    if (this.nowOnAir.kind === 'pad') return Promise.reject(radioError({ kind: 'nothing-to-rate' }));
    this.ratings.push(rating);
    const up = this.ratings.filter(({ thumb }) => thumb === 1).length;
    return Promise.resolve({ segment: this.song, tally: { up, down: this.ratings.length - up } });
  }

  subscribe(onEvent: (event: StationEvent) => void): () => void {
    this.#subscribers.add(onEvent);
    return () => void this.#subscribers.delete(onEvent);
  }

  /** Another song goes on air. */
  onAirNow(segment: SegmentFacts): void {
    const play = { id: randomUUID(), segmentId: segment.id, startedAt: 0 };
    this.nowOnAir = { kind: 'song', play, segment, from: 'fresh', elapsedSeconds: 0 };
    for (const tell of this.#subscribers) tell({ kind: 'on-air', onAir: this.nowOnAir });
  }

  #tick(): void {
    const packet = this.#packets[this.#sent % this.#packets.length];
    this.#sent += 1;
    if (packet !== undefined) for (const listener of this.#listeners) listener.send(packet);
  }
}
