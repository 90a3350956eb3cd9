import { createCipheriv } from 'node:crypto';
import {
  NetworkingStatusCode,
  VoiceConnectionStatus,
  type ConnectionData,
  type VoiceConnection,
} from '@discordjs/voice';
import { postAt } from './post/voice-sockets.ts';
import { sealXChaCha20Poly1305 } from './xchacha.ts';

/** Samples of a packet of 20 ms at 48 kHz: the step of RTP's timestamp. */
const SAMPLES = 960;
const HEADER_BYTES = 12;
const NONCE_BYTES = 4;
/** RTP version 2, and Discord's payload type for Opus. */
const HEADER_START = 0x8078;

/** What became of a packet. */
export type Sent =
  | 'sent'
  /** Sent in the clear although others are there: the end-to-end encryption is not ready, and they hear nothing. */
  | 'unprotected'
  /** The connection is not open. */
  | 'closed';

/**
 * Sends one Opus packet of 20 ms on a voice connection at its time (milliseconds of `monotonic()`). Does what the library's `playOpusPacket` does, which
 * sends at once, and can't under XChaCha20 without a further package; and tells whether anybody can hear the packet. Throws when it can't be encrypted or sent.
 */
export function sendPacket(connection: VoiceConnection, opus: Buffer, due: number): Sent {
  if (connection.state.status !== VoiceConnectionStatus.Ready) return 'closed';
  const { networking } = connection.state;
  const { state } = networking;
  if (state.code !== NetworkingStatusCode.Ready) return 'closed';
  const { connectionData: data, dave, udp } = state;
  const packet = seal(dave?.encrypt(opus) ?? opus, data);
  data.packetsPlayed += 1;
  data.sequence = (data.sequence + 1) & 0xffff;
  data.timestamp = (data.timestamp + SAMPLES) % 2 ** 32;
  networking.setSpeaking(true);
  postAt(udp, due, packet);
  const isReady = dave === undefined || dave.protocolVersion === 0 || dave.session?.ready === true;
  return isReady || isAlone(data, state.connectionOptions.userId) ? 'sent' : 'unprotected';
}

/** Alone in a channel there is no group yet to encrypt for. */
function isAlone({ connectedClients }: ConnectionData, userId: string): boolean {
  return [...connectedClients].every((id) => id === userId);
}

/** Header, ciphertext, tag, and the part of the nonce that changes, as the modes `…_rtpsize` ask for it. */
function seal(payload: Buffer, data: ConnectionData): Buffer {
  const { nonceBuffer, secretKey, encryptionMode } = data;
  data.nonce = (data.nonce + 1) >>> 0;
  nonceBuffer.writeUInt32BE(data.nonce, 0);
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt16BE(HEADER_START, 0);
  header.writeUInt16BE(data.sequence, 2);
  header.writeUInt32BE(data.timestamp, 4);
  header.writeUInt32BE(data.ssrc, 8);
  const nonce = nonceBuffer.subarray(0, NONCE_BYTES);
  if (encryptionMode === 'aead_xchacha20_poly1305_rtpsize') {
    return Buffer.concat([header, ...sealXChaCha20Poly1305(payload, secretKey, nonceBuffer, header), nonce]);
  }
  const cipher = createCipheriv('aes-256-gcm', secretKey, nonceBuffer);
  cipher.setAAD(header);
  const sealed = cipher.update(payload);
  cipher.final();
  return Buffer.concat([header, sealed, cipher.getAuthTag(), nonce]);
}
