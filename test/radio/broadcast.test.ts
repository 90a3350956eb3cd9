import { describe, expect, test } from 'vitest';
import { Broadcast, type Listener } from '../../src/radio/index.ts';
import { MemoryLog } from '../support/memory-log.ts';

class Recorder implements Listener {
  readonly kind = 'web';
  readonly heard: number[] = [];

  send(packet: Uint8Array): void {
    this.heard.push(packet[0] ?? -1);
  }
}

describe('Broadcast', () => {
  test('every listener gets every packet from when it tuned in to when it left', () => {
    const broadcast = new Broadcast(new MemoryLog());
    const [early, late] = [new Recorder(), new Recorder()];
    const leave = broadcast.tune(early);
    broadcast.send(Uint8Array.of(1));
    broadcast.tune(late);
    broadcast.send(Uint8Array.of(2));
    leave();
    leave();
    broadcast.send(Uint8Array.of(3));
    expect(early.heard).toEqual([1, 2]);
    expect(late.heard).toEqual([2, 3]);
    expect(broadcast.count()).toBe(1);
    expect(broadcast.count('discord')).toBe(0);
    expect(broadcast.packets).toBe(3);
  });

  test('a running start gives the last packets first, in order, and no more than there are', () => {
    const broadcast = new Broadcast(new MemoryLog());
    for (let packet = 0; packet < 150; packet += 1) broadcast.send(Uint8Array.of(packet));
    const [some, all] = [new Recorder(), new Recorder()];
    broadcast.tune(some, { recent: 3 });
    broadcast.tune(all, { recent: 10_000 });
    broadcast.send(Uint8Array.of(150));
    expect(some.heard).toEqual([147, 148, 149, 150]);
    expect(all.heard).toHaveLength(101);
  });

  test('a listener that throws is removed and logged, and the others never notice', () => {
    const log = new MemoryLog();
    const broadcast = new Broadcast(log);
    const [first, last] = [new Recorder(), new Recorder()];
    broadcast.tune(first);
    broadcast.tune({
      kind: 'discord',
      send: () => {
        throw new Error('socket closed');
      },
    });
    broadcast.tune(last);
    broadcast.send(Uint8Array.of(1));
    broadcast.send(Uint8Array.of(2));
    expect(first.heard).toEqual([1, 2]);
    expect(last.heard).toEqual([1, 2]);
    expect(broadcast.removed).toBe(1);
    expect(log.lines).toEqual(['error A listener failed and was removed']);
  });
});
