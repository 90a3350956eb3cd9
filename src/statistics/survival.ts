import { type Interval, Z95 } from './interval.ts';

/** A stretch in which somebody was watched, and whether it ended with what is counted (`left`) or for another reason (censored). */
export interface Stay {
  /** Seconds into the song at which the watch begins: later than 0 for who came late. */
  readonly from: number;
  readonly to: number;
  readonly left: boolean;
}

/** A step of a survival curve. */
export interface SurvivalStep extends Interval {
  /** Seconds into the song. */
  readonly at: number;
  /** How many were there just before. */
  readonly atRisk: number;
  /** How many left then. */
  readonly left: number;
  /** The estimated share of listeners who stay beyond this moment, if they were there from the start. */
  readonly staying: number;
  /** Greenwood's standard error of `staying`. */
  readonly error: number;
}

/**
 * The survival curve of stays after Kaplan and Meier (JASA 53, 1958), one step for each moment at which somebody left. Who comes late counts from then on (delayed
 * entry), and who goes for another reason counts until then. The variance is Greenwood's (1926); its 95 % interval is taken on the scale of log(-log), where it
 * stays within 0 to 1 (Kalbfleisch and Prentice, 1980). Stays without a length are left out.
 */
export function survivalCurve(stays: readonly Stay[]): readonly SurvivalStep[] {
  const watched = stays.filter(({ from, to }) => to > from);
  const begins = watched.map(({ from }) => from).sort(ascending);
  const ends = watched.map(({ to }) => to).sort(ascending);
  const leaves = new Map<number, number>();
  for (const { to, left } of watched) if (left) leaves.set(to, (leaves.get(to) ?? 0) + 1);
  let [begun, ended, staying, sum] = [0, 0, 1, 0];
  return [...leaves.keys()].sort(ascending).map((at) => {
    while (begun < begins.length && begins[begun]! < at) begun += 1;
    while (ended < ends.length && ends[ended]! < at) ended += 1;
    const atRisk = begun - ended;
    const left = leaves.get(at)!;
    staying *= 1 - left / atRisk;
    sum += left / (atRisk * (atRisk - left));
    return { at, atRisk, left, staying, error: staying === 0 ? 0 : staying * Math.sqrt(sum), ...logLog(staying, sum) };
  });
}

function logLog(staying: number, sum: number): Interval {
  if (staying <= 0) return { low: 0, high: 0 };
  const half = (Z95 * Math.sqrt(sum)) / Math.abs(Math.log(staying));
  return { low: staying ** Math.exp(half), high: staying ** Math.exp(-half) };
}

/** What the curve says of a moment: everybody stays before the first step. */
export function stayingAt(curve: readonly SurvivalStep[], seconds: number): Interval & { readonly staying: number } {
  const step = curve.findLast(({ at }) => at <= seconds);
  return step ?? { staying: 1, low: 1, high: 1 };
}

function ascending(a: number, b: number): number {
  return a - b;
}
