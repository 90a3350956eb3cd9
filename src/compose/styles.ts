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
  if (style === undefined) throw unknownStyle(name, styles());
  return style;
}

/** The error for a style that is not among those that there are: it names the nearest. */
export function unknownStyle(name: string, names: readonly string[]): ComposeError {
  const nearest = nearestNames(name, names);
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : `There are ${names.join(', ')}.`;
  return new ComposeError(`There is no style "${name}". ${hint}`);
}
