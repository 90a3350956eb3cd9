import { createCipheriv } from 'node:crypto';

const TAG_BYTES = 16;

/**
 * Seals by XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): ciphertext and 16-byte tag, under a nonce of 24 bytes. Discord
 * promises this mode of every voice server, and AES-256-GCM only of most; Node has its short-nonce brother.
 */
export function sealXChaCha20Poly1305(
  plain: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
): readonly [Buffer, Buffer] {
  const subkey = hChaCha20(key, nonce.subarray(0, 16));
  const shortNonce = new Uint8Array(12);
  shortNonce.set(nonce.subarray(16), 4);
  const cipher = createCipheriv('chacha20-poly1305', subkey, shortNonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additional, { plaintextLength: plain.length });
  const sealed = cipher.update(plain);
  cipher.final();
  return [sealed, cipher.getAuthTag()];
}

/** The words "expand 32-byte k", with which ChaCha20's state begins. */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/** Columns, then diagonals, of ChaCha20's double round. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** The key of 32 bytes that a key of 32 and a nonce of 16 bytes give (section 2.2 of the draft). */
export function hChaCha20(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const input = new DataView(new ArrayBuffer(48));
  [...key, ...nonce].forEach((byte, at) => input.setUint8(at, byte));
  const state = Uint32Array.from({ length: 16 }, (_, at) => CONSTANTS[at] ?? input.getUint32(4 * (at - 4), true));
  for (let round = 0; round < 10; round++) for (const quarter of QUARTERS) mix(state, quarter);
  const derived = new DataView(new ArrayBuffer(32));
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((from, to) => derived.setUint32(4 * to, state[from] ?? 0, true));
  return new Uint8Array(derived.buffer);
}

function mix(state: Uint32Array, [a, b, c, d]: (typeof QUARTERS)[number]): void {
  addAndTurn(state, a, b, d, 16);
  addAndTurn(state, c, d, b, 12);
  addAndTurn(state, a, b, d, 8);
  addAndTurn(state, c, d, b, 7);
}

/** In place: x += y; z = (z xor x) turned left. */
function addAndTurn(state: Uint32Array, x: number, y: number, z: number, bits: number): void {
  const sum = ((state[x] ?? 0) + (state[y] ?? 0)) >>> 0;
  state[x] = sum;
  const mixed = (state[z] ?? 0) ^ sum;
  state[z] = (mixed << bits) | (mixed >>> (32 - bits));
}
