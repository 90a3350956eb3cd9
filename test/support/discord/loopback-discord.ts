import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSignedCertificate } from './certificate.ts';
import { Conversation } from './conversation.ts';
import { Gateway, type VoiceWish } from './gateway.ts';
import { restHandler } from './rest.ts';
import { VoiceGateway } from './voice-gateway.ts';
import { VoiceListener } from './voice-listener.ts';
import { World, type Channel, type Person } from './world.ts';

/** An option of a slash command as somebody typed it; `type` is Discord's number of its kind. */
export interface TypedOption {
  readonly name: string;
  readonly type: number;
  readonly value?: string | number | boolean;
  readonly focused?: boolean;
  readonly options?: readonly TypedOption[];
}

/** Option types of Discord's documentation. */
export const OPTION = { subcommand: 1, string: 3, integer: 4, channel: 7, number: 10 } as const;

/** Who types a command, and where they sit. */
interface Typing {
  readonly by: Person;
  readonly command: string;
  readonly options?: readonly TypedOption[];
}

/** Interaction types. */
const COMMAND = 2;
const AUTOCOMPLETE = 4;

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
  /** The commands the bot registered last. */
  commands: readonly unknown[] = [];
  /** Where the bot wished to be, in order; null is nowhere. */
  readonly voiceWishes: (string | null)[] = [];
  /** The voice server's certificate (PEM), for a bot in another process: NODE_EXTRA_CA_CERTS names a file with it. */
  readonly certificate: string;
  /** How many of the next REST requests fail with status 500. */
  brokenRequests = 0;
  readonly #http: Server;
  readonly #conversations = new Map<string, Conversation>();

  private constructor() {
    const certificate = selfSignedCertificate(new Date());
    this.certificate = certificate.cert;
    // The voice endpoint is always wss://, so this process must trust the certificate.
    setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
    this.#http = createServer(
      restHandler({
        world: this.world,
        gatewayUrl: () => this.#gatewayUrl,
        conversation: (token) => this.#conversations.get(token),
        onCommands: (commands) => (this.commands = commands),
        breaks: () => this.brokenRequests > 0 && this.brokenRequests-- > 0,
      }),
    );
    this.gateway = new Gateway(this.#http, {
      world: this.world,
      url: () => this.#gatewayUrl,
      onVoiceWish: (wish) => this.#moveBot(wish),
    });
    this.voice = new VoiceGateway(certificate);
  }

  /** Starts it on free ports. */
  static async open(): Promise<LoopbackDiscord> {
    const discord = new LoopbackDiscord();
    discord.#http.listen(0, '127.0.0.1');
    await once(discord.#http, 'listening');
    await discord.voice.listen();
    return discord;
  }

  /** What `DISCORD_API_URL` should be. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  /** Somebody goes to a voice channel, or out of voice. */
  sit(person: Person, channel: Channel | undefined): void {
    if (channel === undefined) this.world.voice.delete(person.id);
    else this.world.voice.set(person.id, { channelId: channel.id, sessionId: this.world.nextId() });
    this.gateway.dispatch('VOICE_STATE_UPDATE', this.world.voiceState(person));
  }

  /** Somebody sits down in a voice channel and listens to the bot. */
  listen(person: Person, channel: Channel): VoiceListener {
    this.sit(person, channel);
    const group = this.voice.group(channel.id);
    const listener = new VoiceListener({
      userId: person.id,
      channelId: channel.id,
      senderId: this.world.bot.id,
      group,
    });
    this.voice.addEar(channel.id, person.id, listener);
    listener.enter();
    return listener;
  }

  /** Somebody types a command. */
  type(typing: Typing): Conversation {
    return this.#interact(COMMAND, typing);
  }

  /** Somebody is still typing: the option in focus asks for completion. */
  complete(typing: Typing): Conversation {
    return this.#interact(AUTOCOMPLETE, typing);
  }

  /** Where the bot is in voice. */
  botChannel(): string | undefined {
    return this.world.voice.get(this.world.bot.id)?.channelId;
  }

  /** The gateway loses the bot's session, and with it the bot's place in voice; nobody tells the bot of that. */
  loseSession(): void {
    this.world.voice.delete(this.world.bot.id);
    this.gateway.forget(4000);
    this.voice.disconnect(this.world.bot.id, 4014);
  }

  /** Someone drags the bot to another voice channel. */
  moveBot(channel: Channel): void {
    this.voice.disconnect(this.world.bot.id, 4014);
    this.#seatBot(channel.id);
  }

  /** Someone disconnects the bot from voice, as a moderator can. */
  kickBot(): void {
    this.voice.disconnect(this.world.bot.id, 4014);
    this.sit(this.world.bot, undefined);
  }

  /** Stops it; stopping it twice does no harm. */
  close(): void {
    if (!this.#http.listening) return;
    this.gateway.close();
    this.voice.close();
    this.#http.closeAllConnections();
    this.#http.close();
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
  #moveBot({ channel_id: channelId }: VoiceWish): void {
    this.voiceWishes.push(channelId);
    if (channelId !== null) return this.#seatBot(channelId);
    this.voice.disconnect(this.world.bot.id, 4014);
    this.sit(this.world.bot, undefined);
  }

  /** First the bot's new state, then the server to connect to. */
  #seatBot(channelId: string): void {
    const { bot, guildId } = this.world;
    const sessionId = this.world.voice.get(bot.id)?.sessionId ?? this.world.nextId();
    this.world.voice.set(bot.id, { channelId, sessionId });
    this.gateway.dispatch('VOICE_STATE_UPDATE', this.world.voiceState(bot));
    const { token } = this.voice.admit(bot.id, channelId, sessionId);
    this.gateway.dispatch('VOICE_SERVER_UPDATE', { token, guild_id: guildId, endpoint: this.voice.endpoint });
  }

  #interact(type: number, { by, command, options = [] }: Typing): Conversation {
    const { world } = this;
    const conversation = new Conversation(world.nextId(), randomBytes(12).toString('hex'));
    this.#conversations.set(conversation.token, conversation);
    const channels = options
      .flatMap((option) => [option, ...(option.options ?? [])])
      .flatMap(({ type: kind, value }) =>
        kind === OPTION.channel ? world.channels.filter(({ id }) => id === value) : [],
      );
    this.gateway.dispatch('INTERACTION_CREATE', {
      id: conversation.id,
      application_id: world.applicationId,
      type,
      token: conversation.token,
      version: 1,
      guild_id: world.guildId,
      channel_id: world.text.id,
      channel: world.channel(world.text),
      locale: 'en-US',
      guild_locale: 'en-US',
      app_permissions: world.permissions(world.bot),
      entitlements: [],
      authorizing_integration_owners: { 0: world.guildId },
      context: 0,
      attachment_size_limit: 10_485_760,
      member: { ...world.member(by), permissions: world.permissions(by) },
      data: {
        id: world.nextId(),
        name: command,
        type: 1,
        guild_id: world.guildId,
        options,
        resolved: {
          channels: Object.fromEntries(
            channels.map((channel) => [
              channel.id,
              { ...world.channel(channel), permissions: world.permissions(world.bot) },
            ]),
          ),
        },
      },
    });
    return conversation;
  }
}
