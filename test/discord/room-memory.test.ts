import { expect, test } from 'vitest';
import { RoomMemory } from '../../src/discord/room-memory.ts';
import { eventually } from '../support/discord/rig.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { MemoryRooms } from '../support/memory-rooms.ts';

const lounge = { guildId: '1', channelId: '10' };
const attic = { guildId: '1', channelId: '11' };
const elsewhere = { guildId: '2', channelId: '20' };

test('writes the latest wish of each guild when the store comes back', async () => {
  const store = new MemoryRooms();
  const log = new MemoryLog();
  const memory = new RoomMemory({ store, log, delay: () => 5 });
  store.away = true;
  memory.remember(lounge);
  memory.remember(elsewhere);
  memory.remember(attic);
  memory.forget('2');
  await eventually('a failure is logged', () => log.lines.length > 1);
  expect(log.lines[0]).toBe('warn That the radio plays in guild 1 could not be stored; trying again in 1 s.');
  store.away = false;
  await eventually('the room is stored', () => store.stored.size > 0);
  await memory.close();
  expect([...store.stored.values()]).toEqual([attic]);
});

test('recalls as soon as the store can tell', async () => {
  const store = new MemoryRooms();
  store.stored.set('1', lounge);
  store.away = true;
  const memory = new RoomMemory({ store, log: new MemoryLog(), delay: () => 5 });
  const recalled = memory.recall(new AbortController().signal);
  setTimeout(() => (store.away = false), 20);
  expect(await recalled).toEqual([lounge]);
  await memory.close();
});

test('recalls nothing when it is asked no more', async () => {
  const store = new MemoryRooms();
  store.away = true;
  const memory = new RoomMemory({ store, log: new MemoryLog(), delay: () => 1e9 });
  const ending = new AbortController();
  const recalled = memory.recall(ending.signal);
  ending.abort();
  expect(await recalled).toEqual([]);
});
