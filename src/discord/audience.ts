import type { Client, VoiceState } from 'discord.js';
import type { Room } from '../radio/index.ts';

/** Who hears a room: ids of people, without bots and without who has deafened themselves or was deafened. */
export function audienceOf(client: Client<true>, room: Room): readonly string[] {
  return statesIn(client, room)
    .filter(({ selfDeaf, serverDeaf }) => selfDeaf !== true && serverDeaf !== true)
    .map(({ id }) => id);
}

/** How many people are in a room, whether they listen or not. */
export function peopleIn(client: Client<true>, room: Room): number {
  return statesIn(client, room).length;
}

function statesIn(client: Client<true>, { guildId, channelId }: Room): readonly VoiceState[] {
  const states = client.guilds.cache.get(guildId)?.voiceStates.cache;
  if (states === undefined) return [];
  return [...states.values()].filter(
    (state) => state.channelId === channelId && state.id !== client.user.id && state.member?.user.bot !== true,
  );
}
