/** A sentence for people about a name that is unknown: why, what happens instead, and the names most like it. */
export function notFound(
  kind: string,
  name: string,
  nearest: readonly string[],
  instead?: string,
  why?: string,
): string {
  const reason = why === undefined ? '' : ` (${why})`;
  const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', ')}?`;
  return `There is no ${kind} "${name}"${reason}${instead === undefined ? '' : `; ${instead} plays instead`}.${hint}`;
}
