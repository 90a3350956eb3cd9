/** A fault in the discord room; its message tells the person who reads it (a listener, or whoever runs the bot) what to do. */
export class DiscordError extends Error {
  override readonly name = 'DiscordError';
}
