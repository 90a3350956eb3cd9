/**
 * What an error says, and nothing else of it: errors of discord.js carry request bodies and URLs with interaction tokens,
 * which must not reach a log.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = Reflect.get(error, 'code');
  const text = error.message === '' ? error.name : error.message;
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text;
}
