import { fileURLToPath } from 'node:url';
import type { LofiStyle } from '../../src/compose/lofi-style.ts';
import { findStyle, openStyles } from '../../src/compose/styles.ts';

/** The folder of the styles that come with the radio. */
export const STYLES_FOLDER = fileURLToPath(new URL('../../styles', import.meta.url));

/** Those styles, and the moods beside them. */
export const { styles: SHIPPED_STYLES, moods: SHIPPED_MOODS } = await openStyles(STYLES_FOLDER);

/** A LoFi style by its name. */
export function lofiStyle(name: string): LofiStyle {
  const style = findStyle(name, SHIPPED_STYLES);
  if (style.family !== 'lofi') throw new Error(`${name} is no LoFi`);
  return style;
}
