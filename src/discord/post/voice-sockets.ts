import { isIPv4 } from 'node:net';
import { VoiceUDPSocket } from '@discordjs/voice';
import type { PacketTiming } from '../../radio/index.ts';
import { PostOffice, type Outlet } from './post-office.ts';

/** Where a voice server says it sees us. */
interface SeenAs {
  readonly ip: string;
  readonly port: number;
}

const DISCOVERY_REQUEST = 1;
const DISCOVERY_ANSWER = 2;
const DISCOVERY_BYTES = 74;
/** Type and length stand before what the length counts. */
const DISCOVERY_HEADER_BYTES = 4;
/** The address begins behind the header and the ssrc. */
const ADDRESS_AT = 8;
/** An answer that does not come within this is asked for again: the line may lose it. */
const ASK_AGAIN_MILLISECONDS = 1000;

interface Post {
  readonly office: PostOffice;
  readonly sockets: WeakMap<VoiceUDPSocket, { readonly outlet: Outlet; onAnswer?: (answer: Buffer) => void }>;
}

/** The library makes its sockets by itself and for the whole process, so there is one post for the process, from the first use on. */
let post: Post | undefined;

/**
 * Makes the library's voice sockets send through a thread of their own; twice does no harm. @discordjs/voice 0.19.2 gives no way to bring a socket
 * of one's own, so the methods of its class are replaced; its own socket is never bound. Besides, a discovery that is not answered is asked for again.
 */
export function postVoicePackets(): void {
  if (post !== undefined) return;
  const own: Post = { office: new PostOffice(), sockets: new WeakMap() };
  post = own;
  const { prototype } = VoiceUDPSocket;
  const destroy: unknown = Reflect.get(prototype, 'destroy');
  prototype.send = function (datagram) {
    try {
      socketOf(this, own).outlet.send(datagram);
    } catch (error) {
      // The library calls this from timers, where nobody would catch it.
      this.emit('error', error);
    }
  };
  prototype.performIPDiscovery = function (ssrc) {
    return discover(this, own, ssrc);
  };
  prototype.destroy = function () {
    own.sockets.get(this)?.outlet.close();
    if (typeof destroy === 'function') destroy.call(this);
  };
}

/** Sends a packet of music at its time, in milliseconds of `monotonic()`. Throws a DiscordError when it can't be sent. */
export function postAt(socket: VoiceUDPSocket, due: number, datagram: Uint8Array): void {
  if (post !== undefined) socketOf(socket, post).outlet.sendAt(due, datagram);
}

/** How well packets keep their time; undefined when none was ever sent. */
export function postTiming(): PacketTiming | undefined {
  return post?.office.timing();
}

function socketOf(socket: VoiceUDPSocket, { office, sockets }: Post) {
  const known = sockets.get(socket);
  if (known !== undefined) return known;
  const { ip: address, port } = remoteOf(socket);
  const opened: { readonly outlet: Outlet; onAnswer?: (answer: Buffer) => void } = {
    outlet: office.open({ address, port }, (datagram) => opened.onAnswer?.(Buffer.from(datagram))),
  };
  sockets.set(socket, opened);
  return opened;
}

/** The library keeps it to itself. */
function remoteOf(socket: VoiceUDPSocket): SeenAs {
  return (socket as unknown as { readonly remote: SeenAs }).remote;
}

/** Asks a voice server where it sees us, until it answers or the socket is closed. */
async function discover(socket: VoiceUDPSocket, own: Post, ssrc: number): Promise<SeenAs> {
  const request = Buffer.alloc(DISCOVERY_BYTES);
  request.writeUInt16BE(DISCOVERY_REQUEST, 0);
  request.writeUInt16BE(DISCOVERY_BYTES - DISCOVERY_HEADER_BYTES, 2);
  request.writeUInt32BE(ssrc, DISCOVERY_HEADER_BYTES);
  const answered = Promise.withResolvers<SeenAs>();
  const opened = socketOf(socket, own);
  opened.onAnswer = (answer) => {
    const seenAs = readAnswer(answer);
    if (seenAs !== undefined) answered.resolve(seenAs);
  };
  socket.once('close', () => answered.reject(new Error('The socket closed before the voice server answered.')));
  socket.send(request);
  const again = setInterval(() => socket.send(request), ASK_AGAIN_MILLISECONDS);
  try {
    return await answered.promise;
  } finally {
    clearInterval(again);
    delete opened.onAnswer;
  }
}

/** Undefined for what is no answer to a discovery. */
function readAnswer(answer: Buffer): SeenAs | undefined {
  if (answer.length !== DISCOVERY_BYTES || answer.readUInt16BE(0) !== DISCOVERY_ANSWER) return undefined;
  const ip = answer.subarray(ADDRESS_AT, answer.indexOf(0, ADDRESS_AT)).toString('latin1');
  return isIPv4(ip) ? { ip, port: answer.readUInt16BE(DISCOVERY_BYTES - 2) } : undefined;
}
