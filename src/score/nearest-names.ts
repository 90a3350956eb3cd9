/** Edit distance of two words: insertions, deletions and substitutions (V. Levenshtein 1966), one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Lower case without accents, with everything but letters and digits as single spaces: `Lofi_Sleep!` becomes `lofi sleep`, `Café` `cafe`. */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/**
 * The name that is meant, of those there are: spelt exactly so, else with the same letters and digits whatever their case, spaces, dashes and
 * accents: `Lo-Fi Hip Hop` is `lofi-hiphop`, `Drum & Bass` `drum-and-bass`. Undefined when there is none.
 */
export function findName(wished: string, names: readonly string[]): string | undefined {
  const wish = wished.trim();
  if (names.includes(wish)) return wish;
  const lower = wish.toLowerCase();
  const letters = lettersOf(wish);
  return (
    names.find((name) => name.toLowerCase() === lower) ??
    (letters === '' ? undefined : names.find((name) => lettersOf(name) === letters))
  );
}

function lettersOf(name: string): string {
  return plainName(name.replaceAll('&', ' and ')).replaceAll(' ', '');
}

/** The distance of a name that holds the wish: more than one slip of the finger, less than two. */
const HELD = 1.5;

/**
 * The names most like the one asked for, the nearest first, for messages such as "did you mean ...".
 * A name that holds the wish (or is held by it) counts as less than two letters wrong; names that share little with the wish are left out.
 */
export function nearestNames(wished: string, names: readonly string[], count = 3): readonly string[] {
  const wish = plainName(wished);
  if (wish === '') return [];
  return names
    .map((name) => {
      const plain = plainName(name);
      const held = plain.includes(wish) || wish.includes(plain);
      const distance = Math.min(editDistance(wish, plain), held ? HELD : Number.POSITIVE_INFINITY);
      return { name, distance, far: distance > Math.max(2, wish.length / 2) };
    })
    .filter(({ far }) => !far)
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length)
    .slice(0, count)
    .map(({ name }) => name);
}
