import type { Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import { userObject } from './guild.ts';
import { concerns, shardOf, ShardRules, type Shard } from './sharding.ts';
import type { World } from './world.ts';

/** Gateway opcodes of Discord's documentation. */
const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voiceState: 4,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const message = z.object({ op: z.number(), d: z.unknown() });
const identify = z.looseObject({
  token: z.string(),
  intents: z.number(),
  shard: z.tuple([z.number(), z.number()]).default([0, 1]),
});
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });
const voiceState = z.looseObject({ guild_id: z.string(), channel_id: z.string().nullable() });

/** Events that are kept for a resume; Discord keeps some minutes. */
const KEPT_EVENTS = 2000;

/** A client that sends more than this in {@link LIMIT_MILLISECONDS} is closed with 4008. */
const SEND_LIMIT = 120;
const LIMIT_MILLISECONDS = 60_000;

/** What the bot asked for by op 4. */
export type VoiceWish = z.infer<typeof voiceState>;

/** A session of one of the bot's shards: it outlives its socket, so that a resume can catch up on what was missed. */
interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: Shard;
  /** The last events; `dropped` came before them. An event's sequence number is its place among all, counted from 1. */
  readonly events: { readonly type: string; readonly data: unknown }[];
  dropped: number;
  socket: WebSocket | undefined;
}

/**
 * The main gateway (v10, JSON): identify, resume, heartbeats, and events to the bot. A bot has a session for each of its
 * shards, which is told of that shard's guilds alone; what goes wrong can go wrong for one of them (`shard`) or for all.
 */
export class Gateway {
  readonly #world: World;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #url: () => string;
  readonly #onVoiceWish: (wish: VoiceWish) => void;
  readonly #sessions = new Map<string, Session>();
  /** When each socket sent something of late. */
  readonly #sends = new WeakMap<WebSocket, number[]>();
  /** How many shards there should be, and how fast they may log in. */
  readonly shards = new ShardRules();
  /**
   * How many times a session was opened, resumed, and refused to be resumed; logins that came too soon; sockets closed for
   * sending too much; and wishes for a guild that is another shard's.
   */
  readonly counts = { identified: 0, resumed: 0, invalid: 0, tooSoon: 0, tooFast: 0, misrouted: 0 };
  /** By shard: how often it identified. */
  readonly identifiedBy = new Map<number, number>();
  /** Shards whose wishes to identify or to resume are not answered, or closed at once with 4000. */
  readonly shardFaults = new Map<number, 'silent' | 'closing'>();
  /** The longest row of sends of one socket within a minute. */
  busiestMinute = 0;
  /** When set, a socket that identifies is closed by this code. */
  refuseWith: number | undefined;
  /** Whether new connections are turned away with status 503, as Discord's front does when what is behind it is down. */
  isBroken = false;
  /** Whether heartbeats are answered; a client that gets no answer must give the socket up as dead. */
  answersHeartbeats = true;
  /** Whether wishes to resume are answered at all. */
  answersResumes = true;
  /** Whether a session is lost as soon as it was resumed: told that it is (op 9), the bot must identify anew. */
  losesResumed = false;
  /** Whether new connections are greeted; otherwise they open and nothing is said. */
  saysHello = true;
  /** How often clients are told to send a heartbeat. */
  heartbeatMilliseconds = 41_250;

  constructor(options: {
    readonly world: World;
    readonly url: () => string;
    readonly onVoiceWish: (wish: VoiceWish) => void;
  }) {
    this.#world = options.world;
    this.#url = options.url;
    this.#onVoiceWish = options.onVoiceWish;
    this.#server.on('connection', (socket) => this.#accept(socket));
  }

  /** Takes WebSocket connections of an HTTP server. */
  attach(http: Server): void {
    http.on('upgrade', (request, socket, head) => {
      if (this.isBroken) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (client) => this.#server.emit('connection', client, request));
    });
  }

  /** Sends an event to the shard of its guild; a session whose socket is away gets it when it resumes. */
  dispatch(type: string, data: unknown): void {
    for (const session of this.#sessions.values()) {
      if (concerns(session.shard, type, data)) this.#dispatchTo(session, type, data);
    }
  }

  /** The intents of the session that is open. */
  intents(): number | undefined {
    return [...this.#sessions.values()].at(-1)?.intents;
  }

  /** How many sockets are open, with a session or without. */
  sockets(): number {
    return this.#server.clients.size;
  }

  /** How many sessions have an open socket. */
  connected(): number {
    return this.#socketsOf(undefined).length;
  }

  /** Closes the bot's sockets; the sessions stay, to be resumed. */
  drop(code: number, shard?: number): void {
    for (const socket of this.#socketsOf(shard)) socket.close(code);
  }

  /** Asks the bot to reconnect and resume (op 7), as Discord does when it restarts its servers. */
  askToReconnect(shard?: number): void {
    for (const socket of this.#socketsOf(shard)) send(socket, { op: OP.reconnect, d: null });
  }

  /** Tells the bot on its open socket that its session is invalid (op 9); `resumable`: it may try to resume. */
  invalidate(resumable: boolean, shard?: number): void {
    const sockets = this.#socketsOf(shard);
    if (!resumable) this.#lose(shard);
    for (const socket of sockets) send(socket, { op: OP.invalidSession, d: resumable });
  }

  /** Loses sessions, so that they can't be resumed, and closes their sockets. */
  forget(code: number, shard?: number): void {
    const sockets = this.#socketsOf(shard);
    this.#lose(shard);
    for (const socket of sockets) socket.close(code);
  }

  /** Cuts connections without a word, as a line that breaks. */
  cut(shard?: number): void {
    for (const client of shard === undefined ? this.#server.clients : this.#socketsOf(shard)) client.terminate();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  /** The open sockets of a shard, or of all. */
  #socketsOf(shard: number | undefined): readonly WebSocket[] {
    return this.#of(shard).flatMap(({ socket }) => (socket === undefined ? [] : [socket]));
  }

  #of(shard: number | undefined): readonly Session[] {
    return [...this.#sessions.values()].filter((one) => shard === undefined || one.shard[0] === shard);
  }

  #lose(shard: number | undefined): void {
    for (const { id } of this.#of(shard)) this.#sessions.delete(id);
  }

  #accept(socket: WebSocket): void {
    if (this.saysHello) send(socket, { op: OP.hello, d: { heartbeat_interval: this.heartbeatMilliseconds } });
    socket.on('message', (raw) => this.#receive(socket, raw));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const session of this.#sessions.values()) {
        if (session.socket !== socket) continue;
        session.socket = undefined;
      }
    });
  }

  #receive(socket: WebSocket, raw: RawData): void {
    const { op, d } = message.parse(JSON.parse(rawText(raw)));
    if (this.#isTooFast(socket)) return socket.close(4008, 'Rate limited.');
    if (op === OP.heartbeat) {
      if (this.answersHeartbeats) send(socket, { op: OP.heartbeatAck });
    } else if (op === OP.identify) this.#identify(socket, identify.parse(d));
    else if (op === OP.resume) this.#resume(socket, resume.parse(d));
    else if (op === OP.voiceState) this.#wish(socket, voiceState.parse(d));
    else if (op !== OP.presence) socket.close(4001, 'Unknown opcode');
  }

  /** Discord leaves a wish alone that comes by another shard than the guild's. */
  #wish(socket: WebSocket, wish: VoiceWish): void {
    const session = [...this.#sessions.values()].find((one) => one.socket === socket);
    if (session === undefined) return socket.close(4003, 'Not authenticated.');
    const [id, count] = session.shard;
    if (shardOf(wish.guild_id, count) === id) this.#onVoiceWish(wish);
    else this.counts.misrouted += 1;
  }

  #isTooFast(socket: WebSocket): boolean {
    const now = performance.now();
    const recent = (this.#sends.get(socket) ?? []).filter((at) => now - at < LIMIT_MILLISECONDS);
    recent.push(now);
    this.#sends.set(socket, recent);
    this.busiestMinute = Math.max(this.busiestMinute, recent.length);
    if (recent.length <= SEND_LIMIT) return false;
    this.counts.tooFast += 1;
    return true;
  }

  #identify(socket: WebSocket, { token, intents, shard }: z.infer<typeof identify>): void {
    if (this.refuseWith !== undefined) return socket.close(this.refuseWith);
    if (token !== this.#world.token) return socket.close(4004, 'Authentication failed.');
    if (this.#fails(socket, shard)) return;
    const guilds = this.#world.guilds.filter(({ id }) => shardOf(id, shard[1]) === shard[0]);
    const welcome = this.shards.judge(
      shard,
      guilds.map(({ id }) => id),
      performance.now(),
    );
    if (welcome.kind === 'close') return socket.close(welcome.code, welcome.reason);
    if (welcome.kind === 'too-soon') {
      this.counts.tooSoon += 1;
      return send(socket, { op: OP.invalidSession, d: false });
    }
    this.counts.identified += 1;
    this.identifiedBy.set(shard[0], (this.identifiedBy.get(shard[0]) ?? 0) + 1);
    const session: Session = { id: `session-${this.#world.nextId()}`, intents, shard, events: [], dropped: 0, socket };
    // A shard that identifies anew has given its old session up, and a bot with another count of shards all of them.
    for (const old of this.#sessions.values()) {
      if (old.shard[0] === shard[0] || old.shard[1] !== shard[1]) this.#sessions.delete(old.id);
    }
    this.#sessions.set(session.id, session);
    this.#dispatchTo(session, 'READY', {
      v: 10,
      user: userObject(this.#world.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.#url(),
      shard,
      application: { id: this.#world.applicationId, flags: 0 },
    });
    for (const guild of guilds) if (!guild.unavailable) this.#dispatchTo(session, 'GUILD_CREATE', guild.create());
  }

  /** Whether something is wrong with a shard, so that it gets no answer. */
  #fails(socket: WebSocket, [id]: Shard): boolean {
    const fault = this.shardFaults.get(id);
    if (fault === 'closing') socket.close(4000);
    return fault !== undefined;
  }

  #resume(socket: WebSocket, asked: z.infer<typeof resume>): void {
    if (!this.answersResumes) return;
    const session = this.#sessions.get(asked.session_id);
    if (session === undefined || asked.token !== this.#world.token || asked.seq < session.dropped) {
      this.counts.invalid += 1;
      return send(socket, { op: OP.invalidSession, d: false });
    }
    if (this.#fails(socket, session.shard)) return;
    this.counts.resumed += 1;
    session.socket = socket;
    session.events.slice(asked.seq - session.dropped).forEach(({ type, data }, index) => {
      send(socket, { op: OP.dispatch, t: type, s: asked.seq + index + 1, d: data });
    });
    this.#dispatchTo(session, 'RESUMED', {});
    if (this.losesResumed) this.invalidate(false, session.shard[0]);
  }

  #dispatchTo(session: Session, type: string, data: unknown): void {
    session.events.push({ type, data });
    if (session.events.length > KEPT_EVENTS) {
      session.events.shift();
      session.dropped += 1;
    }
    if (session.socket !== undefined) {
      send(session.socket, { op: OP.dispatch, t: type, s: session.dropped + session.events.length, d: data });
    }
  }
}

function send(socket: WebSocket, data: object): void {
  socket.send(JSON.stringify(data));
}

/** A text message of a socket, whichever way it was received. */
export function rawText(raw: RawData): string {
  return rawBytes(raw).toString('utf8');
}

/** A message of a socket as one buffer. */
export function rawBytes(raw: RawData): Buffer {
  if (Array.isArray(raw)) return Buffer.concat(raw);
  return Buffer.isBuffer(raw) ? raw : Buffer.from(raw);
}
