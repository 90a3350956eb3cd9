import { PART_ROLES, type PartRole } from '../score/index.ts';
import type { Style } from './style.ts';

/** An instrument by name, and the part that it plays. */
export interface PartInstrument {
  readonly role: PartRole;
  readonly name: string;
}

/** All instruments that styles choose from, each once for a part. */
export function instrumentsOf(styles: readonly Style[]): readonly PartInstrument[] {
  const known = new Map<string, PartInstrument>();
  for (const style of styles) {
    const choices = style.family === 'edm' ? [style.instruments, style.breakInstruments] : [style.instruments];
    for (const role of PART_ROLES) {
      const names = choices.flatMap((each) => each[role] ?? []);
      for (const name of names) known.set(`${role} ${name}`, { role, name });
    }
    if (style.family === 'edm') for (const name of style.counter) known.set(`arp ${name}`, { role: 'arp', name });
  }
  return [...known.values()];
}
