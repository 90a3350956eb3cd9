import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { z } from 'zod';
import type { Certificate } from './certificate.ts';
import { DAVE_OP, DAVE_VERSION, DaveGroup, type DaveMember } from './dave-group.ts';
import { rawBytes, rawText } from './gateway.ts';
import { readRtp, TRANSPORT_MODES, type RtpPacket, type TransportMode } from './rtp.ts';
import { heartbeat, identify, message, OP, protocol, resume, speaking, transition } from './voice-protocol.ts';
import { VoiceSeat, type VoiceTicket } from './voice-seat.ts';
import { VoiceUdp } from './voice-udp.ts';

/** Somebody who hears a channel without a connection of its own. */
export interface Ear {
  hear(packet: RtpPacket, receivedAt: number): void;
}

/**
 * The voice server: gateway v8 over TLS, UDP for the media, and DAVE for each channel. Only the bot connects to it, once in
 * each guild; people are {@link Ear}s.
 */
export class VoiceGateway {
  readonly #https: Server;
  readonly #sockets: WebSocketServer;
  readonly #udp: VoiceUdp;
  readonly #tickets = new Map<string, VoiceTicket>();
  readonly #sessions = new Map<number, VoiceSeat>();
  readonly #groups = new Map<string, DaveGroup>();
  readonly #ears = new Map<string, { readonly userId: string; readonly ear: Ear }[]>();
  readonly #secrets = new Set<string>();
  #lastSsrc = 1000;
  #awayFrom = 0;
  /** How many voice sessions were opened, resumed and refused, and every change of "is speaking". */
  readonly counts = { identified: 0, resumed: 0, refused: 0 };
  readonly speaking: boolean[] = [];
  /** When set, a voice session is closed by this code as soon as it identifies. */
  refuseWith: number | undefined;
  /** The transport encryptions offered, best first. */
  modes: readonly TransportMode[] = TRANSPORT_MODES;
  /** Which version of end-to-end encryption is asked for; 0 is none, as before DAVE. */
  daveVersion: 0 | typeof DAVE_VERSION = DAVE_VERSION;
  /** Whether what was missed is sent before the word that the session is resumed, or after it; Discord promises neither. */
  resumedComesLast = true;
  /** What of a client's wishes gets no answer. */
  readonly unanswered = new Set<'identify' | 'select protocol' | 'resume'>();
  /** Whether connections are answered at all; otherwise they open and nothing is said. */
  isMute = false;

  constructor(certificate: Certificate) {
    this.#https = createServer(certificate);
    this.#sockets = new WebSocketServer({ server: this.#https });
    this.#sockets.on('connection', (socket) => this.#accept(socket));
    this.#udp = new VoiceUdp((ssrc, datagram) => this.#media(ssrc, datagram));
  }

  async listen(): Promise<void> {
    await this.#listen(0);
    await this.#udp.listen();
  }

  /** The server goes away without a word: connections break, and new ones are refused; the sessions are lost. */
  async goAway(): Promise<void> {
    this.#awayFrom = this.#port;
    const closed = once(this.#https, 'close');
    for (const client of this.#sockets.clients) client.terminate();
    this.#https.close();
    this.#https.closeAllConnections();
    await closed;
    for (const session of this.#sessions.values()) this.#lose(session);
    this.#tickets.clear();
  }

  /** It is back at its old port. */
  async comeBack(): Promise<void> {
    await this.#listen(this.#awayFrom);
  }

  /** Where clients connect, as VOICE_SERVER_UPDATE names it. */
  get endpoint(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get udp(): VoiceUdp {
    return this.#udp;
  }

  /** Lets the bot connect to a channel. */
  admit(ticket: Omit<VoiceTicket, 'token'>): VoiceTicket {
    const admitted = { ...ticket, token: randomBytes(8).toString('hex') };
    this.#tickets.set(ticket.guildId, admitted);
    this.#secrets.add(admitted.token);
    return admitted;
  }

  /** Closes the bot's voice connection in a guild, and takes the ticket away when it may not come back with it. */
  disconnect(guildId: string, code: number): void {
    if (code === 4014) this.#tickets.delete(guildId);
    for (const { ticket, socket } of this.#sessions.values()) if (ticket.guildId === guildId) socket.close(code);
  }

  /** Cuts the bot's voice connection in a guild without a word; it may resume. */
  cut(guildId: string): void {
    for (const { ticket, socket } of this.#sessions.values()) if (ticket.guildId === guildId) socket.terminate();
  }

  /** Ids of the guilds in which the bot is connected now. */
  guildIds(): readonly string[] {
    return [...this.#sessions.values()].map(({ ticket }) => ticket.guildId);
  }

  /** The tokens and keys of all voice connections so far, as they would look in a log. */
  secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** Sends the bot a binary message out of turn. */
  inject(guildId: string, op: number, payload: Buffer): void {
    for (const session of this.#sessions.values()) {
      if (session.ticket.guildId === guildId) session.sendBinary(op, payload);
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
      if (session.ticket.channelId === channelId) session.sendJson(OP.clientsConnect, { user_ids: [userId] });
    }
  }

  /** Somebody hears a channel no more. */
  removeEar(channelId: string, userId: string): void {
    this.#ears.set(
      channelId,
      (this.#ears.get(channelId) ?? []).filter((one) => one.userId !== userId),
    );
    for (const session of this.#sessions.values()) {
      if (session.ticket.channelId === channelId) session.sendJson(OP.clientDisconnect, { user_id: userId });
    }
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    this.#https.close();
    this.#udp.close();
  }

  #accept(socket: WebSocket): void {
    let session: VoiceSeat | undefined;
    socket.on('error', () => undefined);
    if (this.isMute) return;
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
      this.#lose(session);
    });
  }

  #lose({ ssrc, ticket }: VoiceSeat): void {
    if (this.#sessions.delete(ssrc)) this.group(ticket.channelId).leave(ticket.userId);
  }

  #receive(socket: WebSocket, session: VoiceSeat | undefined, raw: RawData): VoiceSeat | undefined {
    const { op, d } = message.parse(JSON.parse(rawText(raw)));
    if (op === OP.heartbeat) {
      socket.send(JSON.stringify({ op: OP.heartbeatAck, d: { t: heartbeat.parse(d).t } }));
      return session;
    }
    if (op === OP.identify) return this.#identify(socket, identify.parse(d));
    if (op === OP.resume) return this.#resume(socket, resume.parse(d));
    if (session === undefined) socket.close(4003, 'Not authenticated');
    else if (op === OP.selectProtocol) this.#describe(session, protocol.parse(d).data.mode);
    else if (op === OP.speaking) this.speaking.push(speaking.parse(d).speaking !== 0);
    else if (op === DAVE_OP.transitionReady) {
      this.group(session.ticket.channelId).transitionReady(session.ticket.userId, transition.parse(d).transition_id);
    } else if (op === DAVE_OP.invalidCommitWelcome) {
      this.group(session.ticket.channelId).invalid(session.ticket.userId);
    } else socket.close(4001, 'Unknown opcode');
    return session;
  }

  /** A client's binary message is its opcode and the payload. */
  #receiveBinary({ ticket }: VoiceSeat, bytes: Buffer): void {
    const op = bytes.readUInt8(0);
    const payload = Buffer.from(bytes.subarray(1));
    if (op === DAVE_OP.keyPackage) this.group(ticket.channelId).keyPackage(ticket.userId, payload);
    if (op === DAVE_OP.commitWelcome) this.group(ticket.channelId).commitWelcome(ticket.userId, payload);
  }

  #identify(socket: WebSocket, asked: z.infer<typeof identify>): VoiceSeat | undefined {
    const ticket = this.#tickets.get(asked.server_id);
    const close = (code: number): undefined => {
      this.counts.refused += 1;
      socket.close(code);
    };
    if (this.refuseWith !== undefined) return close(this.refuseWith);
    if (this.unanswered.has('identify')) return undefined;
    if (ticket === undefined || ticket.token !== asked.token) return close(4004);
    if (ticket.sessionId !== asked.session_id) return close(4006);
    if (asked.max_dave_protocol_version < this.daveVersion) return close(4017);
    this.counts.identified += 1;
    this.#lastSsrc += 1;
    for (const old of this.#sessions.values()) if (old.ticket.guildId === ticket.guildId) this.#lose(old);
    const session = new VoiceSeat(ticket, this.#lastSsrc, socket);
    this.#sessions.set(session.ssrc, session);
    this.#secrets.add(session.key.toString('hex')).add(session.key.join(','));
    session.sendJson(OP.ready, {
      ssrc: session.ssrc,
      ip: '127.0.0.1',
      port: this.#udp.port,
      modes: this.modes,
    });
    return session;
  }

  #resume(socket: WebSocket, asked: z.infer<typeof resume>): VoiceSeat | undefined {
    if (this.unanswered.has('resume')) return undefined;
    const session = [...this.#sessions.values()].find(
      ({ ticket }) => ticket.token === asked.token && ticket.sessionId === asked.session_id,
    );
    if (session === undefined) return void socket.close(4006);
    this.counts.resumed += 1;
    session.socket = socket;
    const resumed = JSON.stringify({ op: OP.resumed, d: null });
    if (!this.resumedComesLast) socket.send(resumed);
    session.replay(asked.seq_ack);
    if (this.resumedComesLast) socket.send(resumed);
    return session;
  }

  /** The client knows its address: the media may flow. */
  #describe(session: VoiceSeat, mode: TransportMode): void {
    if (this.unanswered.has('select protocol')) return;
    const { ticket } = session;
    session.mode = mode;
    session.sendJson(OP.sessionDescription, {
      mode,
      secret_key: [...session.key],
      dave_protocol_version: this.daveVersion,
    });
    const others = this.#ears.get(ticket.channelId)?.map(({ userId }) => userId) ?? [];
    // Discord does not say whether it names a client to itself; one that is alone must not take itself for company.
    session.sendJson(OP.clientsConnect, { user_ids: [ticket.userId, ...others] });
    if (this.daveVersion === 0) return;
    const member: DaveMember = {
      userId: ticket.userId,
      sendBinary: (op, payload) => session.sendBinary(op, payload),
      sendJson: (op, data) => session.sendJson(op, data),
    };
    this.group(ticket.channelId).join(member);
  }

  #media(ssrc: number, datagram: Buffer): void {
    const receivedAt = performance.now();
    const session = this.#sessions.get(ssrc);
    if (session === undefined) return;
    const packet = readRtp(datagram, session.key, session.mode);
    for (const { ear } of this.#ears.get(session.ticket.channelId) ?? []) ear.hear(packet, receivedAt);
  }

  async #listen(port: number): Promise<void> {
    this.#https.listen(port, '127.0.0.1');
    await once(this.#https, 'listening');
  }

  get #port(): number {
    const address = this.#https.address();
    if (address === null || typeof address === 'string') throw new Error('The voice gateway does not listen.');
    return address.port;
  }
}
