import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSignedCertificate } from './certificate.ts';
import type { Conversation } from './conversation.ts';
import { Gateway, type VoiceWish } from './gateway.ts';
import type { Guild, VoicePresence } from './guild.ts';
import { Interactions, type Pressing, type Submitting, type Typing } from './interactions.ts';
import { MessageBoard } from './message-board.ts';
import { RateLimits } from './rate-limits.ts';
import { restHandler } from './rest.ts';
import { shardOf } from './sharding.ts';
import type { StageWish } from './rest-bot.ts';
import { VoiceGateway } from './voice-gateway.ts';
import { VoiceListener, type ListenerOptions } from './voice-listener.ts';
import { World, type Channel, type Person } from './world.ts';

export { OPTION, type TypedOption } from './interactions.ts';

/**
 * A Discord of our own on the loopback interface, enough of it for the real discord.js and @discordjs/voice: REST, the
 * gateway, and a voice server with TLS, UDP and end-to-end encryption. Tests type commands as people, move them about, and
 * break connections.
 *
 *     const discord = await LoopbackDiscord.open();
 *     startDiscord({ token: discord.world.token, apiUrl: discord.apiUrl, … });
 *     discord.sit(discord.world.listener, discord.world.lounge);
 *     const answer = await discord.type({ by: discord.world.listener, command: 'radio', … }).message();
 */
export class LoopbackDiscord {
  readonly world = new World();
  readonly gateway: Gateway;
  readonly voice: VoiceGateway;
  /** The messages in the text channels. */
  readonly board = new MessageBoard(this.world);
  readonly limits = new RateLimits();
  /** The commands the bot registered last. */
  commands: readonly unknown[] = [];
  /** Where the bot wished to be, in order; null is nowhere. */
  readonly voiceWishes: (string | null)[] = [];
  /** The voice server's certificate (PEM), for a bot in another process: NODE_EXTRA_CA_CERTS names a file with it. */
  readonly certificate: string;
  /** How many of the next REST requests fail with status 500. */
  brokenRequests = 0;
  /** Which way the bot is told of its place in voice and of the voice server: in either order, as Discord promises none, or of one alone. */
  voiceEvents: 'state-first' | 'server-first' | 'state-only' | 'server-only' = 'state-first';
  /** REST requests are answered when this has come about. */
  restWaits: Promise<void> = Promise.resolve();
  /** Whether the bot's wishes for voice channels are heard at all. */
  answersVoiceWishes = true;
  readonly #interactions: Interactions;
  readonly #listeners = new Map<string, VoiceListener>();
  #http: Server;
  #awayFrom = 0;
  #isClosed = false;

  private constructor() {
    const certificate = selfSignedCertificate(new Date());
    this.certificate = certificate.cert;
    // The voice endpoint is always wss://, so this process must trust the certificate.
    setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
    const { world, board } = this;
    this.gateway = new Gateway({
      world,
      url: () => this.#gatewayUrl,
      onVoiceWish: (wish) => this.#wish(wish),
    });
    this.voice = new VoiceGateway(certificate);
    this.#interactions = new Interactions({
      world,
      board,
      dispatch: (type, data) => this.gateway.dispatch(type, data),
    });
    this.#http = this.#server();
  }

  /** Starts it on free ports. */
  static async open(): Promise<LoopbackDiscord> {
    const discord = new LoopbackDiscord();
    await discord.#listen(0);
    await discord.voice.listen();
    return discord;
  }

  /** What `DISCORD_API_URL` should be. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  /** Somebody goes to a voice channel, or out of voice in a server. */
  sit(person: Person, channel: Channel | undefined, guild: Guild = this.world.guild): void {
    const where = channel === undefined ? guild : this.world.guildOf(channel);
    this.#silence(where, person);
    if (channel === undefined) where.voice.delete(person.id);
    else where.voice.set(person.id, presence(channel, this.world.nextId()));
    this.gateway.dispatch('VOICE_STATE_UPDATE', where.voiceState(person));
  }

  /** Somebody sits down in a voice channel and listens to the bot, until they go elsewhere. */
  listen(person: Person, channel: Channel): VoiceListener {
    return this.listenBy(person, channel, (options) => new VoiceListener(options));
  }

  /** The same, with a listener of one's own kind. */
  listenBy<T extends VoiceListener>(person: Person, channel: Channel, make: (options: ListenerOptions) => T): T {
    this.sit(person, channel);
    const listener = make({
      userId: person.id,
      channelId: channel.id,
      senderId: this.world.bot.id,
      group: this.voice.group(channel.id),
    });
    this.#listeners.set(`${channel.guildId} ${person.id}`, listener);
    this.voice.addEar(channel.id, person.id, listener);
    listener.enter();
    return listener;
  }

  /** Somebody types a command. */
  type(typing: Typing): Conversation {
    return this.#interactions.type(typing);
  }

  /** Somebody is still typing: the option in focus asks for completion. */
  complete(typing: Typing): Conversation {
    return this.#interactions.complete(typing);
  }

  /** Somebody presses a button of one of the bot's messages (`discord.board`), or chooses from its menu. */
  press(pressing: Pressing): Conversation {
    return this.#interactions.press(pressing);
  }

  /** Somebody sends a form off that the bot opened. */
  submit(submitting: Submitting): Conversation {
    return this.#interactions.submit(submitting);
  }

  /** Where the bot is in voice. */
  botChannel(guild: Guild = this.world.guild): string | undefined {
    return guild.voice.get(this.world.bot.id)?.channelId;
  }

  /** The shard that hears of a guild, of as many as the gateway recommends. */
  shardOf(guild: Guild): number {
    return shardOf(guild.id, this.gateway.shards.recommended);
  }

  /** The gateway loses the bot's sessions (or one shard's), and with it the bot's places in voice; nobody tells the bot of that. */
  loseSession(shard?: number): void {
    this.gateway.forget(4000, shard);
    for (const guild of this.world.guilds) {
      if (shard === undefined || this.shardOf(guild) === shard) this.#dropVoice(guild, 4014);
    }
  }

  /** Someone drags the bot to another voice channel. */
  moveBot(channel: Channel): void {
    this.voice.disconnect(channel.guildId, 4014);
    this.#seatBot(channel);
  }

  /** Someone disconnects the bot from voice, as a moderator can. */
  kickBot(guild: Guild = this.world.guild): void {
    this.voice.disconnect(guild.id, 4014);
    this.sit(this.world.bot, undefined, guild);
  }

  /** The voice server of a guild is replaced: first there is none, then another one. */
  changeRegion(guild: Guild = this.world.guild): void {
    const now = guild.voice.get(this.world.bot.id);
    const channel = this.world.channelById(now?.channelId);
    if (now === undefined || channel === undefined) throw new Error('The bot is in no voice channel.');
    this.gateway.dispatch('VOICE_SERVER_UPDATE', { token: 'none', guild_id: guild.id, endpoint: null });
    this.voice.disconnect(guild.id, 4014);
    this.#sendServer(channel, now.sessionId);
  }

  /** Rights of a channel change; the bot is told. */
  deny(channel: Channel, denied: bigint): void {
    channel.denied = denied;
    this.gateway.dispatch('CHANNEL_UPDATE', this.world.guildOf(channel).channel(channel));
  }

  /** Somebody's standing in voice changes: a moderator mutes the bot, or sends it to a stage's audience. */
  setVoice(person: Person, change: Partial<VoicePresence>, guild: Guild = this.world.guild): void {
    const now = guild.voice.get(person.id);
    if (now === undefined) throw new Error(`${person.username} is in no voice channel.`);
    guild.voice.set(person.id, { ...now, ...change });
    this.gateway.dispatch('VOICE_STATE_UPDATE', guild.voiceState(person));
  }

  /** The bot is gone without a word (its process was killed): Discord notices, and frees its places. */
  noticeBotIsGone(): void {
    this.gateway.forget(1000);
    for (const guild of this.world.guilds) this.#dropVoice(guild, 1006);
  }

  /** All of Discord is away: connections break, and new ones are refused. Sessions are lost. */
  async goAway(): Promise<void> {
    this.#awayFrom = this.#port;
    const closed = once(this.#http, 'close');
    this.gateway.cut();
    this.gateway.forget(1006);
    this.#http.close();
    this.#http.closeAllConnections();
    await Promise.all([closed, this.voice.goAway()]);
    for (const guild of this.world.guilds) guild.voice.delete(this.world.bot.id);
  }

  /** Discord is back where it was. */
  async comeBack(): Promise<void> {
    this.#http = this.#server();
    await this.#listen(this.#awayFrom);
    await this.voice.comeBack();
  }

  /** Stops it; stopping it twice does no harm. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.gateway.close();
    this.voice.close();
    this.#http.closeAllConnections();
    this.#http.close();
  }

  #server(): Server {
    const server = createServer(
      restHandler({
        world: this.world,
        board: this.board,
        limits: this.limits,
        gatewayInfo: () => this.gateway.shards.info(this.#gatewayUrl),
        conversation: (token) => this.#interactions.byToken(token),
        onCommands: (commands) => (this.commands = commands),
        onStageWish: (guildId, wish) => this.#stageWish(guildId, wish),
        waits: () => this.restWaits,
        breaks: () => this.brokenRequests > 0 && this.brokenRequests-- > 0,
      }),
    );
    this.gateway.attach(server);
    return server;
  }

  async #listen(port: number): Promise<void> {
    this.#http.listen(port, '127.0.0.1');
    await once(this.#http, 'listening');
  }

  get #port(): number {
    const address = this.#http.address();
    if (address === null || typeof address === 'string') throw new Error('The loopback Discord does not listen.');
    return address.port;
  }

  get #gatewayUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** The bot asked for a voice channel (op 4). */
  #wish({ guild_id: guildId, channel_id: channelId }: VoiceWish): void {
    this.voiceWishes.push(channelId);
    if (!this.answersVoiceWishes) return;
    const guild = this.world.guilds.find(({ id }) => id === guildId);
    const channel = this.world.channelById(channelId ?? undefined);
    if (guild === undefined) return;
    if (channel !== undefined) return this.#seatBot(channel);
    this.voice.disconnect(guild.id, 4014);
    this.sit(this.world.bot, undefined, guild);
  }

  /** Tells the bot its new state and the server to connect to. On a stage it begins in the audience. */
  #seatBot(channel: Channel): void {
    const { bot } = this.world;
    const guild = this.world.guildOf(channel);
    const old = guild.voice.get(bot.id);
    const sessionId = old?.sessionId ?? this.world.nextId();
    guild.voice.set(bot.id, { ...presence(channel, sessionId), mute: old?.mute ?? false });
    const sendState = () => this.gateway.dispatch('VOICE_STATE_UPDATE', guild.voiceState(bot));
    if (this.voiceEvents.startsWith('state')) sendState();
    if (this.voiceEvents !== 'state-only') this.#sendServer(channel, sessionId);
    if (this.voiceEvents === 'server-first') sendState();
  }

  #sendServer(channel: Channel, sessionId: string): void {
    const { guildId } = channel;
    const { token } = this.voice.admit({ guildId, channelId: channel.id, sessionId, userId: this.world.bot.id });
    this.gateway.dispatch('VOICE_SERVER_UPDATE', { token, guild_id: guildId, endpoint: this.voice.endpoint });
  }

  #stageWish(guildId: string, { suppress, requestToSpeak }: StageWish): void {
    const guild = this.world.guilds.find(({ id }) => id === guildId);
    this.setVoice(
      this.world.bot,
      {
        ...(suppress === undefined ? {} : { suppress }),
        ...(requestToSpeak === undefined ? {} : { requestToSpeak }),
      },
      guild,
    );
  }

  #dropVoice(guild: Guild, code: number): void {
    guild.voice.delete(this.world.bot.id);
    if (code === 1006) this.voice.cut(guild.id);
    else this.voice.disconnect(guild.id, code);
  }

  /** Somebody who listened listens no more. */
  #silence(guild: Guild, person: Person): void {
    const key = `${guild.id} ${person.id}`;
    const listener = this.#listeners.get(key);
    if (listener === undefined) return;
    this.#listeners.delete(key);
    this.voice.removeEar(listener.channelId, person.id);
    listener.leave();
  }
}

function presence(channel: Channel, sessionId: string): VoicePresence {
  const suppress = channel.kind === 'stage';
  return { channelId: channel.id, sessionId, suppress, mute: false, selfDeaf: false, requestToSpeak: null };
}
