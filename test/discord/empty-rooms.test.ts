import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EmptyRooms } from '../../src/discord/empty-rooms.ts';

let left: string[];
let isEmpty: boolean;
let stays: boolean;
let rooms: EmptyRooms;

beforeEach(() => {
  vi.useFakeTimers();
  left = [];
  isEmpty = true;
  stays = false;
  rooms = new EmptyRooms({
    after: 1000,
    isEmpty: () => isEmpty,
    stays: () => stays,
    leave: (guildId) => void left.push(guildId),
  });
});

afterEach(() => {
  rooms.close();
  vi.useRealTimers();
});

test('leaves a room in which nobody has listened for the time, and not before', () => {
  rooms.look('1');
  vi.advanceTimersByTime(600);
  // Somebody else goes by: the time goes on.
  rooms.look('1');
  vi.advanceTimersByTime(399);
  expect(left).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(left).toEqual(['1']);
});

test('somebody who comes in time keeps it there', () => {
  rooms.look('1');
  vi.advanceTimersByTime(900);
  isEmpty = false;
  rooms.look('1');
  vi.advanceTimersByTime(5000);
  expect(left).toEqual([]);
});

test('stays where it is wished, until the guild changes its mind', () => {
  stays = true;
  rooms.look('1');
  vi.advanceTimersByTime(5000);
  expect(left).toEqual([]);
  stays = false;
  vi.advanceTimersByTime(1000);
  expect(left).toEqual(['1']);
});
