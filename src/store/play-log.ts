import type { PlayLog } from '../radio/index.ts';
import type { Prisma } from './client/client.ts';
import type { WriteQueue } from './write-queue.ts';

/** A play log that writes behind: its calls only queue, and a row that is there already is left as it is. */
export function createPlayLog(queue: WriteQueue): PlayLog {
  return {
    segmentMade(facts) {
      void queue.add(`The segment ${facts.id}`, (prisma) =>
        prisma.segment.createMany({
          data: {
            id: facts.id,
            title: facts.title,
            style: facts.style,
            seed: BigInt(facts.seed),
            recipe: json(facts.recipe),
            facts: json(facts),
            key: facts.key,
            tempo: facts.tempo,
            seconds: facts.seconds,
            lufs: facts.lufs,
            dbtp: facts.dbtp,
            createdAt: new Date(facts.createdAt),
          },
          skipDuplicates: true,
        }),
      );
    },
    playStarted(play) {
      void queue.add(`The start of the play ${play.id}`, (prisma) =>
        prisma.play.createMany({
          data: { id: play.id, segmentId: play.segmentId, startedAt: new Date(play.startedAt) },
          skipDuplicates: true,
        }),
      );
    },
    playEnded(playId, outcome) {
      void queue.add(`The end of the play ${playId}`, (prisma) =>
        prisma.play.updateMany({
          where: { id: playId },
          data: { seconds: outcome.seconds, listeners: outcome.listeners },
        }),
      );
    },
  };
}

/** Plain JSON: Prisma's type for it knows nothing of readonly interfaces. */
function json(value: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
}
