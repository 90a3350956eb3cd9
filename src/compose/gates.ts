import type { ScoreMetrics } from '../score/index.ts';
import type { Style } from './style.ts';

/**
 * By how much a score misses its style's gates, 0 when it passes all: for each gate, how far outside it lies in parts of the
 * limit it missed (one that can't be measured misses by 1).
 */
export function gateMiss(metrics: ScoreMetrics, gates: Style['gates']): number {
  return (Object.entries(gates) as [keyof ScoreMetrics, readonly [number, number]][]).reduce(
    (miss, [name, [low, high]]) => {
      const value = metrics[name];
      if (Number.isNaN(value)) return miss + 1;
      if (value < low) return miss + (low - value) / Math.max(low, 0.01);
      return value > high ? miss + (value - high) / Math.max(high, 0.01) : miss;
    },
    0,
  );
}
