import { z } from 'zod';
import { nearestNames } from '../score/index.ts';

/** Lowest and highest. */
export type Range = readonly [number, number];

/** An object of a style file. A field that it does not know is an error that names the nearest one that it does. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z
    .strictObject(shape, {
      error: (issue) => {
        if (issue.code === 'unrecognized_keys') return unknownFields(issue.keys, names);
        return issue.input === undefined ? 'is missing; it must be an object' : 'must be an object';
      },
    })
    .readonly();
}

/** A number within limits. */
export function number(least: number, most: number) {
  const message = `must be a number from ${least} to ${most}`;
  return z.number(orMissing(message)).min(least, message).max(most, message);
}

/** A whole number within limits. */
export function whole(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.int(orMissing(message)).min(least, message).max(most, message);
}

/** `[lowest, highest]`, both within limits. */
export function range(least: number, most: number) {
  const message = `must be [lowest, highest], both from ${least} to ${most}`;
  const end = z.number(message).min(least, message).max(most, message);
  return z
    .tuple([end, end], orMissing(message))
    .refine(([low, high]) => low <= high, 'must begin with the lower number: [lowest, highest]')
    .readonly();
}

/** A text that is not empty. */
export function text(most = 200) {
  const message = `must be a text of 1 to ${most} characters`;
  return z.string(orMissing(message)).trim().min(1, message).max(most, message);
}

/** One of some names; another one is an error that names the nearest. */
export function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.enum(names, {
    error: ({ input }) => {
      if (typeof input !== 'string') return orMissing(`must be one of ${quoted(names)}`).error({ input });
      return `"${input}" is none of ${quoted(names)}${hint(input, names)}`;
    },
  });
}

/** A list with at least one item. */
export function some<Item extends z.ZodType>(item: Item, most = 64) {
  return z
    .array(item, orMissing('must be a list'))
    .min(1, 'must have at least one item')
    .max(most, `must have at most ${most} items`)
    .readonly();
}

/** Values by name, of names that are known; another one is an error that names the nearest. */
export function byName<const Names extends readonly [string, ...string[]], Value extends z.ZodType>(
  names: Names,
  value: Value,
) {
  const shape = Object.fromEntries(names.map((name) => [name, value.exactOptional()])) as {
    [Name in Names[number]]: z.ZodExactOptional<Value>;
  };
  return fields(shape);
}

/** What is wrong with a style file, one sentence for each fault, each beginning with the place: `melody.breath must be ...`. */
export function faultsOf(error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => {
    const place = path.reduce<string>(
      (before, step) =>
        typeof step === 'number' ? `${before}[${step}]` : before === '' ? String(step) : `${before}.${String(step)}`,
      '',
    );
    return place === '' ? message : `${place}: ${message}`;
  });
}

/** The message for a value of another type, and for one that is not there. */
function orMissing(message: string) {
  return {
    error: ({ input }: { readonly input?: unknown }): string =>
      input === undefined ? `is missing; it ${message}` : message,
  };
}

function unknownFields(keys: readonly string[], names: readonly string[]): string {
  return keys
    .map((key) => {
      const nearest = hint(key, names);
      return `there is no field "${key}"${nearest === '' ? `; there are ${names.join(', ')}` : nearest}`;
    })
    .join('; ');
}

function hint(name: string, names: readonly string[]): string {
  const nearest = nearestNames(name, names);
  return nearest.length > 0 ? `; did you mean ${nearest.join(' or ')}?` : '';
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
