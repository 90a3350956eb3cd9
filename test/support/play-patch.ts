import { SAMPLE_RATE, type Stereo } from '../../src/dsp/index.ts';
import { playOut } from '../../src/studio/performance.ts';
import { PatchPlayer } from '../../src/studio/synth/patch-player.ts';
import type { Patch } from '../../src/studio/synth/patch.ts';
import { PATCHES } from '../../src/studio/synth/patches.ts';
import type { KeyEvent } from '../../src/studio/timed-notes.ts';

/** A note for a patch, in seconds. */
export interface PatchNote {
  readonly at: number;
  readonly lasts: number;
  readonly pitch: number;
  readonly velocity?: number;
}

/** Keeps its waves for all tests of a file. */
const player = new PatchPlayer();

export function patchNamed(name: string): Patch {
  const patch = PATCHES.find((candidate) => candidate.name === name);
  if (patch === undefined) throw new Error(`there is no patch ${name}`);
  return patch;
}

/** Keys going down and up as notes want it, sorted. */
export function patchEvents(notes: readonly PatchNote[]): readonly KeyEvent[] {
  const frame = (seconds: number): number => Math.round(seconds * SAMPLE_RATE);
  return notes
    .flatMap(({ at, lasts, pitch, velocity = 110 }) => [
      { frame: frame(at), pitch, velocity },
      { frame: frame(at + lasts), pitch, velocity: 0 },
    ])
    .sort((a, b) => a.frame - b.frame || a.velocity - b.velocity);
}

/** Notes played on a patch for some seconds. */
export function playPatch(patch: Patch, notes: readonly PatchNote[], seconds: number): Stereo {
  const frames = Math.round((seconds * SAMPLE_RATE) / 64) * 64;
  return playOut(player.perform(patch, patchEvents(notes)), frames);
}

/** The same, rendered in blocks of the sizes given, over and over. */
export function playInBlocks(patch: Patch, notes: readonly PatchNote[], blocks: readonly number[]): Stereo {
  const performance = player.perform(patch, patchEvents(notes));
  const frames = blocks.reduce((sum, size) => sum + size, 0);
  const audio = { left: new Float32Array(frames), right: new Float32Array(frames) };
  let from = 0;
  for (const size of blocks) {
    const block = { left: new Float32Array(size).fill(9), right: new Float32Array(size).fill(9) };
    performance.render(block);
    audio.left.set(block.left, from);
    audio.right.set(block.right, from);
    from += size;
  }
  performance.close();
  return audio;
}
