import { SAMPLE_RATE, dbToGain, type Stereo } from './audio.ts';
import type { Biquad } from './biquad.ts';
import { scale } from './levels.ts';
import { kernels } from './wasm/kernels.ts';
import { bring, span } from './wasm/pieces.ts';
import { PIECE_FRAMES, PLACES } from './wasm/places.ts';

/** Loudness units relative to full scale (ITU-R BS.1770-4). */
export type Lufs = number;

// K-weighting at 48 kHz: the two filters of BS.1770-4, tables 1 and 2.
const HEAD: Biquad = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
};
const LOW_CUT: Biquad = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 };

/** Gating blocks are 400 ms long and start every 100 ms, so that energy is gathered in steps of 100 ms. */
const STEP_FRAMES = SAMPLE_RATE / 10;
const STEPS_PER_BLOCK = 4;
const ABSOLUTE_GATE: Lufs = -70;
const RELATIVE_GATE = -10;

/** The K-weighted energy of both channels in each step of 100 ms. */
function stepEnergies(audio: Stereo): Float64Array {
  const { doubles, energy } = kernels();
  const steps = new Float64Array(Math.floor(audio.left.length / STEP_FRAMES));
  const weighting = [HEAD, LOW_CUT].flatMap(({ b0, b1, b2, a1, a2 }) => [b0, b1, b2, a1, a2]);
  doubles.set(weighting, PLACES.coefficients / 8);
  const states = doubles.subarray(PLACES.states / 8, PLACES.states / 8 + 8).fill(0);
  const sum = doubles.subarray(PLACES.states / 8 + 8, PLACES.states / 8 + 10);
  for (let step = 0; step < steps.length; step += 1) {
    const end = (step + 1) * STEP_FRAMES;
    sum.fill(0);
    for (let from = step * STEP_FRAMES; from < end; from += PIECE_FRAMES) {
      const { left, right } = bring(audio, from, Math.min(end, from + PIECE_FRAMES));
      energy(left.byteOffset, right.byteOffset, span(left)[1], PLACES.coefficients, states.byteOffset, sum.byteOffset);
    }
    steps[step] = sum[0]! + sum[1]!;
  }
  return steps;
}

function toLufs(meanSquare: number): Lufs {
  return -0.691 + 10 * Math.log10(meanSquare);
}

/**
 * Integrated loudness of a whole piece with both gates of BS.1770-4.
 * -Infinity when it is shorter than one block of 400 ms or never louder than -70 LUFS.
 */
export function integratedLoudness(audio: Stereo): Lufs {
  const blocks = meanSquares(audio, STEPS_PER_BLOCK);
  const audible = blocks.filter((block) => toLufs(block) > ABSOLUTE_GATE);
  const gate = toLufs(mean(audible)) + RELATIVE_GATE;
  return toLufs(mean(audible.filter((block) => toLufs(block) > gate)));
}

/**
 * The greatest loudness of any stretch of so many seconds, in tenths (EBU Tech 3341: 0.4 s is momentary, 3 s short-term), without gates.
 * -Infinity when the audio is shorter.
 */
export function loudestStretch(audio: Stereo, seconds: number): Lufs {
  return toLufs(meanSquares(audio, Math.round(seconds * 10)).reduce((most, value) => Math.max(most, value), 0));
}

/** Gates and percentiles of EBU Tech 3342. */
const RANGE_GATE = -20;
const RANGE_FROM = 0.1;
const RANGE_TO = 0.95;
const RANGE_SECONDS = 3;

/**
 * Loudness range in LU (EBU Tech 3342): how far quiet passages lie from loud ones, from stretches of 3 s every tenth of a second.
 * 0 when the audio is shorter or silent.
 */
export function loudnessRange(audio: Stereo): number {
  const audible = meanSquares(audio, RANGE_SECONDS * 10).filter((stretch) => toLufs(stretch) > ABSOLUTE_GATE);
  const gate = toLufs(mean(audible)) + RANGE_GATE;
  const sorted = audible
    .map(toLufs)
    .filter((loudness) => loudness > gate)
    .toSorted((a, b) => a - b);
  const at = (share: number): Lufs => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return at(RANGE_TO) - at(RANGE_FROM);
}

/** Mean square of the weighted audio over every stretch of so many steps. */
function meanSquares(audio: Stereo, stepsPerBlock: number): number[] {
  const steps = stepEnergies(audio);
  const blocks: number[] = [];
  for (let first = 0; first + stepsPerBlock <= steps.length; first += 1) {
    let energy = 0;
    for (let step = first; step < first + stepsPerBlock; step += 1) energy += steps[step]!;
    blocks.push(energy / (stepsPerBlock * STEP_FRAMES));
  }
  return blocks;
}

/** Brings audio to a loudness, in place. It may not be silent. */
export function setLoudness(audio: Stereo, loudness: Lufs): void {
  scale(audio, dbToGain(loudness - integratedLoudness(audio)));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
