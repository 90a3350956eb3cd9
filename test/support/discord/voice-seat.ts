import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { TRANSPORT_MODES, type TransportMode } from './rtp.ts';

/** The right to connect to a voice channel, as the main gateway gave it; a guild's newest is the only one that counts. */
export interface VoiceTicket {
  readonly guildId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly sessionId: string;
  readonly token: string;
}

/** The bot's voice session in a guild: it outlives its socket, and numbers what it sends, so that a resume can catch up. */
export class VoiceSeat {
  readonly ticket: VoiceTicket;
  readonly ssrc: number;
  readonly key = randomBytes(32);
  mode: TransportMode = TRANSPORT_MODES[0];
  socket: WebSocket;
  /** All that carried a sequence number so far; its place, counted from 1, is that number. */
  readonly #sent: { readonly binary: boolean; readonly bytes: Buffer }[] = [];

  constructor(ticket: VoiceTicket, ssrc: number, socket: WebSocket) {
    this.ticket = ticket;
    this.ssrc = ssrc;
    this.socket = socket;
  }

  sendJson(op: number, data: object): void {
    this.#send(false, Buffer.from(JSON.stringify({ op, d: data, seq: this.#sent.length + 1 })));
  }

  /** A server's binary message is a sequence number of 16 bits, its opcode and the payload. */
  sendBinary(op: number, payload: Buffer): void {
    const head = Buffer.alloc(3);
    head.writeUInt16BE((this.#sent.length + 1) & 0xffff, 0);
    head.writeUInt8(op, 2);
    this.#send(true, Buffer.concat([head, payload]));
  }

  /** Sends once more what came after a sequence number. */
  replay(after: number): void {
    for (const { binary, bytes } of this.#sent.slice(Math.max(0, after))) this.socket.send(bytes, { binary });
  }

  #send(binary: boolean, bytes: Buffer): void {
    this.#sent.push({ binary, bytes });
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(bytes, { binary });
  }
}
