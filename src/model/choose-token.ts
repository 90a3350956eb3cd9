import type { Random } from '../random/index.ts';

/** How bold a choice is. */
export interface Boldness {
  /** Above 0; 1 keeps the probabilities, lower sharpens them. */
  readonly temperature: number;
  /** Above 0, at most 1: only the most probable tokens whose probabilities reach this sum are drawn from (Holtzman et al. 2020). */
  readonly topP: number;
}

/** Draws a token from logits. */
export function chooseToken(logits: Float32Array, { temperature, topP }: Boldness, random: Random): number {
  const highest = logits.reduce((max, value) => Math.max(max, value), -Infinity);
  const weights = Array.from(logits, (value, token) => ({ token, weight: Math.exp((value - highest) / temperature) }));
  weights.sort((a, b) => b.weight - a.weight || a.token - b.token);
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  let kept = 0;
  let count = 0;
  while (count < weights.length && kept < topP * total) {
    kept += weights[count]?.weight ?? 0;
    count += 1;
  }
  let left = random() * kept;
  for (const { token, weight } of weights.slice(0, count)) {
    left -= weight;
    if (left < 0) return token;
  }
  // Rounding may leave a crumb after the last one.
  return weights[Math.max(0, count - 1)]?.token ?? 0;
}
