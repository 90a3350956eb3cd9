import { z } from 'zod';
import { parseJson, type Read } from './data-files.ts';
import { edmStyleSchema, type EdmStyle } from './edm/edm-style.ts';
import { lofiStyleSchema, type LofiStyle } from './lofi-style.ts';
import { faultsOf } from './style-fields.ts';

/** Everything that makes a style: data, read from a file under `styles/`. Its `family` says which arranger plays it. */
export type Style = LofiStyle | EdmStyle;

/** The families: a schema each. compose.ts says who arranges them. */
const styleSchema = z.discriminatedUnion('family', [lofiStyleSchema, edmStyleSchema], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? 'must be "lofi" or "edm": it says who arranges the style'
      : 'must be an object in braces',
});

/** Reads the text of a style file. */
export function readStyle(name: string, json: string): Read<Style> {
  const data = parseJson(json);
  if ('faults' in data) return data;
  const read = styleSchema.safeParse(data.value);
  return read.success ? { value: { ...read.data, name } } : { faults: faultsOf(read.error) };
}
