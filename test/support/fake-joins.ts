import type { Join, JoinOptions, JoinSource } from '../../src/radio/index.ts';

/** A join that waits for the test to make it. */
export interface WaitingJoin {
  readonly from: string;
  readonly to: string;
  readonly jingle: string | undefined;
  readonly db: number;
  readonly make: (join: Join | undefined) => void;
  readonly fail: (message: string) => void;
}

/** Makes joins when a test says so. */
export class FakeJoins implements JoinSource {
  readonly asked: WaitingJoin[] = [];

  join(from: string, to: string, { db = 0, jingle }: JoinOptions = {}): Promise<Join | undefined> {
    return new Promise((resolve, reject) => {
      this.asked.push({ from, to, jingle, db, make: resolve, fail: (message) => reject(new Error(message)) });
    });
  }
}

/** A join of packets that say which they are. */
export function fakeJoin(changes: Partial<Join> = {}): Join {
  const packets = Array.from({ length: 6 }, (_, index) => Uint8Array.of(0xfc, 0x77, index));
  return { fromPacket: 7, packets, toPacket: 3, leave: 3, turn: 3, ...changes };
}
