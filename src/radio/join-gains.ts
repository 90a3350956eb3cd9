import type { BridgePlan, Stretch } from './join-plan.ts';

/** A gain (linear) by the join's frame. */
export type Gain = (frame: number) => number;

/** How the two songs' low, middle and high bands change over; each pair of gains has equal power at each frame. */
export type BandGains = readonly { readonly from: Gain; readonly to: Gain }[];

/**
 * Parts of an overlap in which low, middle and high change over: the hats come in first, the bass changes hands in the middle and quickly, for two
 * basses at once are mud.
 */
const LOW = [0.46, 0.54] as const;
const MIDDLE = [0.15, 0.85] as const;
const HIGH = [0, 0.7] as const;

/** The gains of an overlap, by band: low, middle, high. */
export function overlapGains(overlap: Stretch): BandGains {
  return [LOW, MIDDLE, HIGH].map(([from, to]) => {
    const length = overlap.to - overlap.from;
    const stretch = { from: overlap.from + from * length, to: overlap.from + to * length };
    return { from: falling(stretch), to: rising(stretch) };
  });
}

/** The gains of a bridge: each pair that changes over has equal power, since rain and rain are not correlated. */
export function bridgeGains({
  lastBed,
  change,
  firstBed,
}: BridgePlan): Readonly<Record<'from' | 'fromBed' | 'toBed' | 'to', Gain>> {
  const going = falling(change);
  const coming = rising(change);
  return {
    from: product(falling(lastBed), going),
    fromBed: product(rising(lastBed), going),
    toBed: product(coming, falling(firstBed)),
    to: rising(firstBed),
  };
}

function rising(stretch: Stretch): Gain {
  return (frame) => Math.sin((Math.PI / 2) * partOf(stretch, frame));
}

// Exactly 0 and 1 at the ends, which a cosine would miss by a rounding.
function falling(stretch: Stretch): Gain {
  return (frame) => Math.sin((Math.PI / 2) * (1 - partOf(stretch, frame)));
}

function partOf({ from, to }: Stretch, frame: number): number {
  return Math.max(0, Math.min(1, (frame - from) / (to - from)));
}

function product(a: Gain, b: Gain): Gain {
  return (frame) => a(frame) * b(frame);
}
