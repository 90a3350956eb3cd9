import { createDecipheriv } from 'node:crypto';

const TAG_BYTES = 16;

/** Opens what XChaCha20-Poly1305 sealed (draft-irtf-cfrg-xchacha-03): ciphertext and tag, under a nonce of 24 bytes. Throws when it was tampered with. */
export function openXChaCha20Poly1305(sealed: Buffer, key: Buffer, nonce: Buffer, additional: Buffer): Buffer {
  const subkey = hChaCha20(key, nonce.subarray(0, 16));
  const shortNonce = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('chacha20-poly1305', subkey, shortNonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additional, { plaintextLength: end });
  decipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
}

/** Node has ChaCha20-Poly1305 with short nonces; this derives the key that makes it XChaCha20 (section 2.2 of the draft). */
export function hChaCha20(key: Buffer, nonce: Buffer): Buffer {
  const state = new Uint32Array(16);
  state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let word = 0; word < 8; word++) state[4 + word] = key.readUInt32LE(4 * word);
  for (let word = 0; word < 4; word++) state[12 + word] = nonce.readUInt32LE(4 * word);
  for (let round = 0; round < 10; round++) {
    for (let column = 0; column < 4; column++) quarterRound(state, column, column + 4, column + 8, column + 12);
    for (let column = 0; column < 4; column++) {
      quarterRound(state, column, 4 + ((column + 1) % 4), 8 + ((column + 2) % 4), 12 + ((column + 3) % 4));
    }
  }
  const derived = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((from, to) => derived.writeUInt32LE(state[from] ?? 0, 4 * to));
  return derived;
}

function quarterRound(state: Uint32Array, a: number, b: number, c: number, d: number): void {
  for (const [sum, addend, target, bits] of [
    [a, b, d, 16],
    [c, d, b, 12],
    [a, b, d, 8],
    [c, d, b, 7],
  ] as const) {
    state[sum] = (state[sum] ?? 0) + (state[addend] ?? 0);
    const mixed = (state[target] ?? 0) ^ (state[sum] ?? 0);
    state[target] = (mixed << bits) | (mixed >>> (32 - bits));
  }
}
