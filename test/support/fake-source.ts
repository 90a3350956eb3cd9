import {
  writeSegment,
  type SongProgress,
  type Recipe,
  type Segment,
  type SegmentFacts,
  type SegmentSource,
} from '../../src/radio/index.ts';
import { tonePackets } from './packets.ts';
import { segmentFacts } from './segment-facts.ts';

/** An order that waits for the test to fulfil it. */
export interface WaitingOrder {
  readonly recipe: Recipe;
  readonly urgent: boolean;
  readonly progress: (progress: SongProgress) => void;
  /** Hands over the first packets of a song that is not finished. */
  readonly open: (opening: Segment) => void;
  /** Writes a real segment of so many packets into the folder, as a worker would. */
  readonly fulfil: (id: string, packets?: number) => Promise<SegmentFacts>;
  /** Hands over a segment that lies in the folder already. */
  readonly deliver: (facts: SegmentFacts) => void;
  readonly fail: (message: string) => void;
}

/** A source of segments whose work is done, or fails, when a test says so. */
export class FakeSource implements SegmentSource {
  readonly #folder: string;
  readonly orders: WaitingOrder[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  produce(recipe: Recipe, options: Parameters<SegmentSource['produce']>[1] = {}): Promise<SegmentFacts> {
    return new Promise((resolve, reject) => {
      const order: WaitingOrder = {
        recipe,
        urgent: options.urgent ?? false,
        progress: (progress) => options.onProgress?.(progress),
        open: (opening) => options.onOpening?.(opening),
        fulfil: async (id, packets = 10) => {
          const facts = await addSegment(this.#folder, id, { packets, recipe });
          order.deliver(facts);
          return facts;
        },
        deliver: (facts) => {
          this.#leave(order);
          resolve(facts);
        },
        fail: (message) => {
          this.#leave(order);
          reject(new Error(message));
        },
      };
      this.orders.push(order);
    });
  }

  #leave(order: WaitingOrder): void {
    this.orders.splice(this.orders.indexOf(order), 1);
  }
}

/** Writes a real segment into a folder; its pitch is told by its id, so that segments differ. */
export async function addSegment(
  folder: string,
  id: string,
  options: { readonly packets?: number; readonly createdAt?: string; readonly recipe?: Recipe } = {},
): Promise<SegmentFacts> {
  const { packets = 10, createdAt, recipe } = options;
  const hertz = 200 + [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const facts = segmentFacts({
    id,
    title: `Song ${id}`,
    seconds: packets / 50,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(recipe === undefined ? {} : { recipe }),
  });
  await writeSegment(folder, {
    facts,
    packets: tonePackets(packets, hertz),
    midi: Uint8Array.of(0x4d, 0x54, 0x68, 0x64),
  });
  return facts;
}
