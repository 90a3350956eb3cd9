import { createDecipheriv } from 'node:crypto';
import { openXChaCha20Poly1305 } from './xchacha.ts';

/** One RTP packet. */
export interface RtpPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Takes the transport encryption off; the end-to-end encryption may still be there. Throws when it was tampered with. */
  payload(): Buffer;
}

const HEADER_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_BYTES = 4;

/** Discord's names for its transport encryptions: it prefers the first and guarantees the second. */
export const TRANSPORT_MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
export type TransportMode = (typeof TRANSPORT_MODES)[number];

/** The sender's id in a datagram, or undefined when it is no RTP packet of version 2 with Opus (payload type 120). */
export function rtpSource(datagram: Buffer): number | undefined {
  if (datagram.length < HEADER_BYTES + TAG_BYTES + NONCE_BYTES) return undefined;
  return datagram[0] === 0x80 && datagram[1] === 120 ? datagram.readUInt32BE(8) : undefined;
}

/**
 * Reads a datagram: the header is authenticated in the clear, then come the ciphertext, the 16-byte tag, and 4 bytes of
 * nonce, padded with zeros to what the mode asks for.
 */
export function readRtp(datagram: Buffer, key: Buffer, mode: TransportMode): RtpPacket {
  const header = datagram.subarray(0, HEADER_BYTES);
  const end = datagram.length - NONCE_BYTES;
  const nonce = Buffer.alloc(mode === 'aead_aes256_gcm_rtpsize' ? 12 : 24);
  datagram.copy(nonce, 0, end);
  const sealed = datagram.subarray(HEADER_BYTES, end);
  const open = mode === 'aead_aes256_gcm_rtpsize' ? openAes256Gcm : openXChaCha20Poly1305;
  return {
    sequence: header.readUInt16BE(2),
    timestamp: header.readUInt32BE(4),
    ssrc: header.readUInt32BE(8),
    payload: () => open(sealed, key, nonce, header),
  };
}

function openAes256Gcm(sealed: Buffer, key: Buffer, nonce: Buffer, header: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
}
