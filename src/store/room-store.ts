import { setTimeout as sleep } from 'node:timers/promises';
import type { Room, RoomStore } from '../radio/index.ts';
import type { WriteQueue } from './write-queue.ts';

/** How long a change of rooms waits to be written before it goes on by itself. */
const PATIENCE_MILLISECONDS = 3_000;

/**
 * The rooms to rejoin, written in the order of the changes.
 * `remember` and `forget` never keep a voice channel waiting for long: when the database is away they resolve after 3 s, and
 * the change is written when it is back. `rooms` waits for as long as the database is away, since a radio that can't know its
 * rooms now wants to rejoin them when it can; it rejects with a StoreError when that will not happen in this process.
 */
export function createRoomStore(queue: WriteQueue): RoomStore {
  return {
    rooms() {
      return queue.add('The list of rooms', async (prisma) => {
        const guilds = await prisma.guild.findMany({
          where: { roomChannelId: { not: null } },
          orderBy: { createdAt: 'asc' },
        });
        return guilds.flatMap(({ id, roomChannelId }): Room[] =>
          roomChannelId === null ? [] : [{ guildId: id, channelId: roomChannelId }],
        );
      });
    },
    remember({ guildId, channelId }) {
      return patiently(
        queue.add(`The room of guild ${guildId}`, (prisma) =>
          prisma.guild.upsert({
            where: { id: guildId },
            create: { id: guildId, roomChannelId: channelId },
            update: { roomChannelId: channelId },
          }),
        ),
      );
    },
    forget(guildId) {
      return patiently(
        queue.add(`Leaving guild ${guildId}`, (prisma) =>
          prisma.guild.updateMany({ where: { id: guildId }, data: { roomChannelId: null } }),
        ),
      );
    },
  };
}

async function patiently(written: Promise<unknown>): Promise<void> {
  const clock = new AbortController();
  const over = sleep(PATIENCE_MILLISECONDS, undefined, { signal: clock.signal }).catch(() => undefined);
  await Promise.race([written, over]).finally(() => clock.abort());
}
