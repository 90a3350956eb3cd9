import type { ScoreMetrics } from '../score/index.ts';
import type { CommonStyle } from './common-style.ts';

/** A figure that a score is held to. */
export type Gate = keyof ScoreMetrics;

/** How many scores missed each gate. */
export type GateMisses = Readonly<Partial<Record<Gate, number>>>;

/**
 * The gates of a style that a score of so many bars is held to: a short song has no room to repeat itself.
 */
export function gatesFor(gates: CommonStyle['gates'], bars: number): CommonStyle['gates'] {
  const { barsRepeated, ...others } = gates;
  return bars < BARS_TO_REPEAT || barsRepeated === undefined ? others : gates;
}

/** Less than an intro, a phrase that comes back twice, and an outro. */
const BARS_TO_REPEAT = 24;

/**
 * By how much a score misses its style's gates, 0 when it passes all: for each gate, how far outside it lies in parts of the
 * limit it missed (one that can't be measured misses by 1).
 */
export function gateMiss(metrics: ScoreMetrics, gates: CommonStyle['gates']): number {
  return gatesOf(gates).reduce((miss, [name, limits]) => miss + missOf(metrics[name], limits), 0);
}

/** The gates that a score misses. */
export function missedGates(metrics: ScoreMetrics, gates: CommonStyle['gates']): readonly Gate[] {
  return gatesOf(gates).flatMap(([name, limits]) => (missOf(metrics[name], limits) > 0 ? [name] : []));
}

/** Counts more misses in. */
export function countMisses(misses: GateMisses, missed: readonly Gate[]): GateMisses {
  return missed.reduce<GateMisses>((counted, gate) => ({ ...counted, [gate]: (counted[gate] ?? 0) + 1 }), misses);
}

function gatesOf(gates: CommonStyle['gates']): readonly [Gate, readonly [number, number]][] {
  return Object.entries(gates) as [Gate, readonly [number, number]][];
}

function missOf(value: number, [low, high]: readonly [number, number]): number {
  if (Number.isNaN(value)) return 1;
  if (value < low) return (low - value) / Math.max(low, 0.01);
  return value > high ? (value - high) / Math.max(high, 0.01) : 0;
}
