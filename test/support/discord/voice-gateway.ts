import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import type { Certificate } from './certificate.ts';
import { DAVE_OP, DAVE_VERSION, DaveGroup, type DaveMember } from './dave-group.ts';
import { rawBytes, rawText } from './gateway.ts';
import { openRtp, TRANSPORT_MODE, type RtpPacket } from './rtp.ts';
import { VoiceUdp } from './voice-udp.ts';

/** Opcodes of the voice gateway (v8) besides DAVE's. */
const OP = {
  identify: 0,
  selectProtocol: 1,
  ready: 2,
  heartbeat: 3,
  sessionDescription: 4,
  speaking: 5,
  heartbeatAck: 6,
  resume: 7,
  hello: 8,
  resumed: 9,
  clientsConnect: 11,
  clientDisconnect: 13,
} as const;

const message = z.object({ op: z.number(), d: z.unknown() });
const identify = z.looseObject({
  server_id: z.string(),
  user_id: z.string(),
  session_id: z.string(),
  token: z.string(),
  max_dave_protocol_version: z.number().default(0),
});
const resume = z.object({
  server_id: z.string(),
  session_id: z.string(),
  token: z.string(),
  seq_ack: z.number().default(-1),
});
const heartbeat = z.object({ t: z.number() });
const speaking = z.looseObject({ speaking: z.number() });
const transition = z.object({ transition_id: z.number() });

/** The right to connect to a voice channel, as the main gateway gave it. */
export interface VoiceTicket {
  readonly userId: string;
  readonly channelId: string;
  readonly sessionId: string;
  readonly token: string;
}

/** Somebody who hears a channel without a connection of its own. */
export interface Ear {
  hear(packet: RtpPacket, receivedAt: number): void;
}

interface Session {
  readonly ticket: VoiceTicket;
  readonly ssrc: number;
  readonly key: Buffer;
  /** All that carried a sequence number so far (its place counted from 1), for a resume. */
  readonly sent: { readonly binary: boolean; readonly bytes: Buffer }[];
  socket: WebSocket;
}

/** The voice server: gateway v8 over TLS, UDP for the media, and DAVE for each channel. */
export class VoiceGateway {
  readonly #https: Server;
  readonly #sockets: WebSocketServer;
  readonly #udp: VoiceUdp;
  readonly #tickets = new Map<string, VoiceTicket>();
  readonly #sessions = new Map<number, Session>();
  readonly #groups = new Map<string, DaveGroup>();
  readonly #ears = new Map<string, { readonly userId: string; readonly ear: Ear }[]>();
  readonly #secrets = new Set<string>();
  #lastSsrc = 1000;
  /** How many voice sessions were opened, resumed and refused, and every change of "is speaking". */
  readonly counts = { identified: 0, resumed: 0, refused: 0 };
  readonly speaking: boolean[] = [];
  /** When set, a voice session is closed by this code as soon as it identifies. */
  refuseWith: number | undefined;

  constructor(certificate: Certificate) {
    this.#https = createServer(certificate);
    this.#sockets = new WebSocketServer({ server: this.#https });
    this.#sockets.on('connection', (socket) => this.#accept(socket));
    this.#udp = new VoiceUdp((ssrc, datagram) => this.#media(ssrc, datagram));
  }

  async listen(): Promise<void> {
    this.#https.listen(0, '127.0.0.1');
    await once(this.#https, 'listening');
    await this.#udp.listen();
  }

  /** Where clients connect, as VOICE_SERVER_UPDATE names it. */
  get endpoint(): string {
    const address = this.#https.address();
    if (address === null || typeof address === 'string') throw new Error('The voice gateway does not listen.');
    return `127.0.0.1:${address.port}`;
  }

  get udp(): VoiceUdp {
    return this.#udp;
  }

  /** Lets somebody connect to a channel. */
  admit(userId: string, channelId: string, sessionId: string): VoiceTicket {
    const ticket = { userId, channelId, sessionId, token: randomBytes(8).toString('hex') };
    this.#tickets.set(userId, ticket);
    this.#secrets.add(ticket.token);
    return ticket;
  }

  /** Closes somebody's voice connection, and takes the ticket away when it may not come back with it. */
  disconnect(userId: string, code: number): void {
    if (code === 4014) this.#tickets.delete(userId);
    for (const { ticket, socket } of this.#sessions.values()) if (ticket.userId === userId) socket.close(code);
  }

  /** The tokens and keys of all voice connections so far, as they would look in a log. */
  secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** Sends somebody a binary message out of turn. */
  inject(userId: string, op: number, payload: Buffer): void {
    for (const session of this.#sessions.values()) {
      if (session.ticket.userId === userId) this.#binary(session, op, payload);
    }
  }

  /** The end-to-end encrypted group of a channel. */
  group(channelId: string): DaveGroup {
    const group = this.#groups.get(channelId) ?? new DaveGroup(channelId);
    this.#groups.set(channelId, group);
    return group;
  }

  /** Adds somebody who hears a channel from now on, and whom its clients are told of. */
  addEar(channelId: string, userId: string, ear: Ear): void {
    this.#ears.set(channelId, [...(this.#ears.get(channelId) ?? []), { userId, ear }]);
    for (const session of this.#sessions.values()) {
      if (session.ticket.channelId === channelId) this.#json(session, OP.clientsConnect, { user_ids: [userId] });
    }
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    this.#https.close();
    this.#udp.close();
  }

  #accept(socket: WebSocket): void {
    let session: Session | undefined;
    socket.send(JSON.stringify({ op: OP.hello, d: { v: 8, heartbeat_interval: 13_750 } }));
    socket.on('message', (raw, isBinary) => {
      if (isBinary) {
        if (session !== undefined) this.#receiveBinary(session, rawBytes(raw));
        return;
      }
      session = this.#receive(socket, session, raw);
    });
    socket.on('close', (code) => {
      // What may be resumed (a broken line, 4015) keeps its session.
      if (session === undefined || session.socket !== socket || code === 1006 || code === 4015) return;
      this.#sessions.delete(session.ssrc);
      this.group(session.ticket.channelId).leave(session.ticket.userId);
    });
  }

  #receive(socket: WebSocket, session: Session | undefined, raw: RawData): Session | undefined {
    const { op, d } = message.parse(JSON.parse(rawText(raw)));
    if (op === OP.heartbeat) {
      socket.send(JSON.stringify({ op: OP.heartbeatAck, d: { t: heartbeat.parse(d).t } }));
      return session;
    }
    if (op === OP.identify) return this.#identify(socket, identify.parse(d));
    if (op === OP.resume) return this.#resume(socket, resume.parse(d));
    if (session === undefined) socket.close(4003, 'Not authenticated');
    else if (op === OP.selectProtocol) this.#describe(session);
    else if (op === OP.speaking) this.speaking.push(speaking.parse(d).speaking !== 0);
    else if (op === DAVE_OP.transitionReady) {
      this.group(session.ticket.channelId).transitionReady(session.ticket.userId, transition.parse(d).transition_id);
    } else socket.close(4001, 'Unknown opcode');
    return session;
  }

  /** A client's binary message is its opcode and the payload. */
  #receiveBinary({ ticket }: Session, bytes: Buffer): void {
    const op = bytes.readUInt8(0);
    const payload = Buffer.from(bytes.subarray(1));
    if (op === DAVE_OP.keyPackage) this.group(ticket.channelId).keyPackage(ticket.userId, payload);
    if (op === DAVE_OP.commitWelcome) this.group(ticket.channelId).commitWelcome(ticket.userId, payload);
  }

  #identify(socket: WebSocket, asked: z.infer<typeof identify>): Session | undefined {
    const ticket = this.#tickets.get(asked.user_id);
    const close = (code: number): undefined => {
      this.counts.refused += 1;
      socket.close(code);
    };
    if (this.refuseWith !== undefined) return close(this.refuseWith);
    if (ticket === undefined || ticket.token !== asked.token) return close(4004);
    if (ticket.sessionId !== asked.session_id) return close(4006);
    if (asked.max_dave_protocol_version < DAVE_VERSION) return close(4017);
    this.counts.identified += 1;
    this.#lastSsrc += 1;
    const session: Session = { ticket, ssrc: this.#lastSsrc, key: randomBytes(32), sent: [], socket };
    this.#sessions.set(session.ssrc, session);
    this.#secrets.add(session.key.toString('hex')).add(session.key.join(','));
    this.#json(session, OP.ready, {
      ssrc: session.ssrc,
      ip: '127.0.0.1',
      port: this.#udp.port,
      modes: [TRANSPORT_MODE, 'aead_xchacha20_poly1305_rtpsize'],
    });
    return session;
  }

  #resume(socket: WebSocket, asked: z.infer<typeof resume>): Session | undefined {
    const session = [...this.#sessions.values()].find(
      ({ ticket }) => ticket.token === asked.token && ticket.sessionId === asked.session_id,
    );
    if (session === undefined) return void socket.close(4006);
    this.counts.resumed += 1;
    session.socket = socket;
    for (const { binary, bytes } of session.sent.slice(Math.max(0, asked.seq_ack))) socket.send(bytes, { binary });
    socket.send(JSON.stringify({ op: OP.resumed, d: null }));
    return session;
  }

  /** The client knows its address: the media may flow. */
  #describe(session: Session): void {
    const { ticket } = session;
    this.#json(session, OP.sessionDescription, {
      mode: TRANSPORT_MODE,
      secret_key: [...session.key],
      dave_protocol_version: DAVE_VERSION,
    });
    const others = this.#ears.get(ticket.channelId)?.map(({ userId }) => userId) ?? [];
    if (others.length > 0) this.#json(session, OP.clientsConnect, { user_ids: others });
    const member: DaveMember = {
      userId: ticket.userId,
      sendBinary: (op, payload) => this.#binary(session, op, payload),
      sendJson: (op, data) => this.#json(session, op, data),
    };
    this.group(ticket.channelId).join(member);
  }

  #media(ssrc: number, datagram: Buffer): void {
    const receivedAt = performance.now();
    const session = this.#sessions.get(ssrc);
    if (session === undefined) return;
    const packet = openRtp(datagram, session.key);
    for (const { ear } of this.#ears.get(session.ticket.channelId) ?? []) ear.hear(packet, receivedAt);
  }

  #json(session: Session, op: number, data: object): void {
    const bytes = Buffer.from(JSON.stringify({ op, d: data, seq: session.sent.length + 1 }));
    session.sent.push({ binary: false, bytes });
    session.socket.send(bytes, { binary: false });
  }

  /** A server's binary message is a sequence number of 16 bits, its opcode and the payload. */
  #binary(session: Session, op: number, payload: Buffer): void {
    const head = Buffer.alloc(3);
    head.writeUInt16BE(session.sent.length + 1, 0);
    head.writeUInt8(op, 2);
    const bytes = Buffer.concat([head, payload]);
    session.sent.push({ binary: true, bytes });
    session.socket.send(bytes, { binary: true });
  }
}
