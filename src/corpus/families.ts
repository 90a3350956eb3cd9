/** Sets of names that belong together, and grow together when one of each does. */
export interface Families {
  /** Makes one family of the families of two names. */
  join(a: string, b: string): void;
  /** The name that stands for the family of a name: the lowest of all in it; a name that was never joined is its own. */
  of(name: string): string;
}

/** No families yet: the disjoint sets of B. Galler and M. Fischer (1964). */
export function families(): Families {
  const elder = new Map<string, string>();
  const of = (name: string): string => {
    let eldest = name;
    for (let next = elder.get(eldest); next !== undefined; next = elder.get(eldest)) eldest = next;
    if (eldest !== name) elder.set(name, eldest);
    return eldest;
  };
  return {
    of,
    join(a, b) {
      const [low, high] = [of(a), of(b)].sort((x, y) => (x < y ? -1 : 1)) as [string, string];
      if (low !== high) elder.set(high, low);
    },
  };
}
