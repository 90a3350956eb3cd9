/** What one packet lasts. */
export const PACKET_MILLISECONDS = 20;

/** How long the room waits for things, in milliseconds. Tests shorten them. */
export interface Pacing {
  /** From asking for a voice channel to being able to send: the library itself can wait for ever (a lost UDP answer). */
  readonly joinDeadline: number;
  /** For a broken voice connection to come back by itself before it is torn down and joined anew. */
  readonly mendDeadline: number;
  /** Playing for so long makes the next failure a first one again. */
  readonly steadyAfter: number;
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** How many rooms may be joined or left at once over one gateway connection... */
  readonly joinBurst: number;
  /** ...and how long one more takes then. Discord closes a connection at more than 120 messages in any minute. */
  readonly betweenJoins: number;
  /** After being moved: for the word of the new channel's voice server. */
  readonly serverDeadline: number;
  /** Of packets that can't be sent, or that nobody can decrypt, before the channel is joined anew. */
  readonly uselessAfter: number;
  /** From logging in to being told of all guilds. */
  readonly readyDeadline: number;
  /** For a broken gateway connection to come back by itself before the bot logs in anew. */
  readonly gatewayDeadline: number;
  /** Alone in a channel where the radio is not to stay, before it leaves. */
  readonly leaveAfter: number;
  /** Between two edits of one answer: Discord allows five in five seconds for each channel. */
  readonly betweenEdits: number;
  /** Between two edits of a server's standing message. */
  readonly betweenPanelEdits: number;
  /** How many requests standing messages and voice channels' statuses of all servers may take at once... */
  readonly panelBurst: number;
  /** ...and how long one more takes then. discord.js lets 50 a second through, answers to listeners included. */
  readonly betweenPanelRequests: number;
}

/** What is used in production. */
export const DEFAULT_PACING: Pacing = {
  joinDeadline: 20_000,
  mendDeadline: 10_000,
  steadyAfter: 30_000,
  firstRetry: 1_000,
  longestRetry: 120_000,
  joinBurst: 40,
  betweenJoins: 850,
  serverDeadline: 500,
  uselessAfter: 20_000,
  readyDeadline: 90_000,
  gatewayDeadline: 180_000,
  leaveAfter: 300_000,
  betweenEdits: 2_000,
  betweenPanelEdits: 5_000,
  panelBurst: 10,
  betweenPanelRequests: 40,
};

/**
 * How long to wait before trying again: doubles with each attempt (0, 1, 2...) up to the longest, less a random part of
 * up to half, so that rooms that fell together don't come back together. `random` gives 0 to 1.
 */
export function retryDelay(attempt: number, pacing: Pacing, random: () => number): number {
  const full = Math.min(pacing.longestRetry, pacing.firstRetry * 2 ** Math.min(attempt, 30));
  return Math.round(full * (1 - random() / 2));
}
