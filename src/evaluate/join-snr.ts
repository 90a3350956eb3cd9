import {
  joinSnr as joinSnrOf,
  mixAndEncode,
  type Join,
  type JoinPlan,
  type JoinSnr,
  type JoinSound,
} from '../radio/index.ts';

/** How true a join is around its seams, mixed anew from its sounds; `songs`: the packets of both. */
export function joinSnr(
  plan: JoinPlan,
  sound: JoinSound,
  join: Join,
  songs: { readonly from: readonly Uint8Array[]; readonly to: readonly Uint8Array[] },
): JoinSnr {
  return joinSnrOf(plan, mixAndEncode(plan, sound).mix, join, songs);
}
