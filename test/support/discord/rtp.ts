import { createDecipheriv } from 'node:crypto';

/** One RTP packet, its transport encryption taken off; the payload may still be end-to-end encrypted. */
export interface RtpPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

const HEADER_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_BYTES = 4;

/** Discord's name for the transport encryption that {@link openRtp} opens. */
export const TRANSPORT_MODE = 'aead_aes256_gcm_rtpsize';

/** The sender's id in a datagram, or undefined when it is no RTP packet of version 2 with Opus (payload type 120). */
export function rtpSource(datagram: Buffer): number | undefined {
  if (datagram.length < HEADER_BYTES + TAG_BYTES + NONCE_BYTES) return undefined;
  return datagram[0] === 0x80 && datagram[1] === 120 ? datagram.readUInt32BE(8) : undefined;
}

/**
 * Opens a datagram of mode `aead_aes256_gcm_rtpsize`: the header is authenticated in the clear, then come the ciphertext,
 * the 16-byte tag, and 4 bytes of nonce, padded with zeros to 12. Throws when it was tampered with.
 */
export function openRtp(datagram: Buffer, key: Buffer): RtpPacket {
  const header = datagram.subarray(0, HEADER_BYTES);
  const nonce = Buffer.alloc(12);
  datagram.copy(nonce, 0, datagram.length - NONCE_BYTES);
  const end = datagram.length - NONCE_BYTES - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(header);
  decipher.setAuthTag(datagram.subarray(end, end + TAG_BYTES));
  const payload = Buffer.concat([decipher.update(datagram.subarray(HEADER_BYTES, end)), decipher.final()]);
  return {
    sequence: header.readUInt16BE(2),
    timestamp: header.readUInt32BE(4),
    ssrc: header.readUInt32BE(8),
    payload,
  };
}
