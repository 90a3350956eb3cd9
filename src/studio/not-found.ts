/** A sentence for people about a name that is unknown: what happens instead, and the names most like it. */
export function notFound(kind: string, name: string, nearest: readonly string[], instead?: string): string {
  const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', ')}?`;
  return `There is no ${kind} "${name}"${instead === undefined ? '' : `; ${instead} plays instead`}.${hint}`;
}
