import { nearestNames } from '../score/index.ts';
import { ComposeError } from './compose-error.ts';
import type { Style } from './style.ts';
import { LOFI_SLEEP } from './styles/lofi-sleep.ts';
import { LOFI } from './styles/lofi.ts';

const STYLES: readonly Style[] = [LOFI, LOFI_SLEEP];

/** Names of the styles that can be composed. */
export function styles(): readonly string[] {
  return STYLES.map(({ name }) => name);
}

/** The style of a name. Throws a ComposeError that names the nearest ones when there is none. */
export function findStyle(name: string): Style {
  const style = STYLES.find((candidate) => candidate.name === name);
  if (style !== undefined) return style;
  const nearest = nearestNames(name, styles());
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : `There are ${styles().join(', ')}.`;
  throw new ComposeError(`There is no style "${name}". ${hint}`);
}
