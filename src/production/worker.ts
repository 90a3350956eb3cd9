import os from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openComposer } from '../compose/index.ts';
import { encodeOpus, type Segment, type SongProgress, writeSegment } from '../radio/index.ts';
import { pianoRollThumbnail } from '../score/index.ts';
import { letGo, openStudio, rainBed } from '../studio/index.ts';
import { IdleTime } from './idle-time.ts';
import { joinSongs, namesOfJingles } from './join-job.ts';
import { makeSong } from './make-song.ts';
import { Rehearsal } from './rehearsal.ts';
import { makeStems } from './stem-job.ts';
import type { WorkerOrder, WorkerReport, WorkerSetup } from './messages.ts';

/** Short, but with all parts of a style. */
const REHEARSAL_SECONDS = 40;

/** Lower than the thread that sends packets, so that rendering never makes a packet late. */
const NICENESS = 19;

if (parentPort !== null) {
  // On Linux a niceness belongs to the calling thread; elsewhere it would slow the whole process.
  if (process.platform === 'linux') os.setPriority(NICENESS);
  await serve(parentPort, workerData as WorkerSetup);
}

async function serve(port: NonNullable<typeof parentPort>, setup: WorkerSetup): Promise<void> {
  const report = (message: WorkerReport) => port.postMessage(message);
  try {
    const composer = await openComposer({ models: setup.models, styles: setup.styles, backend: setup.backend });
    const studio = await openStudio({
      soundfonts: setup.soundfonts,
      effects: setup.effects,
      cache: setup.cache,
      onProgress: (progress) => report({ kind: 'preparing', progress }),
    });
    if (setup.preparesInstruments) studio.expect(composer.instruments);
    const jingles = path.join(setup.effects, 'jingles');
    const shelf = await namesOfJingles(jingles);
    const fulfil = async (order: WorkerOrder): Promise<WorkerReport> => {
      const { job } = order;
      if (order.kind === 'pad') {
        const packets = encodeOpus(rainBed(order.seconds, 1));
        return { kind: 'pad', job, packets };
      }
      if (order.kind === 'join') {
        const join = await joinSongs(order.wish, { segments: setup.segments, jingles, studio });
        return { kind: 'join', job, join };
      }
      const onProgress = (progress: SongProgress) => report({ kind: 'progress', job, progress });
      if (order.kind === 'stems') {
        const made = await makeStems(order.wish, { segments: setup.segments, composer, studio, onProgress });
        return { kind: 'stems', job, made };
      }
      const song = await makeSong(composer, studio, {
        id: order.id,
        recipe: order.recipe,
        createdAt: new Date(),
        onProgress,
        ...(order.streamed ? { onOpening: (opening: Segment) => reportOpening(port, job, opening) } : {}),
      });
      letGo(song.recording.master);
      await writeSegment(setup.segments, { ...song, png: pianoRollThumbnail(song.score) });
      return { kind: 'song', job, facts: song.facts };
    };
    const rehearsal = new Rehearsal(setup.preparesInstruments ? composer.styles : [], async (style) => {
      const recipe = { style, seed: 1, seconds: REHEARSAL_SECONDS, instruments: {}, effects: {} };
      const song = await makeSong(composer, studio, { id: 'rehearsal', recipe, createdAt: new Date() });
      letGo(song.recording.master);
    });
    const idle = new IdleTime({
      prepareNext: async () => (await studio.prepareNext()) || (await rehearsal.next()),
      tidyUp,
    });
    port.on('message', (order: WorkerOrder) => {
      idle.begin();
      fulfil(order)
        .catch((error: unknown): WorkerReport => ({ kind: 'failed', job: order.job, problem: problemOf(error) }))
        .then(
          (answer) => {
            idle.end();
            report(answer);
          },
          (error: unknown) => {
            throw error;
          },
        );
    });
    report({
      kind: 'ready',
      inventory: {
        styles: composer.styles,
        moods: composer.moods,
        traits: Object.fromEntries(composer.styles.map((style) => [style, composer.traitsOf(style)])),
        instruments: studio.instruments(),
        effects: studio.effects(),
        jingles: shelf.names,
        backend: composer.backend,
        models: composer.versions,
        candidates: composer.candidates,
        problems: [...composer.problems, ...studio.problems, ...shelf.problems],
      },
    });
  } catch (error) {
    report({ kind: 'unfit', problem: problemOf(error) });
  }
}

/**
 * Frees what the last song left: some 50 ms of work, twice, for which V8 would wait until the next songs. At the first time the thread still seems busy to it, and the room for young objects
 * stays large. It is there when the radio has begun anew with it.
 */
function tidyUp(): void {
  globalThis.gc?.();
  globalThis.gc?.();
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Sends an opening without copying its packets again: they lie in one buffer, which changes hands. */
function reportOpening(port: NonNullable<typeof parentPort>, job: number, { facts, packets }: Segment): void {
  const bytes = new Uint8Array(packets.reduce((sum, packet) => sum + packet.length, 0));
  let at = 0;
  const views = packets.map((packet) => {
    bytes.set(packet, at);
    at += packet.length;
    return bytes.subarray(at - packet.length, at);
  });
  const message: WorkerReport = { kind: 'opening', job, opening: { facts, packets: views } };
  port.postMessage(message, [bytes.buffer]);
}
