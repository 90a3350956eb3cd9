import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Random } from '../../src/random/index.ts';
import type { Thumb } from '../../src/radio/index.ts';
import { componentsIn } from '../../test/support/discord/conversation.ts';
import type { Guild } from '../../test/support/discord/guild.ts';
import type { LoopbackDiscord } from '../../test/support/discord/loopback-discord.ts';
import type { PostedMessage } from '../../test/support/discord/message-board.ts';
import type { Person } from '../../test/support/discord/world.ts';
import type { SeenPlays } from './seen-plays.ts';
import type { VoteBook } from './vote-book.ts';

/** A guild whose room people sit in. */
export interface CrowdedRoom {
  readonly guild: Guild;
  readonly people: readonly Person[];
}

/** What a crowd acts on. */
export interface CrowdOptions {
  readonly discord: LoopbackDiscord;
  readonly rooms: readonly CrowdedRoom[];
  readonly webListeners: number;
  /** Where the radio is now; undefined while it is down. */
  readonly radioUrl: () => string | undefined;
  /** What is stored instead of an identity. */
  readonly hash: (identity: string) => string;
  readonly votes: VoteBook;
  readonly plays: SeenPlays;
  readonly random: Random;
}

/** Milliseconds between two votes of one person, between two skips in all rooms, and between two who go out and come back. */
const PAUSES = { discordVote: 4_000, webVote: 1_500, skip: 15_000, stroll: 5_000 };

/** A page waits so long for an answer. */
const ANSWER_MILLISECONDS = 15_000;

const now = z.object({
  onAir: z.union([z.object({ kind: z.literal('song'), playId: z.string() }), z.object({ kind: z.literal('pad') })]),
});

/** People who vote in voice channels and on the page, change their minds, skip, go out and come back, until the signal aborts. */
export async function crowd(options: CrowdOptions, signal: AbortSignal): Promise<void> {
  const { rooms, webListeners } = options;
  const people = rooms.flatMap(({ guild, people }) => people.map((person) => ({ guild, person })));
  await Promise.all([
    ...people.map(({ guild, person }) => each(PAUSES.discordVote, signal, () => pressThumb(options, guild, person))),
    ...Array.from({ length: webListeners }, () => visitPage(options, signal)),
    each(PAUSES.skip, signal, (round) => skip(options, round)),
    each(PAUSES.stroll, signal, (round) => stroll(options, round)),
  ]);
}

/** A panel's buttons say which play they are of. */
export function playOnPanel(
  discord: LoopbackDiscord,
  guild: Guild,
): { readonly panel: PostedMessage; readonly playId: string } | undefined {
  for (const panel of discord.board.in(guild.text.id).toReversed()) {
    for (const { custom_id: id } of componentsIn(panel.body)) {
      const playId = /^raindial:up:(.+)$/.exec(id ?? '')?.[1];
      if (playId !== undefined) return { panel, playId };
    }
  }
  return undefined;
}

async function pressThumb(
  { discord, hash, plays, radioUrl, random, votes }: CrowdOptions,
  guild: Guild,
  by: Person,
): Promise<void> {
  const shown = playOnPanel(discord, guild);
  if (shown === undefined || radioUrl() === undefined) return;
  const { panel, playId } = shown;
  plays.see(playId);
  const thumb = thumbOf(random);
  await votes.give({ playId, listener: hash(by.id), thumb }, async () => {
    const customId = `raindial:${thumb === 1 ? 'up' : 'down'}:${playId}`;
    const { content } = await discord.press({ by, in: guild.text, message: panel, customId }).message();
    return content?.startsWith('Noted') === true;
  });
}

/** One more room wants to hear something else. */
async function skip({ discord, radioUrl, rooms }: CrowdOptions, round: number): Promise<void> {
  const guild = rooms[round % rooms.length]?.guild;
  const shown = guild === undefined ? undefined : playOnPanel(discord, guild);
  if (guild === undefined || shown === undefined || radioUrl() === undefined) return;
  const { panel, playId } = shown;
  await discord
    .press({ by: guild.owner, in: guild.text, message: panel, customId: `raindial:skip:${playId}` })
    .message();
}

/** Somebody who only sits there goes out, and comes back. */
async function stroll({ discord, rooms }: CrowdOptions, round: number): Promise<void> {
  const room = rooms[round % rooms.length];
  const person = room?.people.at(-1);
  if (room === undefined || person === undefined) return;
  discord.sit(person, undefined, room.guild);
  await sleep(1_000);
  discord.sit(person, room.guild.lounge);
}

/** A page with the stream open, whose listener votes for what is on air. */
async function visitPage(options: CrowdOptions, signal: AbortSignal): Promise<void> {
  const { hash, plays, radioUrl, random, votes } = options;
  const identity = randomBytes(16).toString('hex');
  const headers = { Cookie: `raindial_listener=${identity}`, 'Content-Type': 'application/json' };
  const listening = each(500, signal, () => hearStream(radioUrl(), headers, signal));
  await each(PAUSES.webVote, signal, async () => {
    const url = radioUrl();
    if (url === undefined) return;
    const answer = await fetch(`${url}/api/now`, { headers, signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });
    const { onAir } = now.parse(await answer.json());
    if (onAir.kind === 'pad') return;
    const { playId } = onAir;
    plays.see(playId);
    const thumb = thumbOf(random);
    await votes.give({ playId, listener: hash(identity), thumb }, async () => {
      const body = JSON.stringify({ thumb, playId });
      const given = await fetch(`${url}/api/ratings`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
      });
      await given.arrayBuffer();
      return given.ok;
    });
  });
  await listening;
}

async function hearStream(
  url: string | undefined,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  if (url === undefined) return;
  const { body } = await fetch(`${url}/stream.ogg`, { headers, signal });
  await body?.pipeTo(new WritableStream(), { signal });
}

/** Does something again and again, with a pause before each time. What fails is tried anew: the radio may just be down. */
async function each(milliseconds: number, signal: AbortSignal, act: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await act(round).catch(() => undefined);
  }
}

function thumbOf(random: Random): Thumb {
  return random() < 0.6 ? 1 : -1;
}
