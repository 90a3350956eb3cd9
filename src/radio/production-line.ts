import type { SongProgress, SegmentSource } from './ports.ts';
import type { Log } from './log.ts';
import { radioError } from './problem.ts';
import type { Recipe } from './recipe.ts';
import type { Segment, SegmentFacts } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';
import type { ChoiceNote } from './taste.ts';
import type { Time } from './time.ts';

/** A song that was ordered and has not been on air yet. */
export interface Order {
  readonly recipe: Recipe;
  readonly requested: boolean;
  /** Why it was planned, when that was noted. */
  readonly choice: ChoiceNote | undefined;
  readonly state:
    | { readonly kind: 'composing'; readonly progress: SongProgress }
    /** Its beginning is there and may be played, while the rest is being made. */
    | { readonly kind: 'opening'; readonly opening: Segment; readonly progress: SongProgress }
    | { readonly kind: 'ready'; readonly facts: SegmentFacts; readonly release: () => void };
}

/** What to compose, and why when that was noted. */
export interface Planned {
  readonly recipe: Recipe;
  readonly choice?: ChoiceNote;
}

/** What a production line is made of. */
export interface ProductionLineOptions {
  readonly source: SegmentSource;
  readonly pool: SegmentPool;
  /** What to compose when nobody asked for anything. */
  readonly plan: () => Recipe | Planned;
  /** Songs to keep ahead of the air, as things are. */
  readonly ahead: () => number;
  /** Requests that may wait at once. */
  readonly maxRequests: number;
  readonly time: Time;
  readonly log: Log;
  readonly onMade: (facts: SegmentFacts) => void;
  /** An order came, went on, became ready or went. */
  readonly onChange: () => void;
}

/** The first pause after a failed production; each further failure doubles it, up to the last. */
export const RETRY_MILLISECONDS = { first: 1000, last: 60_000 } as const;

const NOT_BEGUN: SongProgress = { stage: 'waiting', done: 0 };

/**
 * Keeps songs ahead of the air: orders what was asked for at once, and what the plan says until there is enough. A production
 * that fails is logged and counted, and tried again after a pause. What is ready is held in the pool until it is taken.
 */
export class ProductionLine {
  readonly #options: ProductionLineOptions;
  #orders: MutableOrder[] = [];
  /** On air while their rest is being made. */
  readonly #taken = new Set<Order>();
  /** Ready, and held in the pool. */
  readonly #held = new WeakSet<Order>();
  #lastRank = 0;
  #pause: { readonly cancel: () => void } | undefined;
  #failuresInARow = 0;
  #failures = 0;
  #running = false;

  constructor(options: ProductionLineOptions) {
    this.#options = options;
  }

  /** Productions that failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Requests that are not on air yet. */
  get requests(): number {
    return this.#orders.filter((order) => order.requested).length;
  }

  /** Requests first, each kind in the order it was asked for; requests that were to come next before the others, the latest first. */
  orders(): readonly Order[] {
    return [...this.#orders].sort((a, b) => Number(b.requested) - Number(a.requested) || b.rank - a.rank);
  }

  start(): void {
    this.#running = true;
    this.#topUp();
  }

  /** More or fewer songs are to be ahead than before: orders what is missing, and takes back orders that are too many and not begun. */
  review(): void {
    const planned = this.#orders.filter((order) => !order.requested);
    const unfinished = planned.filter((order) => order.state.kind !== 'ready');
    const tooMany = Math.min(unfinished.length, planned.length - this.#options.ahead());
    for (const order of unfinished.slice(unfinished.length - Math.max(0, tooMany))) order.ending.abort();
    this.#topUp();
  }

  /** What was planned is not wanted any more: what is made of it is reserve like any other. */
  replan(): void {
    const planned = this.#orders.filter((order) => !order.requested);
    this.#orders = this.#orders.filter((order) => order.requested);
    for (const order of planned) {
      order.ending.abort();
      if (order.state.kind === 'ready') order.state.release();
    }
    this.#topUp();
    this.#options.onChange();
  }

  stop(): void {
    this.#running = false;
    this.#pause?.cancel();
    this.#pause = undefined;
    for (const order of this.#orders) {
      order.ending.abort();
      if (order.state.kind === 'ready') order.state.release();
    }
    this.#orders = [];
    this.#taken.clear();
  }

  /**
   * Composes what was asked for before anything else; resolves when it is ready to air. Rejects with a RadioError when too
   * many requests wait (`busy`), or the production failed. `isNext`: it goes before the requests that wait already.
   */
  async request(
    recipe: Recipe,
    onProgress?: (progress: SongProgress) => void,
    options: { readonly isNext?: boolean } = {},
  ): Promise<SegmentFacts> {
    if (!this.#running) throw radioError({ kind: 'off-air' });
    if (this.requests >= this.#options.maxRequests) {
      throw radioError({ kind: 'queue-full', waiting: this.requests });
    }
    this.#lastRank += 1;
    const order = new MutableOrder({ recipe }, true, options.isNext === true ? this.#lastRank : 0);
    try {
      return await this.#produce(order, onProgress);
    } catch (cause) {
      throw radioError({ kind: 'not-made', because: messageOf(cause) }, { cause });
    }
  }

  /**
   * The order that should be on air next: the first request that is ready or has begun to come, else the first of the plan's that is ready, else
   * one that has begun to come.
   */
  firstPlayable(): Order | undefined {
    const orders = this.orders();
    const isReady = ({ state }: Order) => state.kind === 'ready';
    const isPlayable = ({ state }: Order) => state.kind !== 'composing';
    return (
      orders.find((order) => order.requested && isPlayable(order)) ?? orders.find(isReady) ?? orders.find(isPlayable)
    );
  }

  /**
   * Takes an order off the line, because it is on air or can't be played, and orders anew. What it held is released by the taker; one of which only
   * the opening was there becomes ready all the same, unless it is {@link abandon}ed.
   */
  take(order: Order): void {
    this.#orders = this.#orders.filter((other) => other !== order);
    if (order.state.kind === 'opening') this.#taken.add(order);
    this.#topUp();
    this.#options.onChange();
  }

  /** An order that is ready need not be held any more: whoever plays it does that. Orders of other lines are left as they are. */
  letGo(order: Order): void {
    if (this.#held.delete(order) && order.state.kind === 'ready') order.state.release();
  }

  /** Nobody plays what an order still becomes: when it is made, it is reserve like any other. */
  abandon(order: Order): void {
    this.#taken.delete(order);
    if (order.state.kind === 'ready') order.state.release();
  }

  #topUp(): void {
    if (!this.#running || this.#pause !== undefined) return;
    while (this.#orders.filter((order) => !order.requested).length < this.#options.ahead()) {
      if (!this.#orderPlanned()) return;
    }
  }

  // False when nothing could be ordered now.
  #orderPlanned(): boolean {
    try {
      const planned = this.#options.plan();
      const order = new MutableOrder('recipe' in planned ? planned : { recipe: planned }, false, 0);
      this.#produce(order).then(
        () => {
          this.#failuresInARow = 0;
        },
        () => {
          if (!order.ending.signal.aborted) this.#retryLater();
        },
      );
      return true;
    } catch (error) {
      this.#failed(error);
      this.#retryLater();
      return false;
    }
  }

  async #produce(order: MutableOrder, onProgress?: (progress: SongProgress) => void): Promise<SegmentFacts> {
    const { source, pool, onChange, onMade } = this.#options;
    this.#orders.push(order);
    onChange();
    try {
      const made = await source.produce(order.recipe, {
        urgent: order.requested,
        signal: order.ending.signal,
        onProgress: (progress) => {
          if (order.state.kind === 'ready') return;
          order.state = { ...order.state, progress };
          onProgress?.(progress);
          onChange();
        },
        onOpening: (opening) => {
          if (order.state.kind !== 'composing' || opening.packets.length === 0) return;
          order.state = { kind: 'opening', opening, progress: order.state.progress };
          onChange();
        },
      });
      const facts = await pool.admit(made.id);
      onMade(facts);
      if (this.#orders.includes(order) || this.#taken.delete(order)) {
        order.state = { kind: 'ready', facts, release: pool.hold(facts.id) };
        this.#held.add(order);
      }
      onChange();
      return facts;
    } catch (error) {
      if (!order.ending.signal.aborted) this.#failed(error, order.recipe);
      this.#orders = this.#orders.filter((other) => other !== order);
      this.#taken.delete(order);
      onChange();
      throw error;
    }
  }

  #failed(error: unknown, recipe?: Recipe): void {
    if (!this.#running) return;
    this.#failures += 1;
    this.#options.log.error({ err: error, recipe }, `A song could not be made: ${messageOf(error)}`);
  }

  #retryLater(): void {
    if (!this.#running || this.#pause !== undefined) return;
    const { first, last } = RETRY_MILLISECONDS;
    const wait = Math.min(last, first * 2 ** Math.min(20, this.#failuresInARow));
    this.#failuresInARow += 1;
    const cancel = this.#options.time.after(wait, () => {
      this.#pause = undefined;
      this.#topUp();
    });
    this.#pause = { cancel };
  }
}

class MutableOrder implements Order {
  readonly recipe: Recipe;
  readonly choice: ChoiceNote | undefined;
  readonly requested: boolean;
  /** The higher, the earlier among the requests. */
  readonly rank: number;
  /** Aborted when it is not wanted any more. */
  readonly ending = new AbortController();
  state: Order['state'] = { kind: 'composing', progress: NOT_BEGUN };

  constructor({ recipe, choice }: Planned, requested: boolean, rank: number) {
    this.recipe = recipe;
    this.choice = choice;
    this.requested = requested;
    this.rank = rank;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
