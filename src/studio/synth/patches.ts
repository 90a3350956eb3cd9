import { plainName, type PartRole } from '../../score/index.ts';
import { BASSES } from './basses.ts';
import { KITS } from './kits.ts';
import { LEADS } from './leads.ts';
import { PADS } from './pads.ts';
import type { Patch } from './patch.ts';
import { SWEEPS } from './sweeps.ts';

/** Every patch of our own synthesiser, kits last. */
export const PATCHES: readonly Patch[] = [...LEADS, ...BASSES, ...PADS, ...SWEEPS, ...KITS];

/** Whether a patch may play a part: kits play drums, the others all else. */
export function patchFits(patch: Patch, role: PartRole): boolean {
  return (patch.kind === 'kit') === (role === 'drums');
}

/** The patch of a name or nickname for a part, whatever its case and punctuation: `findPatch('super-saw', 'melody')`. */
export function findPatch(name: string, role: PartRole): Patch | undefined {
  const wish = plainName(name);
  return PATCHES.find(
    (patch) => patchFits(patch, role) && [patch.name, ...patch.nicknames].some((known) => plainName(known) === wish),
  );
}
