import { readFile, rename, writeFile } from 'node:fs/promises';
import { demuxOggOpus, muxOggOpus } from '../radio/index.ts';
import type { Workshop } from './workshop.ts';

/** Long enough that the loop is not heard as one. */
const PAD_SECONDS = 40;

/**
 * The loop of rain that plays when there is no song, as Opus packets: read from a file, or, when there is none or it is
 * damaged, made by a worker and written there for the next start. Rejects when it can't be made.
 */
export async function rainPad(file: string, workshop: Workshop): Promise<readonly Uint8Array[]> {
  try {
    return demuxOggOpus(await readFile(file)).packets;
  } catch {
    const packets = await workshop.pad(PAD_SECONDS);
    await keep(file, muxOggOpus(packets, { serial: 1, comments: { TITLE: 'Rain', ARTIST: 'Raindial' } }));
    return packets;
  }
}

/** A disk that is full must not take the rain away: without the file, the next start makes it again. */
async function keep(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(`${file}.part`, bytes);
    await rename(`${file}.part`, file);
  } catch {
    return;
  }
}
