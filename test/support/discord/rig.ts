import { setTimeout as delay } from 'node:timers/promises';
import { startDiscord, type DiscordFrontEnd, type DiscordOptions, type Pacing } from '../../../src/discord/index.ts';
import type { Log, StationDesk } from '../../../src/radio/index.ts';
import { FakeArchive } from '../fake-archive.ts';
import { FakeFrontDesk } from '../fake-front-desk.ts';
import { MemoryRooms } from '../memory-rooms.ts';
import { tonePackets } from '../packets.ts';
import { OPTION, LoopbackDiscord } from './loopback-discord.ts';
import type { Conversation } from './conversation.ts';
import type { VoiceListener } from './voice-listener.ts';
import type { Channel, Person } from './world.ts';

/** Waits that would only make tests slow. */
const QUICK: Partial<Pacing> = {
  firstRetry: 50,
  longestRetry: 200,
  betweenEdits: 20,
  betweenPanelEdits: 20,
  betweenJoins: 10,
  serverDeadline: 50,
};

/** All that was logged, fields included, one string an entry. */
export class FullLog implements Log {
  readonly lines: string[] = [];

  info(fields: object, message: string): void {
    this.#write('info', fields, message);
  }

  warn(fields: object, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#write('error', fields, message);
  }

  #write(level: string, fields: object, message: string): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}

/** A bot that plays, and somebody who hears it. */
export interface Playing {
  readonly bot: DiscordFrontEnd;
  readonly ear: VoiceListener;
}

/** A loopback Discord, real bots that log in to it, and a station for them. */
export class Rig {
  readonly discord: LoopbackDiscord;
  readonly log = new FullLog();
  readonly rooms = new MemoryRooms();
  readonly archive = new FakeArchive();
  /** A station that plays a tone. */
  readonly desk = new FakeFrontDesk(tonePackets(50));
  readonly #bots: DiscordFrontEnd[] = [];

  private constructor(discord: LoopbackDiscord) {
    this.discord = discord;
  }

  static async open(): Promise<Rig> {
    return new Rig(await LoopbackDiscord.open());
  }

  /** Starts a bot. */
  start(desk: StationDesk, changes: Partial<DiscordOptions> = {}): DiscordFrontEnd {
    const bot = startDiscord({
      token: this.discord.world.token,
      apiUrl: changes.apiUrl ?? this.discord.apiUrl,
      desk,
      rooms: this.rooms,
      archive: this.archive,
      log: this.log,
      random: () => 0,
      ...changes,
      pacing: { ...QUICK, ...changes.pacing },
    });
    this.#bots.push(bot);
    return bot;
  }

  /** Starts a bot and waits until it can be talked to. */
  async ready(desk: StationDesk, changes: Partial<DiscordOptions> = {}): Promise<DiscordFrontEnd> {
    const bot = this.start(desk, changes);
    await eventually('the bot is ready', () => bot.status().kind === 'ready' && this.discord.commands.length > 0);
    return bot;
  }

  /** Somebody types `/radio join`, or names a channel by it. */
  join(by: Person, channel?: Channel): Conversation {
    const options = channel === undefined ? [] : [{ name: 'channel', type: OPTION.channel, value: channel.id }];
    return this.discord.type({
      by,
      command: 'radio',
      options: [{ name: 'join', type: OPTION.subcommand, options }],
    });
  }

  /** Somebody types `/radio leave`. */
  leave(by: Person): Conversation {
    return this.discord.type({ by, command: 'radio', options: [{ name: 'leave', type: OPTION.subcommand }] });
  }

  /** A bot that plays in the lounge, and somebody who hears it there. */
  async playing(changes: Partial<DiscordOptions> = {}): Promise<Playing> {
    const bot = await this.ready(this.desk, changes);
    const { owner, listener, lounge } = this.discord.world;
    const ear = this.discord.listen(listener, lounge);
    await this.join(owner, lounge).message();
    await ear.hears(10);
    return { bot, ear };
  }

  async close(): Promise<void> {
    this.desk.stop();
    await Promise.all(this.#bots.map((bot) => bot.close()));
    this.discord.close();
  }
}

/** Waits until something holds; throws after the given time, saying what did not come. */
export async function eventually(what: string, holds: () => boolean, withinMilliseconds = 15_000): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > withinMilliseconds) throw new Error(`It did not come about that ${what}.`);
    await delay(10);
  }
}
