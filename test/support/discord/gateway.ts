import type { Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import type { World } from './world.ts';

/** Gateway opcodes of Discord's documentation. */
const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voiceState: 4,
  resume: 6,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const message = z.object({ op: z.number(), d: z.unknown() });
const identify = z.looseObject({ token: z.string(), intents: z.number() });
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });
const voiceState = z.looseObject({ guild_id: z.string(), channel_id: z.string().nullable() });

/** What the bot asked for by op 4. */
export type VoiceWish = z.infer<typeof voiceState>;

/** A session of the bot: it outlives its socket, so that a resume can catch up on what was missed. */
interface Session {
  readonly id: string;
  readonly intents: number;
  /** Every event so far; an event's sequence number is its place, counted from 1. */
  readonly events: { readonly type: string; readonly data: unknown }[];
  socket: WebSocket | undefined;
}

/** The main gateway (v10, JSON): identify, resume, heartbeats, and events to the bot. */
export class Gateway {
  readonly #world: World;
  readonly #server: WebSocketServer;
  readonly #url: () => string;
  readonly #onVoiceWish: (wish: VoiceWish) => void;
  readonly #sessions = new Map<string, Session>();
  /** How many times a session was opened and resumed. */
  readonly counts = { identified: 0, resumed: 0 };
  /** When set, a socket that identifies is closed by this code. */
  refuseWith: number | undefined;

  constructor(
    http: Server,
    options: {
      readonly world: World;
      readonly url: () => string;
      readonly onVoiceWish: (wish: VoiceWish) => void;
    },
  ) {
    this.#world = options.world;
    this.#url = options.url;
    this.#onVoiceWish = options.onVoiceWish;
    this.#server = new WebSocketServer({ server: http });
    this.#server.on('connection', (socket) => this.#accept(socket));
  }

  /** Sends an event to every session; one whose socket is away gets it when it resumes. */
  dispatch(type: string, data: unknown): void {
    for (const session of this.#sessions.values()) this.#dispatchTo(session, type, data);
  }

  /** The intents of the session that is open. */
  intents(): number | undefined {
    return [...this.#sessions.values()].at(-1)?.intents;
  }

  /** Closes the bot's sockets; the sessions stay, to be resumed. */
  drop(code: number): void {
    for (const { socket } of this.#sessions.values()) socket?.close(code);
  }

  /** Loses all sessions, so that none can be resumed, and closes the sockets. */
  forget(code: number): void {
    const sockets = [...this.#sessions.values()].map(({ socket }) => socket);
    this.#sessions.clear();
    for (const socket of sockets) socket?.close(code);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #accept(socket: WebSocket): void {
    send(socket, { op: OP.hello, d: { heartbeat_interval: 41_250 } });
    socket.on('message', (raw) => this.#receive(socket, raw));
    socket.on('close', () => {
      for (const session of this.#sessions.values()) {
        if (session.socket !== socket) continue;
        session.socket = undefined;
      }
    });
  }

  #receive(socket: WebSocket, raw: RawData): void {
    const { op, d } = message.parse(JSON.parse(rawText(raw)));
    if (op === OP.heartbeat) send(socket, { op: OP.heartbeatAck });
    else if (op === OP.identify) this.#identify(socket, identify.parse(d));
    else if (op === OP.resume) this.#resume(socket, resume.parse(d));
    else if (op === OP.voiceState) this.#onVoiceWish(voiceState.parse(d));
    else if (op !== OP.presence) socket.close(4001, 'Unknown opcode');
  }

  #identify(socket: WebSocket, { token, intents }: z.infer<typeof identify>): void {
    if (this.refuseWith !== undefined) return socket.close(this.refuseWith);
    if (token !== this.#world.token) return socket.close(4004, 'Authentication failed.');
    this.counts.identified += 1;
    const session: Session = { id: `session-${this.#world.nextId()}`, intents, events: [], socket };
    // A bot that identifies anew has given its old session up.
    this.#sessions.clear();
    this.#sessions.set(session.id, session);
    this.#dispatchTo(session, 'READY', {
      v: 10,
      user: this.#world.user(this.#world.bot),
      guilds: [{ id: this.#world.guildId, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: this.#url(),
      shard: [0, 1],
      application: { id: this.#world.applicationId, flags: 0 },
    });
    this.#dispatchTo(session, 'GUILD_CREATE', this.#world.guild());
  }

  #resume(socket: WebSocket, asked: z.infer<typeof resume>): void {
    const session = this.#sessions.get(asked.session_id);
    if (session === undefined || asked.token !== this.#world.token) {
      return send(socket, { op: OP.invalidSession, d: false });
    }
    this.counts.resumed += 1;
    session.socket = socket;
    session.events.slice(asked.seq).forEach(({ type, data }, index) => {
      send(socket, { op: OP.dispatch, t: type, s: asked.seq + index + 1, d: data });
    });
    this.#dispatchTo(session, 'RESUMED', {});
  }

  #dispatchTo(session: Session, type: string, data: unknown): void {
    session.events.push({ type, data });
    if (session.socket !== undefined) {
      send(session.socket, { op: OP.dispatch, t: type, s: session.events.length, d: data });
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
