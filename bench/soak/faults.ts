import { setTimeout as sleep } from 'node:timers/promises';
import { PermissionFlagsBits } from 'discord.js';
import type { Random } from '../../src/random/index.ts';
import type { LoopbackDiscord } from '../../test/support/discord/loopback-discord.ts';
import type { Guild } from '../../test/support/discord/guild.ts';
import type { Person } from '../../test/support/discord/world.ts';

/** Something that goes wrong: in one room, in all rooms of its shard, or in all rooms. */
export interface Fault {
  readonly name: string;
  readonly hits: 'room' | 'shard' | 'all';
  /** How often it is chosen, against the others. */
  readonly weight: number;
  readonly strike: (discord: LoopbackDiscord, guild: Guild, passerBy: Person) => Promise<void> | void;
}

/** What goes wrong in a soak. */
export const FAULTS: readonly Fault[] = [
  { name: 'voice line cut', hits: 'room', weight: 6, strike: ({ voice }, { id }) => voice.cut(id) },
  {
    name: 'voice 4015, server crashed',
    hits: 'room',
    weight: 4,
    strike: ({ voice }, { id }) => voice.disconnect(id, 4015),
  },
  {
    name: 'voice 4006, session lost',
    hits: 'room',
    weight: 4,
    strike: ({ voice }, { id }) => voice.disconnect(id, 4006),
  },
  { name: 'voice 1011', hits: 'room', weight: 2, strike: ({ voice }, { id }) => voice.disconnect(id, 1011) },
  { name: 'region change', hits: 'room', weight: 4, strike: (discord, guild) => discord.changeRegion(guild) },
  {
    name: 'somebody comes and goes',
    hits: 'room',
    weight: 6,
    async strike(discord, guild, passerBy) {
      discord.listen(passerBy, guild.lounge);
      await sleep(1000);
      discord.sit(passerBy, undefined, guild);
    },
  },
  {
    name: 'encryption message out of turn',
    hits: 'room',
    weight: 2,
    strike({ voice }, { id, lounge }) {
      const group = voice.group(lounge.id);
      if (group.hasPast) voice.inject(id, 27, group.staleProposal());
    },
  },
  {
    name: 'Speak is taken away and given back',
    hits: 'room',
    weight: 2,
    async strike(discord, { lounge }) {
      discord.deny(lounge, PermissionFlagsBits.Speak);
      await sleep(500);
      discord.deny(lounge, 0n);
    },
  },
  {
    name: 'voice server named before the channel, session lost',
    hits: 'room',
    weight: 2,
    async strike(discord, { id }) {
      discord.voiceEvents = 'server-first';
      discord.voice.disconnect(id, 4006);
      await sleep(2000);
      discord.voiceEvents = 'state-first';
    },
  },
  {
    name: 'IP discovery unanswered, session lost',
    hits: 'room',
    weight: 1,
    async strike({ voice }, { id }) {
      voice.udp.answersDiscovery = false;
      voice.disconnect(id, 4006);
      await sleep(3000);
      voice.udp.answersDiscovery = true;
    },
  },
  {
    name: 'gateway 4000',
    hits: 'shard',
    weight: 4,
    strike: (discord, guild) => discord.gateway.drop(4000, discord.shardOf(guild)),
  },
  {
    name: 'gateway asks to reconnect',
    hits: 'shard',
    weight: 4,
    strike: (discord, guild) => discord.gateway.askToReconnect(discord.shardOf(guild)),
  },
  {
    name: 'gateway session resumable',
    hits: 'shard',
    weight: 2,
    strike: (discord, guild) => discord.gateway.invalidate(true, discord.shardOf(guild)),
  },
  {
    name: 'gateway session lost',
    hits: 'shard',
    weight: 1,
    strike: (discord, guild) => discord.loseSession(discord.shardOf(guild)),
  },
  {
    name: 'REST 500 and 429',
    hits: 'all',
    weight: 2,
    strike(discord) {
      discord.brokenRequests = 3;
      discord.limits.refuse = { next: 3, seconds: 0.5, global: false };
    },
  },
  {
    name: 'Discord away for 10 s',
    hits: 'all',
    weight: 1,
    async strike(discord) {
      await discord.goAway();
      await sleep(10_000);
      await discord.comeBack();
    },
  },
];

/** One of the faults, by their weights. */
export function chooseFault(random: Random): Fault {
  const all = FAULTS.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * all;
  const fault = FAULTS.find(({ weight }) => (left -= weight) < 0) ?? FAULTS[0];
  if (fault === undefined) throw new Error('There are no faults.');
  return fault;
}
