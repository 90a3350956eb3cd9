import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { rtpSource } from './rtp.ts';

const DISCOVERY_REQUEST = 1;
const DISCOVERY_ANSWER = 2;
const DISCOVERY_BYTES = 74;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** The media side of the voice server: one UDP port that answers IP discovery and takes RTP. */
export class VoiceUdp {
  readonly #socket: Socket = createSocket('udp4');
  /** Whether IP discovery is answered. */
  answersDiscovery = true;

  /** `onRtp` gets each datagram that looks like RTP, by its sender's ssrc. */
  constructor(onRtp: (ssrc: number, datagram: Buffer) => void) {
    this.#socket.on('message', (datagram, from) => {
      if (datagram.length === DISCOVERY_BYTES && datagram.readUInt16BE(0) === DISCOVERY_REQUEST) {
        this.#discover(datagram, from);
        return;
      }
      const ssrc = rtpSource(datagram);
      // Keep-alives (8 bytes) need no answer.
      if (ssrc !== undefined) onRtp(ssrc, datagram);
    });
  }

  async listen(): Promise<void> {
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    // Room for a moment in which this process is busy: what does not fit is lost, as on any line.
    this.#socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): void {
    this.#socket.close();
  }

  /** Tells a client the address it is seen at: type, length, ssrc, the address ended by a zero, and the port last. */
  #discover(request: Buffer, from: RemoteInfo): void {
    if (!this.answersDiscovery) return;
    const answer = Buffer.alloc(DISCOVERY_BYTES);
    answer.writeUInt16BE(DISCOVERY_ANSWER, 0);
    answer.writeUInt16BE(DISCOVERY_BYTES - 4, 2);
    request.copy(answer, 4, 4, 8);
    answer.write(from.address, 8);
    answer.writeUInt16BE(from.port, DISCOVERY_BYTES - 2);
    this.#socket.send(answer, from.port, from.address);
  }
}
