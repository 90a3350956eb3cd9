import { readFileSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { RoomFile } from '../../src/discord/room-file.ts';
import { RoomMemory } from '../../src/discord/room-memory.ts';
import { eventually } from '../support/discord/rig.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { MemoryRooms } from '../support/memory-rooms.ts';
import { tempFolder } from '../support/temp-folder.ts';

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

/** A memory as a process has it that starts on a file, with the store as it is. */
function remembering(file: string, store: MemoryRooms): RoomMemory {
  const log = new MemoryLog();
  return new RoomMemory({ store, file: new RoomFile(file, log), log, delay: () => 5 });
}

test('after kill -9 the rooms are known at once, although the store is away and never heard of them', async () => {
  const file = path.join(tempFolder(), 'rooms.json');
  const store = new MemoryRooms();
  store.stored.set('2', elsewhere);
  store.stored.set('3', { guildId: '3', channelId: '30' });
  store.away = true;
  const killed = remembering(file, store);
  killed.remember(lounge);
  killed.remember(attic);
  killed.forget('2');
  await killed.close();

  const next = remembering(file, store);
  expect(next.recallAtOnce()).toEqual([attic]);
  store.away = false;
  // What the store alone knows comes later; what was forgotten stays forgotten.
  expect(await next.recall(new AbortController().signal)).toEqual([{ guildId: '3', channelId: '30' }]);
  await eventually('the store has heard', () => store.stored.has('1') && !store.stored.has('2'));
  await next.close();
  expect([...store.stored.values()].sort((a, b) => a.guildId.localeCompare(b.guildId))).toEqual([
    attic,
    { guildId: '3', channelId: '30' },
  ]);
  expect(remembering(file, store).recallAtOnce()).toHaveLength(2);
});

test('a file that is damaged, or can not be written, leaves everything to the store', async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'rooms.json');
  writeFileSync(file, '{"rooms":[{"guildId":1');
  const store = new MemoryRooms();
  store.stored.set('1', lounge);
  const memory = remembering(file, store);
  expect(memory.recallAtOnce()).toEqual([]);
  expect(await memory.recall(new AbortController().signal)).toEqual([lounge]);
  await memory.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ rooms: [lounge], pending: [] });

  const nowhere = remembering(path.join(folder, 'missing', 'rooms.json'), store);
  nowhere.remember(elsewhere);
  await eventually('the store has it', () => store.stored.has('2'));
  await nowhere.close();
});

test('the store hears of a wish only when the file has it', async () => {
  const file = path.join(tempFolder(), 'rooms.json');
  const store = new MemoryRooms();
  const inFile: unknown[] = [];
  const watched = {
    rooms: () => store.rooms(),
    remember: (room: typeof lounge) => {
      inFile.push(JSON.parse(readFileSync(file, 'utf8')));
      return store.remember(room);
    },
    forget: (guildId: string) => {
      inFile.push(JSON.parse(readFileSync(file, 'utf8')));
      return store.forget(guildId);
    },
  };
  const log = new MemoryLog();
  const memory = new RoomMemory({ store: watched, file: new RoomFile(file, log), log, delay: () => 5 });
  memory.remember(lounge);
  await eventually('the room is stored', () => store.stored.has('1'));
  memory.forget('1');
  await eventually('the room is forgotten', () => !store.stored.has('1'));
  await memory.close();
  expect(inFile).toEqual([
    { rooms: [lounge], pending: ['1'] },
    { rooms: [], pending: ['1'] },
  ]);
});

test('of many rooms at once the file is not written for each, and ends with all of them', async () => {
  const folder = tempFolder();
  const file = new RoomFile(path.join(folder, 'rooms.json'), new MemoryLog());
  const rooms = Array.from({ length: 500 }, (_, index) => ({ guildId: String(index), channelId: `${index}0` }));
  const watcher = watch(folder);
  let renames = 0;
  watcher.on('change', (kind, name) => {
    if (kind === 'rename' && name === 'rooms.json') renames += 1;
  });
  for (const index of rooms.keys()) file.write({ rooms: rooms.slice(0, index + 1), pending: [] });
  await file.written();
  await eventually('the watcher has seen it', () => renames > 0);
  watcher.close();
  expect(renames).toBeLessThan(10);
  expect(file.read()).toEqual({ rooms, pending: [] });
});
